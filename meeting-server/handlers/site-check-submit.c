/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/view.h"

static PnJson *
result_json (const PnMsgCheckResult *r)
{
  PnJson *o = pn_wire_object ();
  pn_wire_set_str (o, "camera", pn_wire_check_outcome_name (r->camera));
  pn_wire_set_str (o, "microphone", pn_wire_check_outcome_name (r->microphone));
  pn_wire_set_str (o, "speaker", pn_wire_check_outcome_name (r->speaker));
  pn_wire_set_str (o, "line", pn_wire_check_outcome_name (r->line));
  if (r->has_up_kbps)
    pn_wire_set_int (o, "up_kbps", r->up_kbps);
  if (r->has_down_kbps)
    pn_wire_set_int (o, "down_kbps", r->down_kbps);
  if (r->has_up_loss_percent)
    pn_wire_set_number (o, "up_loss_percent", r->up_loss_percent);
  if (r->has_down_loss_percent)
    pn_wire_set_number (o, "down_loss_percent", r->down_loss_percent);
  if (r->has_rtt_ms)
    pn_wire_set_int (o, "rtt_ms", r->rtt_ms);
  if (r->has_jitter_ms)
    pn_wire_set_int (o, "jitter_ms", r->jitter_ms);
  if (r->browser != NULL)
    pn_wire_set_str (o, "browser", r->browser);
  if (r->note != NULL)
    pn_wire_set_str (o, "note", r->note);
  return o;
}

/* Without a site: the one the sender is invited at. */
void
pn_handle_site_check_submit (PnSession *session, PnCall *call, const PnMsgSiteCheckSubmit *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  const PnRoom *room = pn_call_room (call);
  const PnParticipant *me = pn_room_participant (room, session->person);
  gint64 site = msg->has_site ? msg->site : me == NULL ? 0 : me->site;
  if (!pn_call_may (call, PN_ACT_SUBMIT_CHECK))
    return;
  if (site != 0 && pn_room_site (room, site) == NULL) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "no such site in this meeting");
    return;
  }
  g_autoptr (PnJson) result = result_json (msg->result);
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", session->person);
  pn_view_set_id (body, "site", site);
  pn_wire_set_bool (body, "passed", msg->passed);
  store->site_check_add (pn_call_begin (call), msg->meeting, site, session->person, msg->passed, result);
  pn_call_event (call, PN_EVENT_SITE_CHECKED, body, "check");
  pn_call_commit (call, NULL, "id");
}
