/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"

void
pn_handle_sites_set (PnSession *session, PnCall *call, const PnMsgSitesSet *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  g_autofree PnSite *list = g_new0 (PnSite, msg->n_sites + 1);
  guint central = 0;
  if (!pn_call_may (call, PN_ACT_EDIT))
    return;
  for (gsize i = 0; i < msg->n_sites; i++) {
    const PnMsgSitesSetSites *s = &msg->sites[i];
    list[i] = (PnSite){ s->has_id ? s->id : 0, s->name, s->has_unit ? s->unit : 0, s->central, FALSE };
    central += s->central;
  }
  if (central > 1) {
    pn_call_refuse (call, PN_ERROR_BAD_VALUE, "there is one central site, not %u", central);
    return;
  }
  store->sites_set (pn_call_begin (call), msg->meeting, list, msg->n_sites);
  pn_call_event (call, PN_EVENT_MEETING_CHANGED, NULL, NULL);
  pn_call_done (call);
}
