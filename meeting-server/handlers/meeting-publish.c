/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_meeting_publish (PnSession *session, PnCall *call, const PnMsgMeetingPublish *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  const PnRoom *room = pn_call_room (call);
  if (!pn_call_may (call, PN_ACT_PUBLISH))
    return;
  const PnParticipant *chair = pn_room_participant (room, pn_room_info (room)->chair);
  if (chair == NULL || chair->role != PN_ROLE_CHAIR) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "the chair is not among the participants (R31)");
    return;
  }
  store->meeting_state (pn_call_begin (call), msg->meeting, PN_MEETING_PUBLISHED, NULL);
  pn_call_event (call, PN_EVENT_MEETING_PUBLISHED, NULL, NULL);
  pn_call_done (call);
}
