/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/patience.h"

#define DEFAULT_ANSWER_US 100000
#define MUCH 0.1
#define SLACK_US 40000 /* until a gap shows, and until somebody looks */
#define LEAST_MS 80
#define MOST_MS 250    /* ITU-T G.114: more than 400 ms from mouth to ear and people interrupt each other; the way is part of that */
#define STEP_MS 20
#define CALM_US (10 * G_USEC_PER_SEC)
#define AFTERWARDS_US (5 * G_USEC_PER_SEC)
#define MOST_UNITS 1000 /* of 10 ms */

/* Where much is lost, time to ask twice. */
static gint64
answer_of (const PnWay *way)
{
  gint64 answer = way->answer > 0 ? way->answer : DEFAULT_ANSWER_US;
  return way->loss >= MUCH ? 2 * answer : way->loss >= PN_PATIENCE_LOSS ? answer : 0;
}

guint
pn_patience_judge (PnPatience *self, const PnWay *up, const PnWay *down, gint64 now)
{
  gint64 need = answer_of (up) + answer_of (down);
  guint ms = need > 0 ? (guint) CLAMP ((need + SLACK_US) / 1000, LEAST_MS, MOST_MS) : 0;
  if (ms + STEP_MS > self->ms && ms > 0)
    self->needed_at = now;
  if (ms > self->ms + STEP_MS || (ms < self->ms && now - self->needed_at > CALM_US)) {
    self->ms = ms;
    self->changed_at = self->needed_at = now;
  }
  return self->ms;
}

gboolean
pn_patience_is_told (const PnPatience *self, gint64 now)
{
  return self->ms > 0 || (self->changed_at > 0 && now - self->changed_at < AFTERWARDS_US);
}

void
pn_patience_write (const PnPatience *self, guint8 out[3])
{
  guint least = self->ms / 10;
  out[0] = (guint8) (least >> 4);
  out[1] = (guint8) ((least & 15) << 4 | MOST_UNITS >> 8);
  out[2] = (guint8) (MOST_UNITS & 0xFF);
}
