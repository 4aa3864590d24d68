/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

static void
on_read (PnJson *take, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  g_autoptr (PnJson) read = take;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnSession *session = pn_call_session (call);
  PnViewer viewer = { session->person, session->system_role, read };
  pn_call_reply (call, pn_view_detail (pn_call_room (call), &viewer));
}

void
pn_handle_meeting_get (PnSession *session, PnCall *call, const PnMsgMeetingGet *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (pn_call_may (call, PN_ACT_VIEW))
    store->read_versions (store->impl, msg->meeting, session->person, on_read, pn_call_ref (call));
}
