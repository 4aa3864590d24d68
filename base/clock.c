/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <stdio.h>

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

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar, and back: the usual "civil" algorithm with years
 * that begin in March, so that the leap day comes last. */
static gint64
days_from_civil (gint64 year, int month, int day)
{
  year -= month <= 2;
  gint64 era = (year >= 0 ? year : year - 399) / 400;
  gint64 yoe = year - era * 400;
  gint64 doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

static void
civil_from_days (gint64 days, gint64 *year, int *month, int *day)
{
  days += 719468;
  gint64 era = (days >= 0 ? days : days - 146096) / 146097;
  gint64 doe = days - era * 146097;
  gint64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  gint64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int mp = (int) ((5 * doy + 2) / 153);
  *day = (int) (doy - (153 * mp + 2) / 5 + 1);
  *month = mp < 10 ? mp + 3 : mp - 9;
  *year = yoe + era * 400 + (*month <= 2);
}

#define SECOND G_GINT64_CONSTANT (1000000)
#define DAY_SECONDS 86400

char *
pn_time_to_iso (gint64 us)
{
  gint64 seconds = us / SECOND, rest = us % SECOND;
  if (rest < 0) {
    rest += SECOND;
    seconds--;
  }
  gint64 days = seconds / DAY_SECONDS, in_day = seconds % DAY_SECONDS;
  if (in_day < 0) {
    in_day += DAY_SECONDS;
    days--;
  }
  gint64 year;
  int month, day;
  civil_from_days (days, &year, &month, &day);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", (int) year, month, day, (int) (in_day / 3600),
                          (int) (in_day / 60 % 60), (int) (in_day % 60), (int) (rest / 1000));
}

static gboolean
digits (const char **p, int count, int low, int high, int *out)
{
  int value = 0;
  for (int i = 0; i < count; i++, (*p)++) {
    if (!g_ascii_isdigit (**p))
      return FALSE;
    value = value * 10 + (**p - '0');
  }
  *out = value;
  return value >= low && value <= high;
}

static gboolean
skip (const char **p, char c)
{
  if (**p != c)
    return FALSE;
  (*p)++;
  return TRUE;
}

static gboolean
fraction (const char **p, gint64 *us)
{
  *us = 0;
  if (!skip (p, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  for (gint64 unit = SECOND / 10; g_ascii_isdigit (**p); (*p)++, unit /= 10)
    *us += (**p - '0') * unit;
  return TRUE;
}

static gboolean
offset (const char **p, gint64 *seconds)
{
  *seconds = 0;
  if (skip (p, 'Z'))
    return TRUE;
  int sign = **p == '-' ? -1 : 1;
  int hours, minutes = 0;
  if (!skip (p, '+') && !skip (p, '-'))
    return FALSE;
  if (!digits (p, 2, 0, 23, &hours))
    return FALSE;
  if (**p != '\0') { /* PostgreSQL writes +07, RFC 3339 +07:00 */
    skip (p, ':');
    if (!digits (p, 2, 0, 59, &minutes))
      return FALSE;
  }
  *seconds = sign * (hours * 3600 + minutes * 60);
  return TRUE;
}

gboolean
pn_time_from_iso (const char *text, gint64 *us)
{
  static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  int year, month, day, hour, minute, second;
  gint64 part, zone;
  const char *p = text;
  if (!digits (&p, 4, 1, 9999, &year) || !skip (&p, '-') || !digits (&p, 2, 1, 12, &month) || !skip (&p, '-') ||
      !digits (&p, 2, 1, 31, &day))
    return FALSE;
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (day > month_days[month - 1] + (month == 2 && leap))
    return FALSE;
  if (!skip (&p, 'T') && !skip (&p, ' '))
    return FALSE;
  if (!digits (&p, 2, 0, 23, &hour) || !skip (&p, ':') || !digits (&p, 2, 0, 59, &minute) || !skip (&p, ':') ||
      !digits (&p, 2, 0, 59, &second))
    return FALSE;
  if (!fraction (&p, &part) || !offset (&p, &zone) || *p != '\0')
    return FALSE;
  gint64 seconds = days_from_civil (year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second - zone;
  *us = seconds * SECOND + part;
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
  *fake = (PnFakeClock){ .clock = { fake_now, fake_mono, fake }, .now = now_us, .mono = SECOND };
}

void
pn_fake_clock_advance (PnFakeClock *fake, gint64 us)
{
  fake->now += us;
  fake->mono += us;
}
