/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

void
pn_handle_present_start (PnSession *session, PnCall *call, const PnMsgPresentStart *msg)
{
  const PnRoom *room = pn_call_room (call);
  const PnPaper *paper = pn_room_paper_of_version (room, msg->version);
  if (!pn_call_may (call, PN_ACT_PRESENT) || !pn_call_in_room (call))
    return;
  if (paper == NULL || (paper->pages > 0 && msg->page > paper->pages)) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "no such page among the papers of this meeting");
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "version", msg->version);
  pn_wire_set_int (body, "page", msg->page);
  pn_wire_set_str (body, "sha256", paper->sha256);
  pn_wire_set_int (body, "by", pn_call_person (call));
  pn_wire_set_int (body, "document", paper->id);
  pn_wire_set_str (body, "title", paper->title);
  pn_wire_set_int (body, "pages", paper->pages);
  pn_view_set_id (body, "item", paper->item);
  pn_call_event (call, PN_EVENT_PRESENT_STARTED, body, NULL);
  pn_call_done (call);
}
