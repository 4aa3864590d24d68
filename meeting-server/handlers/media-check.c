/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/line-test.h"

static void
on_answer (const char *sdp, const GError *error, gpointer data)
{
  g_autoptr (PnCall) call = data;
  const PnMedia *media = pn_call_app (call)->media;
  const PnLineTest *test = pn_call_session (call)->line_test;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  gint64 left = test == NULL ? 0 : test->until_us - pn_app_now (pn_call_app (call));
  PnJson *reply = pn_wire_object ();
  pn_wire_set_str (reply, "sdp", sdp);
  pn_wire_set_int (reply, "epoch", media->epoch (media->impl));
  pn_wire_set_int (reply, "seconds", MAX (left, 0) / G_USEC_PER_SEC);
  pn_call_reply (call, reply);
}

static PnJson *
list_json (const PnMsgMediaCheck *msg, gint64 peer)
{
  PnJson *list = pn_wire_array ();
  for (gsize i = 0; i < msg->n_tracks; i++) {
    const char *source = pn_wire_source_name (msg->tracks[i].source);
    g_autofree char *track = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", peer, source);
    PnJson *o = pn_wire_object ();
    pn_wire_set_str (o, "mid", msg->tracks[i].mid);
    if (msg->dir == PN_WIRE_MEDIA_CHECK_DIR_PUB)
      pn_wire_set_str (o, "source", source);
    else
      pn_wire_set_str (o, "track", track);
    pn_wire_add_take (list, o);
  }
  return list;
}

void
pn_handle_media_check (PnSession *session, PnCall *call, const PnMsgMediaCheck *msg)
{
  const PnMedia *media = session->app->media;
  g_autoptr (GError) error = NULL;
  if (!session->greeted) {
    pn_call_refuse (call, PN_ERROR_WRONG_STATE, "say hello first");
    return;
  }
  const PnLineTest *test = pn_line_test_get (session, &error);
  if (test == NULL) {
    pn_call_fail (call, error);
    return;
  }
  media->offer (media->impl, test->room, test->peer, pn_wire_media_check_dir_name (msg->dir), msg->sdp,
                list_json (msg, test->peer), on_answer, pn_call_ref (call));
}
