/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A published track: counts what comes, keeps it, and hands it to its senders. */
#include <string.h>

#include "media/sfu/objects.h"

#define VIDEO_STORE 512 /* packets: over a second at 3 Mbit/s */
#define AUDIO_STORE 128

PnTrack *
pn_track_new (PnConn *conn, PnSource source, const PnLine *line)
{
  PnTrack *self = g_new0 (PnTrack, 1);
  self->id = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", conn->peer->id, pn_source_name (source));
  self->conn = conn;
  self->source = source;
  self->codec = pn_line_publish_codec (line);
  g_strlcpy (self->mid, line->offer->mid, sizeof self->mid);
  self->senders = g_ptr_array_new ();
  self->store = pn_store_new (pn_codec_is_video (self->codec) ? VIDEO_STORE : AUDIO_STORE);
  pn_reception_init (&self->reception, pn_codec_clock (self->codec));
  return self;
}

void
pn_track_free (PnTrack *self)
{
  if (self == NULL)
    return;
  while (self->senders->len > 0)
    pn_sender_bind (g_ptr_array_index (self->senders, 0), NULL);
  g_ptr_array_unref (self->senders);
  pn_store_free (self->store);
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
  self->key_wanted = pn_codec_is_video (self->codec);
}

static void
note_level (PnTrack *self, const PnRtp *rtp, const guint8 *data, PnPacket *p, gint64 now)
{
  guint level;
  gboolean voice;
  p->level = -1;
  if (self->level_ext == 0 || !pn_rtp_audio_level (rtp, data, self->level_ext, &level, &voice))
    return;
  p->level = (gint) (level | (voice ? 0x80u : 0));
  pn_speaker_level (self->conn->peer->room->speaker, self->conn->peer->id, level, now);
}

void
pn_track_packet (PnTrack *self, const PnRtp *rtp, const guint8 *data, gint64 now)
{
  PnCounters *counters = self->conn->peer->room->host->transport.counters;
  gint64 seq = pn_reception_packet (&self->reception, rtp->seq, rtp->ts, now);
  PN_INC (counters, packets_in);
  PN_ADD (counters, bytes_in, rtp->payload_len);
  if (pn_track_is_muted (self)) {
    PN_INC (counters, muted_dropped);
    return;
  }
  if (rtp->payload_len == 0) /* padding only: probes of the publisher's bandwidth */
    return;
  PnPacket *p = pn_store_put (self->store, seq);
  if (p == NULL)
    return;
  p->ts = rtp->ts;
  p->marker = rtp->marker;
  p->len = rtp->payload_len;
  memcpy (p->payload, data + rtp->payload_at, rtp->payload_len);
  p->key = pn_payload_starts_keyframe (self->codec, p->payload, p->len);
  note_level (self, rtp, data, p, now);
  for (guint i = 0; i < self->senders->len; i++)
    pn_sender_forward (g_ptr_array_index (self->senders, i), p, now);
}
