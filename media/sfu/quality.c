/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/quality.h"

#define WORSE_AFTER 2
#define BETTER_AFTER 5

/* A voice is still whole at 3 % (NACK, in-band FEC, RED) and strained at 10 %; a conversation needs the other's answer within
 * 300 ms (ITU-T G.114 calls 400 ms one way the limit). */
static const struct {
  gdouble loss;
  gint64 rtt;
  guint freezes;
} limits[] = {
  [PN_QUALITY_FAIR] = { 0.03, 300000, 1 },
  [PN_QUALITY_POOR] = { 0.10, 800000, 3 },
};

static PnQualityLevel
judge (const PnQualitySample *s)
{
  for (guint level = PN_QUALITY_POOR; level > PN_QUALITY_GOOD; level--)
    if (s->loss >= limits[level].loss || s->rtt >= limits[level].rtt || s->freezes >= limits[level].freezes)
      return (PnQualityLevel) level;
  return s->limited ? PN_QUALITY_FAIR : PN_QUALITY_GOOD;
}

PnQualityLevel
pn_quality_sample (PnQuality *self, const PnQualitySample *sample)
{
  PnQualityLevel now = judge (sample);
  self->worse = now > self->level ? self->worse + 1 : 0;
  self->better = now < self->level ? self->better + 1 : 0;
  if (self->worse >= WORSE_AFTER) {
    self->level = now;
    self->worse = 0;
  } else if (self->better >= BETTER_AFTER) {
    self->level--;
    self->better = 0;
  }
  return self->level;
}

const char *
pn_quality_name (PnQualityLevel level)
{
  static const char *const names[] = { "good", "fair", "poor" };
  return names[level];
}
