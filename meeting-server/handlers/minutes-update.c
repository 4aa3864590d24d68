/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

static PnJson *
sections_json (const PnMsgMinutesSection *sections, gsize n)
{
  PnJson *list = pn_wire_array ();
  for (gsize i = 0; i < n; i++) {
    PnJson *o = pn_wire_object (), *paragraphs = pn_wire_array ();
    pn_wire_set_str (o, "key", pn_wire_section_key_name (sections[i].key));
    pn_wire_set_str (o, "heading", sections[i].heading);
    for (gsize k = 0; k < sections[i].n_paragraphs; k++)
      pn_wire_add_str (paragraphs, sections[i].paragraphs[k]);
    pn_wire_set_take (o, "paragraphs", paragraphs);
    pn_wire_add_take (list, o);
  }
  return list;
}

void
pn_handle_minutes_update (PnSession *session, PnCall *call, const PnMsgMinutesUpdate *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  gint rev = (gint) msg->base_rev + 1;
  if (!pn_call_may (call, PN_ACT_EDIT_MINUTES))
    return;
  g_autoptr (PnJson) sections = sections_json (msg->sections, msg->n_sections);
  PnJson *body = pn_wire_object (), *reply = pn_wire_object ();
  pn_wire_set_int (body, "rev", rev);
  pn_wire_set_int (reply, "rev", rev);
  /* The table refuses a revision that does not follow the last (stale_revision) or follows a frozen one. */
  store->minutes_save (pn_call_begin (call), msg->meeting, rev, sections, pn_call_person (call));
  pn_call_event (call, PN_EVENT_MINUTES_UPDATED, body, NULL);
  pn_call_commit (call, reply, NULL);
}
