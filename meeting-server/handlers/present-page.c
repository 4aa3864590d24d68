/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_present_page (PnSession *session, PnCall *call, const PnMsgPresentPage *msg)
{
  const PnRoom *room = pn_call_room (call);
  const PnPresent *present = pn_room_present (room);
  if (!pn_call_may (call, PN_ACT_PRESENT))
    return;
  if (present == NULL) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "nothing is presented");
    return;
  }
  const PnPaper *paper = pn_room_paper_of_version (room, present->version);
  if (paper != NULL && paper->pages > 0 && msg->page > paper->pages) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "the paper has %d pages", paper->pages);
    return;
  }
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "page", msg->page);
  pn_call_event (call, PN_EVENT_PRESENT_PAGED, body, NULL);
  pn_call_done (call);
}
