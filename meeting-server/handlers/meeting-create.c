/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_meeting_create (PnSession *session, PnCall *call, const PnMsgMeetingCreate *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  PnMeetingFields fields = {
    .title = msg->title, .kind = msg->kind, .place = msg->place, .description = msg->description,
    .unit = msg->unit, .chair = msg->chair, .secretary = msg->secretary,
    .template = msg->has_template ? msg->template : 0, .author = session->person,
  };
  if (!pn_policy_may_create (session->system_role)) {
    pn_call_refuse (call, PN_ERROR_NOT_ALLOWED, "secretaries make meetings");
    return;
  }
  if (!pn_time_from_iso (msg->starts_at, &fields.starts_us) || !pn_time_from_iso (msg->ends_at, &fields.ends_us)
      || fields.ends_us <= fields.starts_us) {
    pn_call_refuse (call, PN_ERROR_BAD_VALUE, "a meeting ends after it starts");
    return;
  }
  store->meeting_create (pn_call_begin (call), &fields);
  pn_call_commit (call, NULL, "meeting");
}
