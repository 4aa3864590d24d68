/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How good a line is, in three levels a person understands: worse at the second bad second, better only after five good ones.
 * Pure: one sample a second comes in. One thread: the worker of the room. */
#pragma once
#include <glib.h>

typedef enum { PN_QUALITY_GOOD, PN_QUALITY_FAIR, PN_QUALITY_POOR } PnQualityLevel;

typedef struct {
  gdouble loss;    /* share of packets, before repair */
  gint64 rtt;      /* us; 0 not known */
  guint freezes;   /* key frames asked for because the picture could not go on */
  gboolean limited; /* something is held back or smaller than asked for, because of the line */
} PnQualitySample;

typedef struct {
  PnQualityLevel level;
  guint worse, better; /* samples in succession */
} PnQuality;

PnQualityLevel pn_quality_sample (PnQuality *self, const PnQualitySample *sample);
const char *pn_quality_name (PnQualityLevel level); /* "good", "fair", "poor" */
