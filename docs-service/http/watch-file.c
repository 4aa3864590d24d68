/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/meetings/{id}/watch/{file}: the live list of a meeting's programme and its segments.
 * phien-meeting has the studio make them (programme.watch); the right is looked at anew for each piece, since
 * an internal item may begin meanwhile. */
#include <string.h>

#include "docs-service/core/rights.h"
#include "docs-service/http/routes.h"

/* Names the studio gives: letters, digits, "-" and one dot. */
static gboolean
name_ok (const char *file)
{
  return strspn (file, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen (file) && file[0] != '.'
         && (g_str_has_suffix (file, ".m3u8") || g_str_has_suffix (file, ".ts")) && strlen (file) < 64;
}

static void
on_meeting (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const char *file = pn_http_request_param (call->req, "file");
  gboolean list = g_str_has_suffix (file, ".m3u8");
  PnDocAction action = pn_wire_bool (json, "internal", TRUE) ? PN_DOC_WATCH_INTERNAL : PN_DOC_WATCH;
  if (!pn_doc_require (pn_doc_role_from_name (pn_wire_str (json, "role", "")),
                       pn_doc_meeting_state_from_name (pn_wire_str (json, "state", "")), action, &error)) {
    pn_call_fail (call, error);
    return;
  }
  g_autofree char *internal = g_strdup_printf ("/-/hls/%" G_GINT64_FORMAT "/%s", call->id, file);
  pn_http_add_header (call->req, "Cache-Control", list ? "private, no-cache" : "private, max-age=60");
  pn_call_send_file (call, internal, internal /* without nginx there is no live list */,
                     list ? "application/vnd.apple.mpegurl" : "video/mp2t", NULL);
}

void
pn_docs_watch_file (PnCall *call)
{
  const char *file = pn_http_request_param (call->req, "file");
  if (file == NULL || !name_ok (file))
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL);
  else
    pn_call_ask (call, PN_Q_WATCH, call->id, NULL, on_meeting);
}
