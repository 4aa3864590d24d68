/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/recorder.h"

static void
on_live (gint port, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  PnHall *hall = pn_call_hall (call);
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  pn_recorder_live_begin (hall);
  pn_recorder_live_keep (hall);
  pn_hall_signal_programme (hall);
  pn_call_reply (call, NULL);
}

void
pn_handle_programme_live (PnSession *session, PnCall *call, const PnMsgProgrammeLive *msg)
{
  PnHall *hall = pn_call_hall (call);
  const PnStudio *studio = hall->app->studio;
  const PnMedia *media = hall->app->media;
  if (!pn_call_may (call, PN_ACT_RECORD))
    return;
  if (pn_recorder_is_live (hall) == msg->on) {
    if (msg->on)
      pn_recorder_live_keep (hall); /* a watcher was first */
    pn_call_reply (call, NULL);
  } else if (!msg->on) {
    pn_recorder_live_end (hall);
    pn_call_reply (call, NULL);
  } else if (studio == NULL || !studio->is_open (studio->impl) || media == NULL
             || !media->is_open (media->impl)) {
    pn_call_refuse (call, PN_ERROR_LINK_AWAY, "studio or media server is away");
  } else {
    studio->live_start (studio->impl, msg->meeting, pn_room_info (hall->room)->title, on_live,
                        pn_call_ref (call));
  }
}
