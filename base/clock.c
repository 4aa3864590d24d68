/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

static gint64
system_now (void *impl)
{
  return g_get_real_time ();
}

static gint64
system_mono (void *impl)
{
  return g_get_monotonic_time ();
}

const PnClock *
pn_clock_system (void)
{
  static const PnClock clock = { system_now, system_mono, NULL };
  return &clock;
}

gint64
pn_clock_now_us (const PnClock *clock)
{
  return clock->now_us (clock->impl);
}

gint64
pn_clock_mono_us (const PnClock *clock)
{
  return clock->mono_us (clock->impl);
}

char *
pn_time_to_iso (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;
  gint64 rest = us % G_USEC_PER_SEC;
  if (rest < 0) {
    rest += G_USEC_PER_SEC;
    seconds--;
  }
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (seconds);
  if (when == NULL)
    return g_strdup ("1970-01-01T00:00:00.000Z");
  g_autofree char *whole = g_date_time_format (when, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03dZ", whole, (int) (rest / 1000));
}

gboolean
pn_time_from_iso (const char *text, gint64 *us)
{
  /* A time without a zone means nothing across machines: GLib gives NULL for it without a default zone. */
  g_autoptr (GDateTime) when = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  if (when == NULL)
    return FALSE;
  *us = g_date_time_to_unix (when) * G_USEC_PER_SEC + g_date_time_get_microsecond (when);
  return TRUE;
}

static gint64
fake_now (void *impl)
{
  return ((PnFakeClock *) impl)->now;
}

static gint64
fake_mono (void *impl)
{
  return ((PnFakeClock *) impl)->mono;
}

void
pn_fake_clock_init (PnFakeClock *fake, gint64 now_us)
{
  *fake = (PnFakeClock){ .clock = { fake_now, fake_mono, fake }, .now = now_us };
}

void
pn_fake_clock_advance (PnFakeClock *fake, gint64 us)
{
  fake->now += us;
  fake->mono += us;
}
