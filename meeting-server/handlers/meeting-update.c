/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_meeting_update (PnSession *session, PnCall *call, const PnMsgMeetingUpdate *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  const PnMeetingInfo *info = pn_room_info (pn_call_room (call));
  PnMeetingFields fields = {
    .title = msg->title, .kind = msg->kind, .place = msg->place, .description = msg->description,
    .unit = msg->unit, .chair = msg->chair, .secretary = msg->secretary, .starts_us = -1, .ends_us = -1,
  };
  if (!pn_call_may (call, PN_ACT_EDIT))
    return;
  if ((msg->starts_at != NULL && !pn_time_from_iso (msg->starts_at, &fields.starts_us))
      || (msg->ends_at != NULL && !pn_time_from_iso (msg->ends_at, &fields.ends_us))
      || (fields.ends_us < 0 ? info->ends_us : fields.ends_us) <= (fields.starts_us < 0 ? info->starts_us : fields.starts_us)) {
    pn_call_refuse (call, PN_ERROR_BAD_VALUE, "a meeting ends after it starts");
    return;
  }
  store->meeting_update (pn_call_begin (call), msg->meeting, &fields);
  pn_call_event (call, PN_EVENT_MEETING_CHANGED, NULL, NULL);
  pn_call_done (call);
}
