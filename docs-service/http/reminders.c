/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/reminders.h"

#include "base/clock.h"
#include "base/log.h"
#include "docs-service/http/clocks.h"

static void
on_reminded (const PnJson *json, const GError *error, gpointer data)
{
  if (error != NULL)
    pn_log_gerror (PN_LOG_WARNING, "docs", "reminders", error);
  else if (pn_wire_int (json, "n", 0) > 0)
    pn_info ("docs", "reminded", "n", PN_I64 (pn_wire_int (json, "n", 0)));
}

/* One for each person the thing waits for. */
static void
add (PnJson *list, const PnJson *item, const PnJson *clock)
{
  static const char *const refs[] = { "step", "instruction", "entry" };
  const PnJson *persons = pn_wire_member (item, "persons");
  for (gsize i = 0; i < pn_wire_length (persons); i++) {
    PnJson *reminder = pn_args_int ("person", pn_wire_int_at (persons, i, 0));
    for (guint r = 0; r < G_N_ELEMENTS (refs); r++)
      if (pn_wire_int (item, refs[r], 0) > 0)
        pn_wire_set_int (reminder, refs[r], pn_wire_int (item, refs[r], 0));
    pn_wire_set_str (reminder, "kind", pn_wire_str (clock, "state", ""));
    pn_wire_set_str (reminder, "due_at", pn_wire_str (clock, "due_at", ""));
    pn_wire_add_take (list, reminder);
  }
}

static void
on_clocks (const PnJson *json, const GError *error, gpointer data)
{
  PnDocs *docs = data;
  if (error != NULL) {
    pn_log_gerror (PN_LOG_DEBUG, "docs", "clocks", error); /* the next round asks again */
    return;
  }
  g_autoptr (PnClocks) clocks = pn_clocks_new (pn_wire_member (json, "calendar"), pn_clock_now_us (pn_clock_system ()));
  const PnJson *items = pn_wire_member (json, "items");
  PnJson *args = pn_wire_object (), *list = pn_wire_array ();
  for (gsize i = 0; i < pn_wire_length (items); i++) {
    const PnJson *item = pn_wire_at (items, i);
    g_autoptr (PnJson) clock = pn_clocks_json (clocks, pn_wire_bool (item, "same_day", FALSE), pn_wire_str (item, "urgency", "normal"), pn_wire_str (item, "since", NULL),
                                               pn_wire_str (item, "due_at", NULL));
    if (clock != NULL && !g_str_equal (pn_wire_str (clock, "state", ""), "running"))
      add (list, item, clock);
  }
  gboolean any = pn_wire_length (list) > 0;
  pn_wire_set_take (args, "list", list);
  if (any)
    pn_store_ask (docs->store, PN_Q_REMIND, 0, 0, args, on_reminded, docs);
  else
    pn_json_unref (args);
}

void
pn_reminders_kick (PnDocs *docs)
{
  if (pn_store_is_up (docs->store))
    pn_store_ask (docs->store, PN_Q_CLOCKS, 0, 0, NULL, on_clocks, docs);
}
