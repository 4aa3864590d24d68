/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A published track: counts what comes of each of its layers, keeps it, and hands it to the senders of that
 * layer. */
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/red.h"
#include "media/sfu/objects.h"

#define TOP_STORE 512 /* packets: over a second at 3 Mbit/s */
#define LAYER_STORE 256
#define AUDIO_STORE 128
#define SILENT_US 600000 /* a layer that is so far behind the others has stopped */

static void
make_layers (PnTrack *self, guint n, const PnLine *line)
{
  gboolean video = pn_codec_is_video (self->codec);
  self->n_layers = video ? MAX (1, n) : 1;
  for (guint i = 0; i < self->n_layers; i++) {
    guint size = !video ? AUDIO_STORE : i + 1 == self->n_layers ? TOP_STORE : LAYER_STORE;
    self->layers[i] = pn_layer_new (self, i, line != NULL && i < line->n_rids ? line->rids[i] : "", size);
  }
}

static PnTrack *
track_new (PnConn *conn, PnSource source, PnCodec codec)
{
  PnTrack *self = g_new0 (PnTrack, 1);
  self->id = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", conn->peer->id, pn_source_name (source));
  self->conn = conn;
  self->source = source;
  self->codec = codec;
  self->senders = g_ptr_array_new ();
  return self;
}

PnTrack *
pn_track_new (PnConn *conn, PnSource source, const PnLine *line)
{
  PnTrack *self = track_new (conn, source, pn_line_publish_codec (line));
  g_strlcpy (self->mid, line->offer->mid, sizeof self->mid);
  make_layers (self, line->n_rids, line);
  return self;
}

PnTrack *
pn_track_new_relayed (PnConn *conn, PnSource source, PnCodec codec, guint n_layers)
{
  PnTrack *self = track_new (conn, source, codec);
  make_layers (self, n_layers, NULL);
  return self;
}

void
pn_track_free (PnTrack *self)
{
  if (self == NULL)
    return;
  pn_loud_forget (self);
  while (self->senders->len > 0)
    pn_sender_bind (g_ptr_array_index (self->senders, 0), NULL);
  for (guint i = 0; i < self->n_layers; i++)
    pn_layer_free (self->layers[i]);
  g_ptr_array_unref (self->senders);
  g_free (self->id);
  g_free (self);
}

gboolean
pn_track_is_muted (const PnTrack *self)
{
  return self->conn->peer->muted[self->source];
}

void
pn_track_want_key (PnTrack *self)
{
  for (guint i = 0; i < self->n_layers; i++)
    self->layers[i]->key_wanted = pn_codec_is_video (self->codec) && (self->layers[i]->senders->len > 0 || self->layers[i]->relayed != 0);
}

void
pn_track_choose_anew (PnTrack *self)
{
  for (guint i = 0; i < self->senders->len; i++)
    pn_sender_choose (g_ptr_array_index (self->senders, i));
}

void
pn_track_tick (PnTrack *self, gint64 now)
{
  gint64 newest = 0;
  gboolean changed = FALSE;
  for (guint i = 0; i < self->n_layers; i++)
    newest = MAX (newest, self->layers[i]->last_at);
  for (guint i = 0; i < self->n_layers; i++) {
    PnLayer *l = self->layers[i];
    gboolean live = l->last_at > 0 && newest - l->last_at < SILENT_US;
    pn_layer_measure (l, now);
    changed |= live != l->live;
    l->live = live;
  }
  if (changed)
    pn_track_choose_anew (self);
}

static gint
note_level (PnTrack *self, const PnRtp *rtp, const guint8 *data, gint64 now)
{
  guint level;
  gboolean voice;
  if (self->level_ext == 0 || !pn_rtp_audio_level (rtp, data, self->level_ext, &level, &voice))
    return -1;
  pn_speaker_level (self->conn->peer->room->speaker, self->conn->peer->id, level, now);
  return (gint) (level | (voice ? 0x80u : 0));
}

/* In a large room only the loudest are carried. What is left out leaves no gap: after it the number is joined on. */
static gboolean
is_carried (PnTrack *self, gint level, gint64 now)
{
  const PnPeer *peer = self->conn->peer;
  gboolean carried = self->source != PN_SOURCE_MIC || level < 0
                     || pn_lastn_packet (peer->room->voices, peer->id, (guint) level & 0x7F, now);
  if (!carried && !self->left_out) {
    for (guint i = 0; i < self->senders->len; i++)
      pn_sender_hold (g_ptr_array_index (self->senders, i));
    pn_relay_hold (self);
  }
  self->left_out = !carried;
  return carried;
}

static void
note_packet (PnLayer *layer, const PnPacket *p, gint64 now)
{
  layer->bytes += p->len;
  if (p->ts != layer->last_ts)
    layer->frames++;
  layer->last_ts = p->ts;
  layer->last_at = now;
  if (!layer->live) { /* at once: its first picture may be a key frame */
    layer->live = TRUE;
    pn_track_choose_anew (layer->track);
  }
  layer->tids = MAX (layer->tids, p->info.tid + 1);
  if (p->info.key)
    pn_layer_note_size (layer, p->info.width, p->info.height);
}

/* Padding only, a probe of the publisher: what follows closes up, or each receiver would ask for a packet there never was. */
static void
leave_out (PnLayer *layer, const PnClear *c)
{
  const PnNumbers in = { .seq = c->seq, .pid = -1 };
  for (guint i = 0; i < layer->senders->len; i++) {
    PnSender *s = g_ptr_array_index (layer->senders, i);
    if (s->layer == layer)
      pn_rewrite_drop (&s->rewrite, &in);
  }
  if (layer->relayed != 0)
    pn_relay_packet (layer, c);
}

