/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The working calendar of Viet Nam and the clocks of Decree 30/2020 that run by it (R12): weekends, the fixed holidays of the Labour Code 2019
 * (Art. 111, 112), and marked days for what is decided year by year (Tết, Giỗ Tổ, the second day of 2 September, swapped days).
 * Pure: time is handed in, no table of Tết is built in. Any thread. Days count from 1970-01-01 in Viet Nam's time (UTC+7). */
#pragma once
#include <glib.h>

typedef struct {
  int day;
  gboolean work; /* TRUE: worked although it is a weekend or holiday (làm bù); FALSE: off */
} PnDayMark;

typedef struct {
  const PnDayMark *marks; /* sorted by day */
  guint n;
} PnCalendar;

int pn_day_of (gint64 us);        /* in which day an instant lies */
gint64 pn_day_end (int day);      /* microseconds: the midnight that ends it */
int pn_day_from_date (int year, int month, int day);
/* "2027-02-08"; FALSE when it is no date. */
gboolean pn_day_from_text (const char *text, int *day) G_GNUC_WARN_UNUSED_RESULT;

gboolean pn_is_workday (const PnCalendar *calendar, int day);
/* The n-th working day after `day`, n >= 1. */
int pn_workday_after (const PnCalendar *calendar, int day, guint n);
/* Working days in (from, to]; 0 when to <= from. */
guint pn_workdays_between (const PnCalendar *calendar, int from, int to);

typedef enum { PN_CLOCK_NONE, PN_CLOCK_RUNNING, PN_CLOCK_TODAY, PN_CLOCK_LATE } PnClockState;

typedef struct {
  PnClockState state;
  gboolean at_once; /* urgent: "ngay" (Art. 4, 18, 23); due_us then ends the day it came */
  gint64 due_us;
  guint days;       /* working days left after today, or over since it was due */
} PnDeskClock;

/* same_day: registering, numbering, issuing, forwarding: done the day it comes, at the latest the next working day (Art. 4, 18, 23).
 * since_us: when it came; due_us: a day somebody has set, 0: none; whichever is earlier counts. */
PnDeskClock pn_desk_clock (const PnCalendar *calendar, gboolean same_day, gboolean urgent, gint64 since_us, gint64 due_us, gint64 now_us);
const char *pn_clock_state_name (PnClockState state); /* "none", "running", "today", "late" */
