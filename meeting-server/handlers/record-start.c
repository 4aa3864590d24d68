/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/recorder.h"

/* A recording the studio has started; unless it is announced it is stopped again, whatever went wrong. */
typedef struct {
  PnApp *app;
  gint64 meeting;
  char *file;
  gboolean started, announced;
} Take;

static void
ignore_end (const PnRecorded *recorded, const GError *error, gpointer data)
{
}

static void
take_free (gpointer data)
{
  Take *take = data;
  if (take->started && !take->announced)
    take->app->studio->stop (take->app->studio->impl, take->meeting, ignore_end, NULL);
  g_free (take->file);
  g_free (take);
}

static void
announced (PnCall *call)
{
  Take *take = pn_call_take_user (call);
  take->announced = TRUE;
  pn_recorder_begin (pn_call_hall (call), take->file);
  take_free (take);
  pn_call_reply (call, NULL);
}

/* The studio starts first: a recording that is announced is running. */
static void
on_studio_ready (gint port, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  Take *take = pn_call_take_user (call);
  const PnMeetingInfo *info = pn_room_info (pn_call_room (call));
  take->started = TRUE;
  pn_call_set_user (call, take, take_free);
  if (info->recording || !pn_policy_allows (pn_call_who (call), info->state, PN_ACT_RECORD)) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "the meeting moved on meanwhile");
    return;
  }
  const PnStore *store = pn_call_app (call)->store;
  store->record_start (pn_call_begin (call), pn_call_meeting (call), take->file, pn_call_person (call));
  pn_call_event (call, PN_EVENT_RECORD_STARTED, NULL, "recording");
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
  Take *take = g_new0 (Take, 1);
  take->app = app;
  take->meeting = msg->meeting;
  take->file = g_strdup_printf ("meeting-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ".mp4", msg->meeting, pn_app_now (app) / 1000);
  pn_call_set_user (call, take, take_free);
  app->studio->start (app->studio->impl, msg->meeting, take->file, info->title, on_studio_ready, pn_call_ref (call));
}
