/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk: my boxes, the most urgent first, each card with the clock of the step it waits at (R12). */
#include "base/clock.h"
#include "docs-service/http/clocks.h"
#include "docs-service/http/routes.h"

static gboolean
is_same_day (const char *kind)
{
  return g_str_equal (kind, "number") || g_str_equal (kind, "seal"); /* Art. 4, 18: registered and issued the day it arises */
}

static PnJson *
with_clocks (const PnJson *box, PnClocks *clocks)
{
  PnJson *list = pn_wire_array ();
  for (gsize i = 0; i < pn_wire_length (box); i++) {
    const PnJson *card = pn_wire_at (box, i), *mine = pn_wire_member (card, "mine");
    const PnJson *step = pn_wire_member (mine, "step") != NULL ? mine : pn_wire_at (pn_wire_member (card, "current"), 0);
    PnJson *copy = pn_wire_object ();
    pn_args_add (copy, card);
    PnJson *clock = step != NULL ? pn_clocks_json (clocks, is_same_day (pn_wire_str (step, "kind", "")), pn_wire_str (card, "urgency", "normal"),
                                                   pn_wire_str (step, "since", NULL), pn_wire_str (card, "due_at", NULL))
                                 : NULL;
    if (clock != NULL)
      pn_wire_set_take (copy, "clock", clock);
    pn_wire_add_take (list, copy);
  }
  return list;
}

static void
on_list (PnCall *call, const PnJson *json)
{
  static const char *const boxes[] = { "waiting", "drafts", "returned", "sent", "done" };
  g_autoptr (PnClocks) clocks = pn_clocks_new (pn_wire_member (json, "calendar"), pn_clock_now_us (pn_clock_system ()));
  PnJson *reply = pn_wire_object ();
  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    pn_wire_set_take (reply, boxes[i], with_clocks (pn_wire_member (json, boxes[i]), clocks));
  pn_call_reply (call, 200, reply);
}

void
pn_docs_desk_list (PnCall *call)
{
  pn_call_ask (call, PN_Q_DESK, 0, NULL, on_list);
}
