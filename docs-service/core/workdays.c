/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/workdays.h"

#include <stdio.h>
#include <string.h>

#define HOUR_US (60 * 60 * G_TIME_SPAN_SECOND)
#define DAY_US (24 * HOUR_US)
#define VIET_NAM_US (7 * HOUR_US)
#define SEARCH_MAX 400 /* a stretch without a working day is never so long */

int
pn_day_of (gint64 us)
{
  gint64 local = us + VIET_NAM_US;
  return (int) (local >= 0 ? local / DAY_US : -((-local + DAY_US - 1) / DAY_US));
}

gint64
pn_day_end (int day)
{
  return (gint64) (day + 1) * DAY_US - VIET_NAM_US;
}

int
pn_day_from_date (int year, int month, int day)
{
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return (int) g_date_get_julian (&date) - 719163; /* 1970-01-01 in GLib's count */
}

gboolean
pn_day_from_text (const char *text, int *day)
{
  int y, m, d, end = 0;
  if (sscanf (text, "%4d-%2d-%2d%n", &y, &m, &d, &end) != 3 || end != 10 || text[10] != '\0' || y < 1970 || y > 2999 || m < 1 || m > 12 || d < 1
      || !g_date_valid_dmy ((GDateDay) d, (GDateMonth) m, (GDateYear) y))
    return FALSE;
  *day = pn_day_from_date (y, m, d);
  return TRUE;
}

/* 0 = Monday; 1970-01-01 was a Thursday. */
static int
weekday (int day)
{
  return ((day + 3) % 7 + 7) % 7;
}

/* Labour Code 2019 Art. 112: 1 January, 30 April, 1 May, 2 September have a fixed date in the common calendar. */
static gboolean
is_fixed_holiday (int day)
{
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (day + 719163));
  int md = (int) g_date_get_month (&date) * 100 + g_date_get_day (&date);
  return md == 101 || md == 430 || md == 501 || md == 902;
}

/* Art. 111.3: a holiday on a weekly day of rest is made up for on the next working day. */
static gboolean
makes_up_for_weekend (int day)
{
  int monday = day - weekday (day), owed = (is_fixed_holiday (monday - 2) ? 1 : 0) + (is_fixed_holiday (monday - 1) ? 1 : 0);
  for (int x = monday; owed > 0 && x <= day; x++) {
    if (is_fixed_holiday (x))
      continue;
    if (x == day)
      return TRUE;
    owed--;
  }
  return FALSE;
}

gboolean
pn_is_workday (const PnCalendar *calendar, int day)
{
  for (guint i = 0; i < calendar->n && calendar->marks[i].day <= day; i++)
    if (calendar->marks[i].day == day)
      return calendar->marks[i].work;
  return weekday (day) < 5 && !is_fixed_holiday (day) && !makes_up_for_weekend (day);
}

int
pn_workday_after (const PnCalendar *calendar, int day, guint n)
{
  int x = day;
  for (guint found = 0, looked = 0; found < n && looked < SEARCH_MAX * n; looked++)
    if (pn_is_workday (calendar, ++x))
      found++;
  return x;
}

guint
pn_workdays_between (const PnCalendar *calendar, int from, int to)
{
  guint n = 0;
  for (int x = from + 1; x <= to; x++)
    n += pn_is_workday (calendar, x) ? 1 : 0;
  return n;
}

PnDeskClock
pn_desk_clock (const PnCalendar *calendar, gboolean same_day, gboolean urgent, gint64 since_us, gint64 due_us, gint64 now_us)
{
  PnDeskClock clock = { .state = PN_CLOCK_NONE, .at_once = same_day && urgent };
  int came = pn_day_of (since_us), today = pn_day_of (now_us);
  if (clock.at_once)
    clock.due_us = pn_day_end (came);
  else if (same_day)
    clock.due_us = pn_day_end (pn_workday_after (calendar, came, 1));
  if (due_us > 0 && (clock.due_us == 0 || due_us < clock.due_us))
    clock.due_us = due_us;
  if (clock.due_us == 0)
    return clock;
  int due = pn_day_of (clock.due_us - 1);
  clock.state = now_us >= clock.due_us ? PN_CLOCK_LATE : due == today ? PN_CLOCK_TODAY : PN_CLOCK_RUNNING;
  clock.days = clock.state == PN_CLOCK_LATE ? pn_workdays_between (calendar, due, today) : pn_workdays_between (calendar, today, due);
  return clock;
}

const char *
pn_clock_state_name (PnClockState state)
{
  static const char *const names[] = { "none", "running", "today", "late" };
  return names[state];
}
