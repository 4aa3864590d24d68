/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/recorder.h"

/* Kept whether or not anything is recorded now: the next recording and the hall's screen begin with it. */
void
pn_handle_programme_set (PnSession *session, PnCall *call, const PnMsgProgrammeSet *msg)
{
  if (!pn_call_may (call, PN_ACT_RECORD))
    return;
  g_autoptr (GPtrArray) tracks = g_ptr_array_new ();
  for (gsize i = 0; i < msg->n_tracks; i++)
    g_ptr_array_add (tracks, msg->tracks[i]);
  g_ptr_array_add (tracks, NULL);
  pn_recorder_layout (pn_call_hall (call), pn_wire_layout_name (msg->layout),
                      (const char *const *) tracks->pdata);
  pn_hall_signal_programme (pn_call_hall (call));
  pn_call_reply (call, NULL);
}
