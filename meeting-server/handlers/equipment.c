/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/equipment.h"

#include <string.h>

#include "base/id.h"
#include "base/log.h"
#include "base/metrics.h"
#include "meeting-server/core/programme.h"
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/director.h"
#include "meeting-server/handlers/recorder.h"
#include "meeting-server/handlers/rtsp.h"

#define COMING_UP_US (30 * G_USEC_PER_SEC) /* from the answer to the first packet */

void
pn_equipment_free (PnEquipment *self)
{
  g_free (self->secret);
  g_free (self->offer);
  g_free (self->audio);
  g_free (self->video);
  g_free (self->error);
  g_free (self->detail);
  g_free (self);
}

/* ---- Finding */

guint
pn_equipment_count (const PnHall *hall)
{
  guint n = 0;
  for (guint i = 0; i < hall->equipment->len; i++)
    n += ((const PnEquipment *) g_ptr_array_index (hall->equipment, i))->state != PN_LIVE_FAILED;
  return n;
}

PnEquipment *
pn_equipment_of_site (const PnHall *hall, gint64 site, PnVia via)
{
  for (guint i = 0; i < hall->equipment->len; i++) {
    PnEquipment *e = g_ptr_array_index (hall->equipment, i);
    if (e->site == site && e->via == via)
      return e;
  }
  return NULL;
}

static PnEquipment *
find_if (PnApp *app, gboolean (*is_it) (const PnEquipment *e, gconstpointer key), gconstpointer key)
{
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init (&iter, app->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const PnHall *hall = value;
    for (guint i = 0; i < hall->equipment->len; i++) {
      PnEquipment *e = g_ptr_array_index (hall->equipment, i);
      if (is_it (e, key))
        return e;
    }
  }
  return NULL;
}

static gboolean
has_secret (const PnEquipment *e, gconstpointer key)
{
  return e->secret != NULL && strlen (e->secret) == strlen (key)
         && pn_equal_secret (e->secret, key, strlen (key));
}

static gboolean
has_peer (const PnEquipment *e, gconstpointer key)
{
  return e->peer == *(const gint64 *) key;
}

static gboolean
has_token (const PnEquipment *e, gconstpointer key)
{
  return e->token == *(const gint64 *) key;
}

PnEquipment *
pn_equipment_find (PnApp *app, const char *secret)
{
  return find_if (app, has_secret, secret);
}

/* ---- Coming and going */

static void
tell_all (PnHall *hall)
{
  if (hall->room == NULL)
    return;
  PnJson *body = pn_wire_object ();
  pn_wire_set_take (body, "sites", pn_equipment_json (hall));
  pn_hall_signal (hall, PN_SIGNAL_MEDIA_SITES, body, "sites", NULL);
  pn_metric_set (pn_metric_gauge ("phien_site_equipment",
                                  "Encoders, decoders and room systems of the last meeting that changed."),
                 pn_equipment_count (hall));
}

PnEquipment *
pn_equipment_new (PnHall *hall, gint64 site, PnVia via)
{
  PnEquipment *e = g_new0 (PnEquipment, 1);
  e->app = hall->app;
  e->meeting = hall->meeting;
  e->site = site;
  e->via = via;
  e->peer = hall->app->next_peer++;
  e->began_us = pn_app_now (hall->app);
  g_ptr_array_add (hall->equipment, e);
  if (via != PN_VIA_WHEP) /* who only watches is not on the roster */
    pn_roster_site_join (pn_room_roster (hall->room), site, e->peer);
  tell_all (hall);
  return e;
}

void
pn_equipment_set_state (PnEquipment *self, PnLiveState state, const char *error, const char *detail)
{
  PnHall *hall = pn_hall_find (self->app, self->meeting);
  gboolean same = self->state == state && g_strcmp0 (self->error, error) == 0;
  self->state = state;
  g_free (self->error);
  g_free (self->detail);
  self->error = g_strdup (error);
  self->detail = g_strdup (detail);
  if (!same && hall != NULL)
    tell_all (hall);
}

