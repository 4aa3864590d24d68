/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/clocks.h"

#include "base/clock.h"
#include "docs-service/core/workdays.h"

struct PnClocks {
  GArray *marks;
  gint64 now_us;
};

PnClocks *
pn_clocks_new (const PnJson *calendar, gint64 now_us)
{
  PnClocks *self = g_new0 (PnClocks, 1);
  self->marks = g_array_new (FALSE, FALSE, sizeof (PnDayMark));
  self->now_us = now_us;
  for (gsize i = 0; i < pn_wire_length (calendar); i++) {
    PnDayMark mark = { .work = pn_wire_bool (pn_wire_at (calendar, i), "work", FALSE) };
    if (pn_day_from_text (pn_wire_str (pn_wire_at (calendar, i), "day", ""), &mark.day))
      g_array_append_val (self->marks, mark);
  }
  return self;
}

void
pn_clocks_free (PnClocks *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->marks);
  g_free (self);
}

PnJson *
pn_clocks_json (PnClocks *self, gboolean same_day, const char *urgency, const char *since, const char *due_at)
{
  const PnCalendar calendar = { (const PnDayMark *) (gpointer) self->marks->data, self->marks->len };
  gint64 since_us = 0, due_us = 0;
  if (since == NULL || !pn_time_from_iso (since, &since_us) || (due_at != NULL && !pn_time_from_iso (due_at, &due_us)))
    return NULL;
  PnDeskClock clock = pn_desk_clock (&calendar, same_day, !g_str_equal (urgency, "normal"), since_us, due_us, self->now_us);
  if (clock.state == PN_CLOCK_NONE)
    return NULL;
  /* The end of a day is told as still of that day, an hour of the day as it is. */
  gboolean ends_day = clock.due_us == pn_day_end (pn_day_of (clock.due_us - 1));
  g_autofree char *due = pn_time_to_iso (clock.due_us - (ends_day ? 1 : 0));
  PnJson *json = pn_wire_object ();
  pn_wire_set_str (json, "state", pn_clock_state_name (clock.state));
  pn_wire_set_bool (json, "at_once", clock.at_once);
  pn_wire_set_int (json, "days", clock.days);
  pn_wire_set_str (json, "due_at", due);
  return json;
}