static void
keep (PnPacket *p, const PnClear *c, PnCodec codec)
{
  p->ts = c->ts;
  p->marker = c->marker;
  p->level = c->level;
  p->len = c->len;
  memcpy (p->payload, c->payload, c->len);
  pn_payload_parse (&p->info, codec, p->payload, p->len);
}

void
pn_track_deliver (PnLayer *layer, const PnClear *c, gint64 now)
{
  PnTrack *self = layer->track;
  if (c->len == 0) {
    leave_out (layer, c);
    return;
  }
  PnPacket *p = pn_store_put (layer->store, c->seq);
  if (p == NULL)
    return;
  keep (p, c, self->codec);
  if (p->info.key) /* who asked before it came has it */
    layer->key_wanted = layer->key_again = FALSE;
  if (!self->conn->relayed) /* of a relayed one the home tells */
    note_packet (layer, p, now);
  if (self->source == PN_SOURCE_MIC)
    pn_loud_packet (self, p->level, now);
  for (guint i = 0; i < layer->senders->len;) {
    PnSender *s = g_ptr_array_index (layer->senders, i);
    pn_sender_forward (s, layer, p, now);
    i += i < layer->senders->len && g_ptr_array_index (layer->senders, i) == s;
  }
  if (layer->relayed != 0)
    pn_relay_packet (layer, c);
}

static void
keep_and_forward (PnLayer *layer, gint64 seq, const PnRtp *rtp, const guint8 *data, gint64 now)
{
  PnTrack *self = layer->track;
  PnCounters *counters = self->conn->peer->room->host->transport.counters;
  if (pn_track_is_muted (self)) {
    PN_INC (counters, muted_dropped);
    return;
  }
  gint level = note_level (self, rtp, data, now);
  if (rtp->payload_len > 0 && !is_carried (self, level, now)) {
    PN_INC (counters, voices_left_out);
    return;
  }
  const PnClear c = { seq, rtp->ts, rtp->marker, level, rtp->payload_len, data + rtp->payload_at };
  pn_track_deliver (layer, &c, now);
}

static void
count_in (const PnLayer *layer, const PnRtp *rtp)
{
  PnCounters *counters = layer->track->conn->peer->room->host->transport.counters;
  PN_INC (counters, packets_in);
  PN_ADD (counters, bytes_in, rtp->payload_len);
}

void
pn_track_packet (PnLayer *layer, const PnRtp *rtp, const guint8 *data, gint64 now)
{
  count_in (layer, rtp);
  keep_and_forward (layer, pn_reception_packet (&layer->reception, rtp->seq, rtp->ts, now), rtp, data, now);
}

void
pn_track_rtx (PnLayer *layer, const PnRtp *rtx, const guint8 *data, gint64 now)
{
  PnRtp rtp = *rtx;
  count_in (layer, rtx);
  if (rtx->payload_len < 2) /* padding: a probe */
    return;
  rtp.seq = pn_get16 (data + rtx->payload_at);
  rtp.payload_at += 2;
  rtp.payload_len -= 2;
  gint64 seq = pn_reception_repaired (&layer->reception, rtp.seq, now);
  if (seq < 0) /* not missing: a probe with what had arrived before */
    return;
  PN_INC (layer->track->conn->peer->room->host->transport.counters, repaired);
  keep_and_forward (layer, seq, &rtp, data, now);
}

/* The missing packet whose frame this is: number and time must lie as they should between its neighbours. */
static gint64
missing_for (PnLayer *layer, gint64 seq, guint32 ts)
{
  const PnPacket *before = seq > 0 ? pn_store_get (layer->store, seq - 1) : NULL;
  if (before != NULL && (gint32) (ts - before->ts) <= 0)
    return -1;
  return pn_reception_repaired (&layer->reception, (guint16) seq, 0);
}

void
pn_track_red (PnLayer *layer, const PnRtp *red, const guint8 *data, gint64 now)
{
  PnRedBlock blocks[PN_RED_BLOCKS];
  PnCounters *counters = layer->track->conn->peer->room->host->transport.counters;
  guint n = pn_red_parse (blocks, data + red->payload_at, red->payload_len);
  PnRtp rtp = *red, earlier = *red;
  count_in (layer, red);
  if (n == 0 || blocks[n - 1].pt != layer->track->pt) {
    PN_INC (counters, bad_rtp);
    return;
  }
  gint64 seq = pn_reception_packet (&layer->reception, red->seq, red->ts, now);
  earlier.marker = FALSE;
  earlier.ext_len = 0; /* the level is that of the last frame */
  for (guint i = 0; i + 1 < n; i++) {
    if (blocks[i].pt != layer->track->pt || blocks[i].len == 0 || blocks[i].offset == 0)
      continue;
    earlier.ts = red->ts - blocks[i].offset;
    earlier.payload_at = (guint16) (blocks[i].data - data);
    earlier.payload_len = blocks[i].len;
    gint64 missing = missing_for (layer, seq - (n - 1 - i), earlier.ts);
    if (missing < 0)
      continue;
    PN_INC (counters, repaired);
    keep_and_forward (layer, missing, &earlier, data, now);
  }
  rtp.payload_at = (guint16) (blocks[n - 1].data - data);
  rtp.payload_len = blocks[n - 1].len;
  keep_and_forward (layer, seq, &rtp, data, now);
}
