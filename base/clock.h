/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time as something handed in, so that tests can move it: wall clock and monotonic clock, both in microseconds.
 * Never sleeps and sets no timer; a PnClock may be read from any thread, a PnFakeClock from one. */
#pragma once

#include <glib.h>

typedef struct {
  gint64 (*now_us) (void *impl);  /* since 1970-01-01T00:00Z */
  gint64 (*mono_us) (void *impl); /* never goes back; origin unspecified */
  void *impl;
} PnClock;

const PnClock *pn_clock_system (void);
gint64 pn_clock_now_us (const PnClock *clock);
gint64 pn_clock_mono_us (const PnClock *clock);

/* "2026-11-23T02:15:00.123Z"; the reverse also accepts no fraction, and +hh:mm offsets. */
char *pn_time_to_iso (gint64 us);
gboolean pn_time_from_iso (const char *text, gint64 *us) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  PnClock clock; /* hand out &fake->clock */
  gint64 now;
  gint64 mono;
} PnFakeClock;

void pn_fake_clock_init (PnFakeClock *fake, gint64 now_us);
void pn_fake_clock_advance (PnFakeClock *fake, gint64 us);
