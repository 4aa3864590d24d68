/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/speaker.h"

#define ATTACK 0.4              /* weight of a packet louder than the mean: speech rises at once, one click alone does not */
#define SMOOTH_US 1500000       /* time constant of the fall: pauses between words do not change the speaker */
#define VOICE_LOUDNESS 60.0     /* 127 - level: about -67 dBov counts as voice */
#define MARGIN 6.0              /* dB a challenger must be louder */
#define HOLD_US 600000          /* and for how long */
#define SILENCE_US 10000000     /* nobody speaks after so long without voice */

typedef struct {
  gint64 peer, at;
  gdouble loudness;
} Voice;

struct PnSpeaker {
  GArray *voices;
  gint64 current, challenger, challenger_since, last_voice;
  gboolean changed; /* the current one was forgotten */
};

PnSpeaker *
pn_speaker_new (void)
{
  PnSpeaker *self = g_new0 (PnSpeaker, 1);
  self->voices = g_array_new (FALSE, TRUE, sizeof (Voice));
  return self;
}

void
pn_speaker_free (PnSpeaker *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->voices);
  g_free (self);
}

static gint
find (const PnSpeaker *self, gint64 peer)
{
  for (guint i = 0; i < self->voices->len; i++)
    if (g_array_index (self->voices, Voice, i).peer == peer)
      return (gint) i;
  return -1;
}

static gdouble
decayed (const Voice *v, gint64 now)
{
  gdouble passed = (gdouble) (now - v->at) / SMOOTH_US;
  return v->loudness / (1 + MAX (passed, 0));
}

void
pn_speaker_level (PnSpeaker *self, gint64 peer, guint level, gint64 now)
{
  gint i = find (self, peer);
  if (i < 0) {
    Voice fresh = { .peer = peer, .at = now };
    g_array_append_val (self->voices, fresh);
    i = (gint) self->voices->len - 1;
  }
  Voice *v = &g_array_index (self->voices, Voice, i);
  gdouble loudness = 127.0 - (gdouble) MIN (level, 127);
  gdouble weight = loudness > v->loudness ? ATTACK : CLAMP ((gdouble) (now - v->at) / SMOOTH_US, 0.0, 1.0);
  v->loudness += (loudness - v->loudness) * weight;
  v->at = now;
}

void
pn_speaker_forget (PnSpeaker *self, gint64 peer)
{
  gint i = find (self, peer);
  if (i >= 0)
    g_array_remove_index_fast (self->voices, (guint) i);
  if (self->current == peer) {
    self->current = 0;
    self->changed = TRUE;
  }
}

static const Voice *
loudest (const PnSpeaker *self, gint64 now)
{
  const Voice *best = NULL;
  for (guint i = 0; i < self->voices->len; i++) {
    const Voice *v = &g_array_index (self->voices, Voice, i);
    if (decayed (v, now) >= VOICE_LOUDNESS && (best == NULL || decayed (v, now) > decayed (best, now)))
      best = v;
  }
  return best;
}

static gboolean
may_take_over (PnSpeaker *self, const Voice *best, gint64 now)
{
  gint i = find (self, self->current);
  gdouble current = i >= 0 ? decayed (&g_array_index (self->voices, Voice, i), now) : 0;
  if (self->current != 0 && decayed (best, now) < current + MARGIN)
    return FALSE;
  if (self->challenger != best->peer) {
    self->challenger = best->peer;
    self->challenger_since = now;
  }
  return self->current == 0 || now - self->challenger_since >= HOLD_US;
}

gboolean
pn_speaker_decide (PnSpeaker *self, gint64 now, gint64 *peer)
{
  gint64 before = self->changed ? -1 : self->current;
  const Voice *best = loudest (self, now);
  if (best != NULL)
    self->last_voice = now;
  if (best == NULL || best->peer == self->current)
    self->challenger = 0;
  else if (may_take_over (self, best, now))
    self->current = best->peer;
  if (best == NULL && now - self->last_voice > SILENCE_US)
    self->current = 0;
  self->changed = FALSE;
  *peer = self->current;
  return self->current != before;
}
