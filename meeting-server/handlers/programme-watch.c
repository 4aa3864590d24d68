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
  gboolean first = !pn_recorder_is_live (hall);
  pn_recorder_live_begin (hall);
  pn_recorder_live_watched (hall);
  if (first)
    pn_hall_signal_programme (hall);
  pn_call_reply (call, NULL);
}

/* phien-docs asks the same again for each piece (PN_Q_WATCH): an internal item may begin while somebody
 * watches. */
static gboolean
may_watch_now (PnCall *call)
{
  const PnRoom *room = pn_call_room (call);
  const PnMeetingInfo *info = pn_room_info (room);
  const PnItem *item = pn_agenda_current (pn_room_agenda (room));
  if (info->state != PN_MEETING_OPEN && info->state != PN_MEETING_PAUSED) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "the meeting is not under way");
    return FALSE;
  }
  if (item != NULL && pn_agenda_is_internal (pn_room_agenda (room), item->id)
      && !pn_policy_allows (pn_call_who (call), info->state, PN_ACT_SEE_INTERNAL)) {
    pn_call_refuse (call, PN_ERROR_NOT_ALLOWED, "an internal item is being treated");
    return FALSE;
  }
  return TRUE;
}

void
pn_handle_programme_watch (PnSession *session, PnCall *call, const PnMsgProgrammeWatch *msg)
{
  PnHall *hall = pn_call_hall (call);
  const PnStudio *studio = hall->app->studio;
  if (!pn_call_may (call, PN_ACT_VIEW) || !may_watch_now (call))
    return;
  if (pn_recorder_is_live (hall)) {
    pn_recorder_live_watched (hall);
    pn_call_reply (call, NULL);
  } else if (studio == NULL || !studio->is_open (studio->impl)) {
    pn_call_refuse (call, PN_ERROR_LINK_AWAY, "the studio is away");
  } else {
    studio->live_start (studio->impl, msg->meeting, pn_room_info (hall->room)->title, on_live,
                        pn_call_ref (call));
  }
}