void
pn_equipment_end (PnEquipment *self)
{
  PnApp *app = self->app;
  PnHall *hall = pn_hall_find (app, self->meeting);
  gint64 peer = self->peer, token = self->token;
  pn_info ("equipment", "leaves", "meeting", PN_I64 (self->meeting), "site", PN_I64 (self->site), "peer",
           PN_I64 (peer));
  if (self->via == PN_VIA_RTSP)
    pn_rtsp_forget (self);
  if (app->media != NULL)
    app->media->drop (app->media->impl, peer);
  if (token != 0)
    app->store->site_token_live (app->store->impl, token, 0);
  g_ptr_array_remove (hall->equipment, self);
  hall->idle_since = pn_app_now (app);
  if (hall->room == NULL)
    return;
  pn_recorder_peer_gone (hall, peer);
  pn_roster_site_leave (pn_room_roster (hall->room), peer);
  pn_hall_signal_tracks (hall);
  tell_all (hall);
  pn_director_look (hall);
}

void
pn_equipment_revoke (PnApp *app, gint64 meeting, gint64 token)
{
  PnEquipment *e = find_if (app, has_token, &token);
  if (e != NULL && e->meeting == meeting)
    pn_equipment_end (e);
}

/* Tidies what `is_over` says, newest first: ending takes it out of the list. */
static void
end_where (PnHall *hall, gboolean (*is_over) (const PnHall *hall, const PnEquipment *e))
{
  for (guint i = hall->equipment->len; i-- > 0;) {
    PnEquipment *e = g_ptr_array_index (hall->equipment, i);
    if (is_over (hall, e))
      pn_equipment_end (e);
  }
}

/* Equipment sends and watches with the rights of a site's technician. */
static gboolean
may_run (const PnHall *hall)
{
  return pn_policy_allows (PN_WHO (PN_ROLE_TECHNICIAN), pn_room_info (hall->room)->state, PN_ACT_SEND_MEDIA);
}

static gboolean
has_no_place (const PnHall *hall, const PnEquipment *e)
{
  return !may_run (hall) || pn_room_site (hall->room, e->site) == NULL
         || (e->follows_site != 0 && pn_room_site (hall->room, e->follows_site) == NULL);
}

void
pn_equipment_check (PnHall *hall)
{
  if (hall->room != NULL)
    end_where (hall, has_no_place);
}

static gboolean
is_late (const PnHall *hall, const PnEquipment *e)
{
  gint64 now = pn_app_now (hall->app);
  return (e->expires_us != 0 && now > e->expires_us)
         || (e->via != PN_VIA_RTSP && e->state == PN_LIVE_CONNECTING && now - e->began_us > COMING_UP_US);
}

void
pn_equipment_sweep (PnApp *app)
{
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init (&iter, app->halls);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    end_where (value, is_late);
}

/* Connections die with the media server; encoders offer again by themselves, room systems are brought back by
 * the studio. */
static gboolean
is_connection (const PnHall *hall, const PnEquipment *e)
{
  return e->via != PN_VIA_RTSP;
}

void
pn_equipment_media_gone (PnHall *hall)
{
  end_where (hall, is_connection);
}

void
pn_equipment_peer_state (PnApp *app, gint64 peer, const char *state)
{
  PnEquipment *e = find_if (app, has_peer, &peer);
  if (e == NULL || e->via == PN_VIA_RTSP)
    return;
  if (g_str_equal (state, "connected")) {
    pn_equipment_set_state (e, PN_LIVE_UP, NULL, NULL);
    pn_equipment_look (pn_hall_find (app, e->meeting));
  } else { /* no consent for 15 s (RFC 7675), or closed: a new offer makes a new one */
    pn_equipment_end (e);
  }
}

static void
on_left (const gint64 *peers, gsize n, const GError *error, gpointer data)
{
  PnApp *app = data;
  if (error != NULL)
    pn_log_gerror (PN_LOG_WARNING, "equipment", "who was connected before is not known", error);
  for (gsize i = 0; app->media != NULL && i < n; i++)
    app->media->drop (app->media->impl, peers[i]);
}

