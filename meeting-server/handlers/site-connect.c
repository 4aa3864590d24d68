/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/rtsp.h"

void
pn_handle_site_connect (PnSession *session, PnCall *call, const PnMsgSiteConnect *msg)
{
  g_autoptr (GError) error = NULL;
  const PnSite *site = pn_room_site (pn_call_room (call), msg->site);
  if (!pn_call_may (call, PN_ACT_SITES))
    return;
  if (site == NULL || !site->source)
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "no room system is set up for this site");
  else if (pn_rtsp_connect (pn_call_hall (call), msg->site, &error) == NULL)
    pn_call_fail (call, error);
  else
    pn_call_reply (call, NULL); /* how it goes comes with media.sites */
}
