/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/rtsp.h"

#include <string.h>

#include "base/log.h"
#include "meeting-server/core/policy.h"

typedef struct {
  PnApp *app;
  gint64 meeting, peer;
  char *track; /* NULL: the system itself */
} Step;

static Step *
step_new (const PnEquipment *e, const char *track)
{
  Step *step = g_new0 (Step, 1);
  step->app = e->app;
  step->meeting = e->meeting;
  step->peer = e->peer;
  step->track = g_strdup (track);
  return step;
}

static void
step_free (Step *step)
{
  g_free (step->track);
  g_free (step);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static PnEquipment *
find (PnApp *app, gint64 meeting, gint64 peer)
{
  const PnHall *hall = pn_hall_find (app, meeting);
  for (guint i = 0; hall != NULL && i < hall->equipment->len; i++) {
    PnEquipment *e = g_ptr_array_index (hall->equipment, i);
    if (e->peer == peer && e->via == PN_VIA_RTSP)
      return e;
  }
  return NULL;
}

static void
fail (PnEquipment *e, PnErrorCode code, const char *detail)
{
  pn_equipment_set_state (e, PN_LIVE_FAILED, pn_error_name (code), detail);
}

/* ---- Address from the store, order to the studio */

static void
on_added (gint port, const GError *error, gpointer data)
{
  g_autoptr (Step) step = data;
  PnEquipment *e = find (step->app, step->meeting, step->peer);
  if (e != NULL && error != NULL)
    fail (e, pn_error_code (error), NULL);
}

static void
on_source (const PnSiteSource *source, const GError *error, gpointer data)
{
  g_autoptr (Step) step = data;
  PnApp *app = step->app;
  PnEquipment *e = find (app, step->meeting, step->peer);
  if (e == NULL)
    return;
  if (error != NULL || source == NULL) {
    fail (e, error != NULL ? pn_error_code (error) : PN_ERROR_NOT_FOUND, "no room system is set up");
    return;
  }
  gint64 meeting = e->meeting, peer = e->peer;
  app->studio->rtsp_add (app->studio->impl, meeting, peer, source->url, source->username, source->password, on_added,
                         g_steal_pointer (&step));
}

static void
fetch (PnEquipment *e)
{
  PnApp *app = e->app;
  app->store->site_source (app->store->impl, e->meeting, e->site, on_source, step_new (e, NULL));
}

PnEquipment *
pn_rtsp_connect (PnHall *hall, gint64 site, GError **error)
{
  PnApp *app = hall->app;
  PnEquipment *e = pn_equipment_of_site (hall, site, PN_VIA_RTSP);
  if (e != NULL && e->state != PN_LIVE_FAILED)
    return e;
  if (e != NULL)
    pn_equipment_end (e);
  if (!pn_policy_allows (PN_WHO (PN_ROLE_TECHNICIAN), pn_room_info (hall->room)->state, PN_ACT_SEND_MEDIA))
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "the meeting takes no equipment now");
  else if (app->studio == NULL || !app->studio->is_open (app->studio->impl) || app->media == NULL
           || !app->media->is_open (app->media->impl))
    g_set_error (error, PN_ERROR, PN_ERROR_LINK_AWAY, "studio or media server is away");
  else if (hall->equipment->len >= PN_EQUIPMENT_PER_HALL)
    g_set_error (error, PN_ERROR, PN_ERROR_OVERLOADED, "too much equipment in this meeting");
  else {
    e = pn_equipment_new (hall, site, PN_VIA_RTSP);
    fetch (e);
    return e;
  }
  return NULL;
}

/* ---- Streams from the studio to the media server */

static void
on_port (gint port, const GError *error, gpointer data)
{
  g_autoptr (Step) step = data;
  PnEquipment *e = find (step->app, step->meeting, step->peer);
  if (e == NULL)
    return;
  if (error != NULL) {
    pn_log_gerror (PN_LOG_WARNING, "rtsp", "the media server takes not a stream", error);
    fail (e, pn_error_code (error), NULL);
    return;
  }
  step->app->studio->rtsp_send (step->app->studio->impl, step->meeting, step->track, port);
}

void
pn_rtsp_stream (PnApp *app, gint64 room, gint64 peer, const PnStudioTrack *stream)
{
  const PnEquipment *e = find (app, room, peer);
  const char *source = strchr (stream->track, '/');
  if (e == NULL || source == NULL || app->media == NULL)
    return;
  PnMediaFeed feed = { .source = source + 1, .codec = stream->codec, .pt = stream->pt, .clock = stream->clock };
  app->media->feed_add (app->media->impl, room, peer, &feed, on_port, step_new (e, stream->track));
}

void
pn_rtsp_state (PnApp *app, gint64 room, gint64 peer, const char *state, const char *code, const char *detail)
{
  PnEquipment *e = find (app, room, peer);
  PnErrorCode known = PN_ERROR_INTERNAL;
  if (e == NULL)
    return;
  if (g_str_equal (state, "live"))
    pn_equipment_set_state (e, PN_LIVE_UP, NULL, NULL);
  else if (g_str_equal (state, "connecting"))
    pn_equipment_set_state (e, PN_LIVE_CONNECTING, NULL, NULL);
  else if (g_str_equal (state, "retrying"))
    pn_equipment_set_state (e, PN_LIVE_RETRYING, pn_error_from_name (code, &known) ? code : NULL, NULL);
  else if (g_str_equal (state, "failed"))
    fail (e, pn_error_from_name (code, &known) ? known : PN_ERROR_IO, detail);
}

/* ---- Ending, and beginning anew */

void
pn_rtsp_forget (const PnEquipment *e)
{
  static const char *const sources[] = { "mic", "camera" };
  PnApp *app = e->app;
  if (app->studio != NULL)
    app->studio->rtsp_remove (app->studio->impl, e->meeting, e->peer);
  for (guint i = 0; app->media != NULL && i < G_N_ELEMENTS (sources); i++) {
    g_autofree char *track = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", e->peer, sources[i]);
    app->media->feed_remove (app->media->impl, e->meeting, track);
  }
}

void
pn_rtsp_again (PnHall *hall)
{
  for (guint i = 0; i < hall->equipment->len; i++) {
    PnEquipment *e = g_ptr_array_index (hall->equipment, i);
    if (e->via != PN_VIA_RTSP || e->state == PN_LIVE_FAILED)
      continue;
    pn_rtsp_forget (e);
    pn_equipment_set_state (e, PN_LIVE_CONNECTING, NULL, NULL);
    fetch (e);
  }
}

void
pn_rtsp_studio_away (PnHall *hall)
{
  for (guint i = 0; i < hall->equipment->len; i++) {
    PnEquipment *e = g_ptr_array_index (hall->equipment, i);
    if (e->via == PN_VIA_RTSP && e->state != PN_LIVE_FAILED)
      pn_equipment_set_state (e, PN_LIVE_RETRYING, pn_error_name (PN_ERROR_LINK_AWAY), NULL);
  }
}
