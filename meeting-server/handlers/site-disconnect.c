/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/equipment.h"

void
pn_handle_site_disconnect (PnSession *session, PnCall *call, const PnMsgSiteDisconnect *msg)
{
  if (!pn_call_may (call, PN_ACT_SITES))
    return;
  PnEquipment *e = pn_equipment_of_site (pn_call_hall (call), msg->site, PN_VIA_RTSP);
  if (e != NULL)
    pn_equipment_end (e);
  pn_call_reply (call, NULL);
}
