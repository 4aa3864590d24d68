/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/recorder.h"

void
pn_handle_record_stop (PnSession *session, PnCall *call, const PnMsgRecordStop *msg)
{
  if (!pn_call_may (call, PN_ACT_RECORD))
    return;
  if (!pn_room_info (pn_call_room (call))->recording) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "nothing is being recorded");
    return;
  }
  if (pn_recorder_is_running (pn_call_hall (call))) {
    pn_recorder_stop (pn_call_hall (call)); /* the event comes when the file is whole */
    pn_call_done (call);
    return;
  }
  /* Recorded before this server was restarted: nobody feeds the file any more. */
  const PnStore *store = pn_call_app (call)->store;
  store->record_stop (pn_call_begin (call), msg->meeting, -1, -1, "interrupted by a restart");
  pn_call_event (call, PN_EVENT_RECORD_STOPPED, NULL, NULL);
  pn_call_done (call);
}