void
pn_equipment_start (PnApp *app)
{
  app->store->site_peers_left (app->store->impl, on_left, app);
}

/* ---- What a decoder watches */

/* A track that is not there is asked for all the same: its place in the answer must be open when it comes. */
static PnJson *
want_json (const char *audio, const char *video)
{
  const char *const tracks[] = { audio, video }, *const nobody[] = { "0/mic", "0/camera" },
                    *const kinds[] = { "audio", "video" };
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < G_N_ELEMENTS (tracks); i++) {
    PnJson *o = pn_wire_object ();
    pn_wire_set_str (o, "kind", kinds[i]);
    pn_wire_set_str (o, "track", tracks[i] != NULL ? tracks[i] : nobody[i]);
    pn_wire_add_take (list, o);
  }
  return list;
}

/* FALSE: it watches that already. */
static gboolean
choose (PnHall *hall, PnEquipment *e)
{
  g_autofree char *audio = NULL, *video = NULL;
  pn_programme_choose (hall->room, hall->heard, e->follows_site, &audio, &video);
  /* Silence or a picture that is away for a moment: what was there stays, so that nothing goes black. */
  if (audio == NULL && e->audio != NULL)
    audio = g_strdup (e->audio);
  if (video == NULL && e->video != NULL)
    video = g_strdup (e->video);
  if (g_strcmp0 (audio, e->audio) == 0 && g_strcmp0 (video, e->video) == 0)
    return FALSE;
  g_free (e->audio);
  g_free (e->video);
  e->audio = g_steal_pointer (&audio);
  e->video = g_steal_pointer (&video);
  return TRUE;
}

static void
on_watching (const char *sdp, const GError *error, gpointer data)
{
  if (error != NULL)
    pn_log_gerror (PN_LOG_WARNING, "equipment", "a decoder cannot watch something else", error);
}

void
pn_equipment_look (PnHall *hall)
{
  const PnMedia *media = hall->app->media;
  for (guint i = 0; hall->room != NULL && i < hall->equipment->len; i++) {
    PnEquipment *e = g_ptr_array_index (hall->equipment, i);
    if (e->via == PN_VIA_WHEP && e->state == PN_LIVE_UP && choose (hall, e))
      media->offer_auto (media->impl, e->meeting, e->peer, "sub", e->offer, want_json (e->audio, e->video),
                         on_watching, NULL);
  }
}

/* ---- An offer comes in */

typedef struct {
  PnApp *app;
  PnSiteToken token;
  char *sdp;
  gint64 peer; /* of the new one */
  PnEquipmentAnswer cb;
  gpointer data;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *offer = data;
  g_free (offer->sdp);
  g_free (offer);
}

static void
refuse (const Offer *offer, PnErrorCode code, const char *detail)
{
  g_autoptr (GError) error = g_error_new (PN_ERROR, (gint) code, "%s", detail);
  offer->cb (NULL, NULL, error, offer->data);
}

static void
on_answer (const char *sdp, const GError *error, gpointer data)
{
  Offer *offer = data;
  PnEquipment *e = find_if (offer->app, has_peer, &offer->peer);
  if (e == NULL) {
    refuse (offer, PN_ERROR_CANCELLED, "ended meanwhile");
  } else if (error != NULL) {
    pn_equipment_end (e);
    offer->cb (NULL, NULL, error, offer->data);
  } else {
    offer->app->store->site_token_live (offer->app->store->impl, e->token, e->peer);
    offer->cb (e, sdp, NULL, offer->data);
  }
  offer_free (offer);
}

