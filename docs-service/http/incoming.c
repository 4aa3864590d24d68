/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/incoming.h"

#include "docs-service/http/desk.h"

static void
add_clock (PnJson *into, PnClocks *clocks, gboolean same_day, const char *urgency, const char *since, const char *due_at)
{
  PnJson *clock = pn_clocks_json (clocks, same_day, urgency, since, due_at);
  if (clock != NULL)
    pn_wire_set_take (into, "clock", clock);
}

PnJson *
pn_incoming_told (const PnJson *entry, PnClocks *clocks)
{
  PnJson *told = pn_wire_object (), *instructions = pn_wire_array ();
  const PnJson *waits = pn_wire_member (entry, "waits"), *list = pn_wire_member (entry, "instructions");
  const char *urgency = pn_wire_str (entry, "urgency", "normal");
  pn_args_add (told, entry);
  for (gsize i = 0; i < pn_wire_length (list); i++) {
    const PnJson *n = pn_wire_at (list, i);
    PnJson *copy = pn_wire_object ();
    pn_args_add (copy, n);
    add_clock (copy, clocks, FALSE, urgency, pn_wire_str (n, "due_at", NULL) != NULL ? pn_wire_str (n, "at", NULL) : NULL, pn_wire_str (n, "due_at", NULL));
    pn_wire_add_take (instructions, copy);
  }
  pn_wire_set_take (told, "instructions", instructions);
  add_clock (told, clocks, pn_wire_bool (waits, "same_day", FALSE), urgency, pn_wire_str (waits, "since", NULL), pn_wire_str (waits, "due_at", NULL));
  return told;
}

void
pn_incoming_with_comment (PnCall *take, PnStoreQuery query)
{
  static const char *const keys[] = { "comment", NULL };
  g_autoptr (GError) error = NULL;
  const char *comment;
  if (!pn_desk_body (take, keys))
    return;
  if (!pn_wire_get_str (take->body, "comment", 1, 1000, &comment, &error))
    pn_call_fail (take, error);
  else
    pn_call_ask (take, query, take->id, pn_json_ref (take->body), pn_call_reply_with);
}
