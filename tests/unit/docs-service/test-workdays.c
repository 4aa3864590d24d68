/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weekends, fixed holidays and what makes up for them, Tết and swapped days as data, and the same-day rule that runs by them (R12). */
#include "docs-service/core/workdays.h"

static const PnCalendar plain = { NULL, 0 };

static int
day (const char *text)
{
  int d = 0;
  g_assert_true (pn_day_from_text (text, &d));
  return d;
}

/* An hour of a day in Viet Nam. */
static gint64
at (const char *text, int hour)
{
  return pn_day_end (day (text) - 1) + (gint64) hour * 60 * 60 * G_TIME_SPAN_SECOND;
}

static void
test_days (void)
{
  int d;
  g_assert_cmpint (day ("1970-01-01"), ==, 0);
  g_assert_cmpint (pn_day_of (at ("2026-11-27", 0)), ==, day ("2026-11-27"));
  g_assert_cmpint (pn_day_of (at ("2026-11-27", 0) - 1), ==, day ("2026-11-26"));
  g_assert_false (pn_day_from_text ("2026-02-29", &d));
  g_assert_false (pn_day_from_text ("2026-1-01", &d));
  g_assert_false (pn_day_from_text ("2026-01-01x", &d));
}

static void
test_fixed_holidays_and_what_makes_up (void)
{
  static const struct {
    const char *day;
    gboolean work;
  } cases[] = {
    { "2026-11-27", TRUE },  { "2026-11-28", FALSE }, { "2026-11-29", FALSE }, { "2026-01-01", FALSE }, { "2026-04-30", FALSE }, { "2026-05-01", FALSE },
    { "2026-05-04", TRUE },  { "2026-09-02", FALSE },
    { "2028-01-03", FALSE }, /* 1 January 2028 is a Saturday: Monday makes up */
    { "2028-01-04", TRUE },  { "2028-05-01", FALSE },
    { "2028-05-02", FALSE }, /* 30 April 2028 a Sunday, 1 May a Monday: Tuesday makes up */
    { "2028-05-03", TRUE },
    { "2033-05-02", FALSE }, { "2033-05-03", FALSE }, { "2033-05-04", TRUE }, /* both on a weekend */
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (pn_is_workday (&plain, day (cases[i].day)) != cases[i].work)
      g_error ("%s", cases[i].day);
}

static void
test_tet_and_swapped_days_are_data (void)
{
  const PnDayMark marks[] = { { day ("2026-02-16"), FALSE }, { day ("2026-02-17"), FALSE }, { day ("2026-02-18"), FALSE }, { day ("2026-02-19"), FALSE },
                              { day ("2026-02-20"), FALSE }, { day ("2026-08-22"), TRUE },  { day ("2026-08-31"), FALSE }, { day ("2026-09-01"), FALSE } };
  const PnCalendar calendar = { marks, G_N_ELEMENTS (marks) };
  g_assert_cmpint (pn_workday_after (&calendar, day ("2026-02-13"), 1), ==, day ("2026-02-23"));
  g_assert_cmpint (pn_workday_after (&calendar, day ("2026-08-21"), 1), ==, day ("2026-08-22")); /* a Saturday that is worked */
  g_assert_cmpint (pn_workday_after (&calendar, day ("2026-08-28"), 1), ==, day ("2026-09-03"));
  g_assert_cmpuint (pn_workdays_between (&calendar, day ("2026-02-13"), day ("2026-02-24")), ==, 2);
}

static void
test_same_day_or_the_next_working_day (void)
{
  gint64 friday = at ("2026-11-27", 16);
  PnDeskClock c = pn_desk_clock (&plain, TRUE, FALSE, friday, 0, friday);
  g_assert_cmpint (c.due_us, ==, pn_day_end (day ("2026-11-30")));
  g_assert_cmpint (c.state, ==, PN_CLOCK_RUNNING);
  g_assert_cmpuint (c.days, ==, 1);
  g_assert_cmpint (pn_desk_clock (&plain, TRUE, FALSE, friday, 0, at ("2026-11-30", 9)).state, ==, PN_CLOCK_TODAY);
  c = pn_desk_clock (&plain, TRUE, FALSE, friday, 0, at ("2026-12-02", 9));
  g_assert_cmpint (c.state, ==, PN_CLOCK_LATE);
  g_assert_cmpuint (c.days, ==, 2);
}

static void
test_urgent_is_at_once (void)
{
  gint64 friday = at ("2026-11-27", 16);
  PnDeskClock c = pn_desk_clock (&plain, TRUE, TRUE, friday, 0, friday + 1);
  g_assert_true (c.at_once);
  g_assert_cmpint (c.state, ==, PN_CLOCK_TODAY);
  g_assert_cmpint (pn_desk_clock (&plain, TRUE, TRUE, friday, 0, at ("2026-11-28", 0)).state, ==, PN_CLOCK_LATE);
  g_assert_cmpint (pn_desk_clock (&plain, FALSE, TRUE, friday, 0, friday).state, ==, PN_CLOCK_NONE); /* an opinion has no term of law */
}

static void
test_a_day_somebody_set (void)
{
  gint64 friday = at ("2026-11-27", 16), due = pn_day_end (day ("2026-12-01"));
  PnDeskClock c = pn_desk_clock (&plain, FALSE, FALSE, friday, due, friday);
  g_assert_cmpint (c.due_us, ==, due);
  g_assert_cmpuint (c.days, ==, 2);
  g_assert_cmpint (pn_desk_clock (&plain, TRUE, FALSE, friday, due, friday).due_us, ==, pn_day_end (day ("2026-11-30"))); /* the earlier counts */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workdays/days", test_days);
  g_test_add_func ("/workdays/fixed", test_fixed_holidays_and_what_makes_up);
  g_test_add_func ("/workdays/data", test_tet_and_swapped_days_are_data);
  g_test_add_func ("/workdays/same-day", test_same_day_or_the_next_working_day);
  g_test_add_func ("/workdays/urgent", test_urgent_is_at_once);
  g_test_add_func ("/workdays/set", test_a_day_somebody_set);
  return g_test_run ();
}