static void
send_offer (PnHall *hall, Offer *offer)
{
  const PnMedia *media = hall->app->media;
  const PnSiteToken *token = &offer->token;
  PnEquipment *e = pn_equipment_new (hall, token->site, token->watch ? PN_VIA_WHEP : PN_VIA_WHIP);
  PnJson *want = NULL;
  e->token = token->id;
  e->expires_us = token->expires_us;
  e->follows_site = token->follows_site;
  e->secret = pn_id_token ();
  offer->peer = e->peer;
  if (token->watch) {
    e->offer = g_strdup (offer->sdp);
    choose (hall, e);
    want = want_json (e->audio, e->video);
  }
  pn_info ("equipment", "comes", "meeting", PN_I64 (hall->meeting), "site", PN_I64 (token->site), "peer",
           PN_I64 (e->peer));
  media->offer_auto (media->impl, hall->meeting, e->peer, token->watch ? "sub" : "pub", offer->sdp, want,
                     on_answer, offer);
}

/* One connection for each key: one that is up stays, one that hangs gives way. FALSE: refused. */
static gboolean
make_way (PnHall *hall, const Offer *offer)
{
  PnEquipment *old = find_if (hall->app, has_token, &offer->token.id);
  if (old != NULL && old->state == PN_LIVE_UP) {
    refuse (offer, PN_ERROR_ALREADY_EXISTS, "this key is in use; end that connection first");
    return FALSE;
  }
  if (old != NULL)
    pn_equipment_end (old);
  return TRUE;
}

static gboolean
is_welcome (PnHall *hall, const Offer *offer)
{
  const PnMedia *media = hall->app->media;
  if (pn_room_site (hall->room, offer->token.site) == NULL)
    refuse (offer, PN_ERROR_NOT_FOUND, "no such site any more");
  else if (!may_run (hall))
    refuse (offer, PN_ERROR_WRONG_STATE, "the meeting takes no equipment now");
  else if (media == NULL || !media->is_open (media->impl))
    refuse (offer, PN_ERROR_LINK_AWAY, "the media server is away");
  else if (hall->equipment->len >= PN_EQUIPMENT_PER_HALL)
    refuse (offer, PN_ERROR_OVERLOADED, "too much equipment in this meeting");
  else
    return make_way (hall, offer);
  return FALSE;
}

/* Runs alone in its meeting, like a command that writes: the room is there and still. */
static void
run_offer (PnCall *call, gpointer data)
{
  Offer *offer = data;
  Offer *own = g_memdup2 (offer, sizeof *offer);
  offer->sdp = NULL; /* moved */
  offer->cb = NULL;
  if (is_welcome (pn_call_hall (call), own))
    send_offer (pn_call_hall (call), own);
  else
    offer_free (own);
  pn_call_reply (call, NULL);
}

/* The call ended without having run: the meeting is gone. */
static void
offer_unrun (gpointer data)
{
  Offer *offer = data;
  if (offer->cb != NULL)
    refuse (offer, PN_ERROR_NOT_FOUND, "no such meeting");
  offer_free (offer);
}

void
pn_equipment_offer (PnApp *app, const PnSiteToken *token, const char *sdp, PnEquipmentAnswer cb,
                    gpointer data)
{
  Offer *offer = g_new0 (Offer, 1);
  offer->app = app;
  offer->token = *token;
  offer->sdp = g_strdup (sdp);
  offer->cb = cb;
  offer->data = data;
  pn_call_start_internal (pn_hall_get (app, token->meeting), "equipment.offer", run_offer, offer,
                          offer_unrun);
}

/* ---- For clients */

PnJson *
pn_equipment_json (const PnHall *hall)
{
  static const char *const vias[] = { "whip", "whep", "rtsp" };
  static const char *const states[] = { "connecting", "live", "retrying", "failed" };
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < hall->equipment->len; i++) {
    const PnEquipment *e = g_ptr_array_index (hall->equipment, i);
    PnJson *o = pn_wire_object ();
    pn_wire_set_int (o, "site", e->site);
    pn_wire_set_str (o, "via", vias[e->via]);
    pn_wire_set_str (o, "state", states[e->state]);
    pn_wire_set_int (o, "peer", e->peer);
    if (e->token != 0)
      pn_wire_set_int (o, "token", e->token);
    if (e->error != NULL)
      pn_wire_set_str (o, "error", e->error);
    if (e->detail != NULL)
      pn_wire_set_str (o, "detail", e->detail);
    pn_wire_add_take (list, o);
  }
  return list;
}
