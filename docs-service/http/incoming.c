/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The incoming register (Decree 30/2020 Art. 21-24, R14): POST and GET /docs/registers/{id}/in, GET /docs/incoming/{id}, its check at intake,
 * POST …/instruct (bút phê), …/refuse, and POST /docs/instructions/{id}/report. Numbers, turns and rights are the database's. */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/core/fold.h"
#include "docs-service/http/check.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/routes.h"

#define QUERY_MAX 400
#define HELPERS_MAX 30

static void
reply_created (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, 201, pn_json_ref (json));
}

/* The fields of R18 with their lengths. */
static gboolean
check_entry (const PnJson *body, GError **error)
{
  const char *text = "", *urgency = "normal";
  gint64 copies = 1;
  return pn_wire_get_str (body, "from_org", 1, 200, &text, error) && pn_wire_opt_str (body, "from_code", 0, 13, &text, error)
         && pn_wire_opt_str (body, "code", 0, 42, &text, error) && pn_wire_opt_str (body, "issued_on", 10, 10, &text, error)
         && pn_wire_opt_str (body, "kind", 0, 100, &text, error) && pn_wire_get_str (body, "subject", 1, 500, &text, error)
         && pn_wire_opt_str (body, "urgency", 1, 20, &urgency, error) && pn_wire_opt_int (body, "copies", 1, 10000, &copies, error)
         && pn_wire_opt_str (body, "due_on", 10, 10, &text, error);
}

void
pn_docs_incoming_register (PnCall *call)
{
  static const char *const keys[] = { "from_org", "from_code", "code", "issued_on", "kind", "subject", "urgency", "copies", "due_on", NULL };
  g_autoptr (GError) error = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!check_entry (call->body, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_IN_REGISTER, call->id, pn_json_ref (call->body), reply_created);
}

void
pn_docs_incoming_list (PnCall *call)
{
  const char *query = pn_http_request_query (call->req, "q");
  gint64 year = pn_http_request_query_int (call->req, "year", 1990, 2999, 0);
  if (year == 0 || (query != NULL && strlen (query) > QUERY_MAX)) {
    pn_call_code (call, PN_ERROR_BAD_VALUE, "year, and q of at most 400 bytes");
    return;
  }
  g_autofree char *folded = pn_fold (query != NULL ? query : "");
  PnJson *args = pn_args_int ("year", year);
  pn_wire_set_str (args, "folded", folded);
  pn_call_ask (call, PN_Q_IN_LIST, call->id, args, pn_call_reply_with);
}

void
pn_docs_incoming_get (PnCall *call)
{
  pn_call_ask (call, PN_Q_IN_GET, call->id, NULL, pn_call_reply_with);
}

void
pn_docs_incoming_instruct (PnCall *call)
{
  static const char *const keys[] = { "lead", "helpers", "opinion", "due_on", NULL };
  g_autoptr (GError) error = NULL;
  const char *text = "";
  const PnJson *helpers = NULL;
  gint64 lead;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_int (call->body, "lead", 1, PN_WIRE_MAX_INT, &lead, &error) || !pn_wire_opt_array (call->body, "helpers", HELPERS_MAX, &helpers, &error)
      || !pn_wire_get_str (call->body, "opinion", 1, PN_DESK_COMMENT_MAX, &text, &error) || !pn_wire_opt_str (call->body, "due_on", 10, 10, &text, &error)) {
    pn_call_fail (call, error);
    return;
  }
  for (gsize i = 0; i < pn_wire_length (helpers); i++)
    if (pn_wire_int_at (helpers, i, 0) <= 0) {
      pn_call_code (call, PN_ERROR_BAD_VALUE, "helpers: ids of persons");
      return;
    }
  pn_call_ask (call, PN_Q_IN_INSTRUCT, call->id, pn_json_ref (call->body), pn_call_reply_with);
}

static void
with_comment (PnCall *call, PnStoreQuery query)
{
  static const char *const keys[] = { "comment", NULL };
  g_autoptr (GError) error = NULL;
  const char *comment;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_wire_get_str (call->body, "comment", 1, 1000, &comment, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, query, call->id, pn_json_ref (call->body), pn_call_reply_with);
}

void
pn_docs_incoming_refuse (PnCall *call)
{
  with_comment (call, PN_Q_IN_REFUSE);
}

void
pn_docs_instruction_report (PnCall *call)
{
  with_comment (call, PN_Q_IN_REPORT);
}

/* ---- the check at intake: what it says is kept once, whatever roots are trusted later */

static void
on_verdict_kept (const PnJson *json, const GError *error, gpointer data)
{
  PnCall *call = data; /* NOT_FOUND: it was kept before */
  pn_call_reply (call, 200, pn_json_ref (call->facts));
}

static void
on_verdict (PnCall *call, const PnJson *verdict, const GError *error)
{
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  PnJson *args = pn_wire_object ();
  gint64 entry = pn_wire_int (call->facts, "id", 0);
  pn_wire_set_ref (args, "verdict", verdict);
  pn_json_unref (call->facts);
  call->facts = pn_json_ref (verdict);
  pn_store_ask (call->docs->store, PN_Q_IN_VERDICT, call->person, entry, args, on_verdict_kept, call);
}

static void
on_version (PnCall *call, const PnJson *version)
{
  g_autoptr (GError) error = NULL;
  int input = pn_files_open_blob (call->docs->files, pn_wire_str (version, "sha256", ""), &error);
  if (input < 0) {
    pn_call_fail (call, error);
    return;
  }
  pn_check_run (call, input, on_verdict);
  close (input);
}

static void
on_entry (PnCall *call, const PnJson *entry)
{
  if (pn_wire_member (entry, "version") == NULL) {
    pn_call_code (call, PN_ERROR_WRONG_STATE, "its file is not here yet");
    return;
  }
  call->facts = pn_json_ref (entry);
  pn_call_ask (call, PN_Q_VERSION_FACTS, pn_wire_int (entry, "version", 0), NULL, on_version);
}

void
pn_docs_incoming_check (PnCall *call)
{
  pn_call_ask (call, PN_Q_IN_GET, call->id, NULL, on_entry);
}
