/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One encoding of a track: its own numbers and clock, its packets, and how it stands to the other encodings.
 */
#include <string.h>

#include "media/sfu/objects.h"

#define FIRST_MEASURE_US 400000
#define MEASURE_US 500000
#define HEADERS 40 /* bytes around each payload */

PnLayer *
pn_layer_new (PnTrack *track, guint index, const char *rid, guint store_size)
{
  PnLayer *self = g_new0 (PnLayer, 1);
  self->track = track;
  self->index = self->slot = index;
  g_strlcpy (self->rid, rid, sizeof self->rid);
  self->store = pn_store_new (store_size);
  self->senders = g_ptr_array_new ();
  if (track->codec == PN_CODEC_OPUS)
    self->redundancy = pn_redundancy_new ();
  pn_reception_init (&self->reception, pn_codec_clock (track->codec));
  return self;
}

void
pn_layer_free (PnLayer *self)
{
  if (self == NULL)
    return;
  pn_store_free (self->store);
  pn_redundancy_free (self->redundancy);
  g_ptr_array_unref (self->senders);
  g_free (self);
}

void
pn_layer_restart (PnLayer *self)
{
  PnTrack *track = self->track;
  pn_reception_init (&self->reception, pn_codec_clock (track->codec));
  pn_store_clear (self->store);
  if (self->redundancy != NULL)
    pn_redundancy_forget (self->redundancy);
  for (guint i = 0; i < track->senders->len; i++) {
    PnSender *s = g_ptr_array_index (track->senders, i);
    pn_sender_forget_sent (s); /* its numbers will mean other packets: never those bytes under an old nonce */
    if (s->layer != self && s->layer != NULL)
      continue;
    pn_rewrite_switch (&s->rewrite);
    s->need_key = pn_codec_is_video (track->codec);
  }
  self->key_wanted = pn_codec_is_video (track->codec) && self->senders->len > 0;
}

PnLayer *
pn_layer_best (const PnTrack *track, guint target)
{
  PnLayer *best = NULL;
  for (guint i = 0; i < track->n_layers; i++)
    if (track->layers[i]->live && (i <= target || best == NULL))
      best = track->layers[i];
  return best != NULL ? best : track->layers[MIN (target, track->n_layers - 1)];
}

static gboolean
is_smaller (const PnLayer *a, const PnLayer *b)
{
  return a->width > 0 && b->width > 0 && (guint) a->width * a->height < (guint) b->width * b->height;
}

/* What was remembered of packets sent names layers by their place. */
static void
swap (PnTrack *track, guint i, guint k)
{
  PnLayer *l = track->layers[i];
  track->layers[i] = track->layers[k];
  track->layers[k] = l;
  track->layers[i]->index = i;
  track->layers[k]->index = k;
  for (guint n = 0; n < track->senders->len; n++) {
    pn_sender_forget_sent (g_ptr_array_index (track->senders, n));
    pn_sender_choose (g_ptr_array_index (track->senders, n));
  }
}

void
pn_layer_note_size (PnLayer *self, guint16 width, guint16 height)
{
  PnTrack *track = self->track;
  if (width == 0 || (self->width == width && self->height == height))
    return;
  self->width = width;
  self->height = height;
  /* By convention the smallest is named first, but nothing in RFC 8853 says so. */
  for (guint i = 0; i + 1 < track->n_layers; i++)
    for (guint k = i + 1; k < track->n_layers; k++)
      if (is_smaller (track->layers[k], track->layers[i]))
        swap (track, i, k);
}

gboolean
pn_layer_same_moment (const PnLayer *self, const PnLayer *other, guint32 ts, guint32 *out)
{
  const PnReception *a = &self->reception, *b = &other->reception;
  if (a->sr_at == 0 || b->sr_at == 0)
    return FALSE;
  gdouble apart = (gdouble) (gint64) (b->ntp - a->ntp) * a->clock / 4294967296.0; /* NTP time is 32.32 */
  gint64 ticks = (gint64) (apart + (apart < 0 ? -0.5 : 0.5)) + (gint32) (ts - b->sr_ts);
  *out = a->sr_ts + (guint32) ticks;
  return TRUE;
}

void
pn_layer_measure (PnLayer *self, gint64 now)
{
  gint64 passed = now - self->rate_at;
  if (passed < (self->rate == 0 ? FIRST_MEASURE_US : MEASURE_US))
    return;
  guint64 bytes = self->bytes - self->rate_bytes + HEADERS * (self->reception.received - self->rate_packets);
  guint64 rate = self->rate_at > 0 ? bytes * 8 * G_USEC_PER_SEC / (guint64) passed : 0;
  /* Over about two seconds: one key frame does not make a layer dear, nor one still moment cheap. */
  if (self->rate == 0)
    self->rate = rate;
  else if (self->bytes
           != self->rate_bytes) /* while it is silent it keeps what it was: that is what it will cost again */
    self->rate = (3 * self->rate + rate) / 4;
  self->rate_at = now;
  self->rate_bytes = self->bytes;
  self->rate_packets = self->reception.received;
}
