/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "meeting-server/handlers/call.h"

/* rtsp:// or rtsps://, no user, no blank: what stands in the table's own check (phien.site_source). */
static gboolean
is_address (const char *url)
{
  const char *rest = g_str_has_prefix (url, "rtsp://")    ? url + strlen ("rtsp://")
                     : g_str_has_prefix (url, "rtsps://") ? url + strlen ("rtsps://")
                                                          : "";
  for (const char *p = rest; *p != '\0'; p++) {
    if (*p == '@' || *p == ' ' || !g_ascii_isprint (*p))
      return FALSE;
  }
  return *rest != '\0';
}

void
pn_handle_site_source_set (PnSession *session, PnCall *call, const PnMsgSiteSourceSet *msg)
{
  const PnStore *store = pn_call_app (call)->store;
  if (!pn_call_may (call, PN_ACT_SITES))
    return;
  if (pn_room_site (pn_call_room (call), msg->site) == NULL) {
    pn_call_refuse (call, PN_ERROR_NOT_FOUND, "no such site in this meeting");
    return;
  }
  if (msg->url != NULL && !is_address (msg->url)) {
    pn_call_refuse (call, PN_ERROR_BAD_VALUE,
                    "not the address of an RTSP stream: rtsp://host/path, without user and password");
    return;
  }
  PnSiteSource source
      = { msg->url, msg->username == NULL ? "" : msg->username, msg->password == NULL ? "" : msg->password };
  store->site_source_set (pn_call_begin (call), msg->meeting, msg->site, msg->url == NULL ? NULL : &source,
                          pn_call_person (call));
  pn_call_event (call, PN_EVENT_MEETING_CHANGED, NULL, NULL);
  pn_call_done (call);
}
