/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/id.h"
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)

static void
made (PnCall *call)
{
  pn_call_reply (call, pn_call_take_user (call));
}

static void
json_free (gpointer data)
{
  pn_json_unref (data);
}

/* The key is in the answer and nowhere else: the table keeps its hash, and the answer is not stored. */
void
pn_handle_site_token_make (PnSession *session, PnCall *call, const PnMsgSiteTokenMake *msg)
{
  PnApp *app = pn_call_app (call);
  const PnRoom *room = pn_call_room (call);
  gboolean watch = msg->purpose == PN_WIRE_TOKEN_PURPOSE_WATCH;
  if (!pn_call_may (call, PN_ACT_SITES))
    return;
  if (pn_room_site (room, msg->site) == NULL
      || (msg->has_follows_site && pn_room_site (room, msg->follows_site) == NULL)) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "no such site in this meeting");
    return;
  }
  if (msg->has_follows_site && !watch) {
    pn_call_refuse (call, PN_ERROR_BAD_VALUE, "an encoder watches nothing");
    return;
  }
  g_autofree char *key = pn_id_token ();
  guint8 hash[PN_SHA256_BYTES];
  pn_sha256 (key, strlen (key), hash);
  PnSiteToken token = {
    .meeting = msg->meeting,
    .site = msg->site,
    .watch = watch,
    .follows_site = msg->has_follows_site ? msg->follows_site : 0,
    .expires_us = pn_app_now (app) + msg->hours * HOUR_US,
  };
  g_autofree char *path = g_strdup_printf ("/%s/%" G_GINT64_FORMAT, watch ? "whep" : "whip", msg->meeting);
  PnJson *reply = pn_wire_object ();
  pn_wire_set_str (reply, "token", key);
  pn_wire_set_str (reply, "path", path);
  pn_view_set_time (reply, "expires_at", token.expires_us);
  app->store->site_token_make (pn_call_begin (call), &token, hash, pn_call_person (call));
  pn_call_set_user (call, reply, json_free);
  pn_call_commit_then (call, made);
}
