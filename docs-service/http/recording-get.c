/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/recordings/{id}: chapters and tracks, as the studio's index beside the file tells them.
 * …/tracks/{file}: one track as it came, for those who lead the meeting. */
#include <string.h>

#include "docs-service/core/rights.h"
#include "docs-service/http/routes.h"

#define INDEX_MAX (1024 * 1024)

/* "meeting-3-1700.mp4" and ".tracks" give "meeting-3-1700.tracks". transfer full */
static char *
sibling (const char *file, const char *suffix)
{
  const char *dot = strrchr (file, '.');
  return g_strdup_printf ("%.*s%s", (int) (dot != NULL ? (gsize) (dot - file) : strlen (file)), file, suffix);
}

/* NULL: a recording from before there was an index, or one whose index was lost. It plays, without chapters.
 */
static PnJson *
read_index (PnDocs *docs, const char *file)
{
  g_autofree char *name = sibling (file, ".json"), *path = pn_files_recording_path (docs->files, name),
                  *text = NULL;
  gsize length = 0;
  if (path == NULL || !g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  return pn_wire_parse (text, length, INDEX_MAX, NULL);
}

static void
set_list (PnJson *o, const char *key, const PnJson *index)
{
  const PnJson *list = index != NULL ? pn_wire_member (index, key) : NULL;
  if (list != NULL && pn_wire_is_array (list))
    pn_wire_set_ref (o, key, list);
  else
    pn_wire_set_take (o, key, pn_wire_array ());
}

static void
on_recording (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  if (!pn_docs_may_see_recording (json, &error)) {
    pn_call_fail (call, error);
    return;
  }
  g_autoptr (PnJson) index = read_index (call->docs, pn_wire_str (json, "file", ""));
  PnDocRole role = pn_doc_role_from_name (pn_wire_str (json, "role", ""));
  PnDocMeetingState state = pn_doc_meeting_state_from_name (pn_wire_str (json, "state", ""));
  PnJson *o = pn_wire_object ();
  pn_wire_set_int (o, "id", call->id);
  pn_wire_set_int (o, "meeting", pn_wire_int (json, "meeting", 0));
  pn_wire_set_str (o, "title", pn_wire_str (json, "title", ""));
  pn_wire_set_str (o, "state", pn_wire_str (json, "recording_state", ""));
  pn_wire_set_str (o, "started_at", pn_wire_str (json, "started_at", NULL));
  set_list (o, "chapters", index);
  set_list (o, "tracks", pn_doc_may (role, state, PN_DOC_GET_TRACKS) ? index : NULL);
  pn_call_reply (call, 200, o);
}

void
pn_docs_recording_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_RECORDING, call->id, NULL, on_recording);
}

static void
on_recording_of_track (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  const char *file = pn_http_request_param (call->req, "file");
  g_autofree char *folder = sibling (pn_wire_str (json, "file", ""), ".tracks");
  g_autofree char *base = pn_files_recording_path (call->docs->files, folder),
                  *plain = pn_files_recording_path (call->docs->files, file);
  if (!pn_doc_require (pn_doc_role_from_name (pn_wire_str (json, "role", "")),
                       pn_doc_meeting_state_from_name (pn_wire_str (json, "state", "")), PN_DOC_GET_TRACKS,
                       &error)) {
    pn_call_fail (call, error);
    return;
  }
  if (base == NULL || plain == NULL) { /* no plain file name */
    pn_call_code (call, PN_ERROR_NOT_FOUND, NULL);
    return;
  }
  g_autofree char *path = g_build_filename (base, file, NULL);
  g_autofree char *internal = g_strdup_printf ("/-/recordings/%s/%s", folder, file);
  g_autofree char *name = g_strdup (file);
  pn_http_add_header (call->req, "Cache-Control", "private, no-cache");
  pn_call_send_file (call, internal, path, "video/x-matroska", name);
}

void
pn_docs_recording_track (PnCall *call)
{
  pn_call_ask (call, PN_Q_RECORDING, call->id, NULL, on_recording_of_track);
}
