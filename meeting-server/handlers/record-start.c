/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/recorder.h"

/* The studio starts first: a recording that is announced is running. */
static void
announced (PnCall *call)
{
  g_autofree char *file = pn_call_take_user (call);
  pn_recorder_begin (pn_call_hall (call), file);
  pn_call_reply (call, NULL);
}

static void
ignore_end (const PnRecorded *recorded, const GError *error, gpointer data)
{
}

static void
on_studio_ready (gint port, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  PnApp *app = pn_call_app (call);
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  const PnMeetingInfo *info = pn_room_info (pn_call_room (call));
  if (info->recording || !pn_policy_allows (pn_call_who (call), info->state, PN_ACT_RECORD)) {
    app->studio->stop (app->studio->impl, pn_call_meeting (call), ignore_end, NULL);
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "the meeting moved on meanwhile");
    return;
  }
  g_autofree char *file = pn_call_take_user (call);
  app->store->record_start (pn_call_begin (call), pn_call_meeting (call), file, pn_call_person (call));
  pn_call_event (call, PN_EVENT_RECORD_STARTED, NULL, "recording");
  pn_call_set_user (call, g_steal_pointer (&file), g_free);
  pn_call_commit_then (call, announced);
}

void
pn_handle_record_start (PnSession *session, PnCall *call, const PnMsgRecordStart *msg)
{
  PnApp *app = pn_call_app (call);
  const PnMeetingInfo *info = pn_room_info (pn_call_room (call));
  if (!pn_call_may (call, PN_ACT_RECORD))
    return;
  if (info->recording) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "is being recorded already");
    return;
  }
  if (app->studio == NULL || !app->studio->is_open (app->studio->impl) || app->media == NULL
      || !app->media->is_open (app->media->impl)) {
    pn_call_refuse (call, PN_ERROR_LINK_AWAY, "studio or media server is away");
    return;
  }
  char *file = g_strdup_printf ("meeting-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ".mp4", msg->meeting,
                                pn_app_now (app) / G_USEC_PER_SEC);
  pn_call_set_user (call, file, g_free);
  app->studio->start (app->studio->impl, msg->meeting, file, info->title, on_studio_ready, pn_call_ref (call));
}
