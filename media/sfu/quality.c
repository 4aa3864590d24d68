/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/quality.h"

#define WORSE_AFTER 2
#define BETTER_AFTER 5

/* Loss before repair: from 4 % on a line is audibly worked on, and up to 20 % redundancy and repair carry a voice through. A
 * conversation needs the other's answer soon: ITU-T G.114 calls 400 ms one way the limit. Poor is what people should hear of, and
 * what makes clients let pictures rest: not a line whose losses nobody hears. */
static const struct {
  gdouble loss;
  gint64 rtt;
  guint freezes;
} limits[] = {
  [PN_QUALITY_FAIR] = { 0.04, 400000, 1 },
  [PN_QUALITY_POOR] = { 0.22, 900000, 3 },
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
