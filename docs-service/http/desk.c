/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/desk.h"

#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "docs-service/core/fold.h"

#define GRANTS_MAX 50
#define QUERY_MAX 400 /* bytes of what is searched for */

GPtrArray *
pn_desk_capacities (const PnJson *facts, const char *own_title)
{
  PnGrant grants[GRANTS_MAX];
  const PnJson *list = pn_wire_member (facts, "grants");
  guint n = (guint) MIN (pn_wire_length (list), GRANTS_MAX);
  for (guint i = 0; i < n; i++) {
    const PnJson *g = pn_wire_at (list, i);
    grants[i] = (PnGrant){ .id = pn_wire_int (g, "id", 0), .capacity = pn_wire_str (g, "capacity", "TL.") };
  }
  const PnAuthorityFacts all = { .collective = pn_wire_str (facts, "collective", ""),
                                 .head_title = pn_wire_str (facts, "head_title", ""),
                                 .deputy_title = pn_wire_str (facts, "deputy_title", ""),
                                 .standing = pn_standing_from_name (pn_wire_str (facts, "standing", NULL)),
                                 .own_title = own_title,
                                 .grants = grants,
                                 .n_grants = n };
  return pn_authority_capacities (&all);
}

PnJson *
pn_desk_capacity_json (const PnCapacity *capacity)
{
  PnJson *json = pn_args_str ("capacity", capacity->capacity), *lines = pn_wire_array ();
  for (guint i = 0; capacity->lines[i] != NULL; i++)
    pn_wire_add_str (lines, capacity->lines[i]);
  pn_wire_set_int (json, "grant", capacity->grant);
  pn_wire_set_take (json, "lines", lines);
  return json;
}

/* Annex III, form 1.2: a collective decides as the body, anybody else in the name of its head's office. */
static char *
authority_of (const PnJson *facts, const PnCapacity *capacity)
{
  const PnJson *official = pn_wire_member (facts, "official");
  const char *body = pn_wire_str (official, "body", ""), *head = pn_wire_str (facts, "head_title", "");
  if (g_str_equal (capacity->capacity, "TM.") || g_str_equal (pn_wire_str (official, "kind", ""), "resolution") || *head == '\0')
    return g_strdup (body);
  return g_strdup_printf ("%s %s", head, body);
}

PnJson *
pn_desk_official (const PnJson *facts, GError **error)
{
  const PnJson *signer = pn_wire_member (facts, "signer");
  g_autoptr (GPtrArray) capacities = pn_desk_capacities (pn_wire_member (signer, "facts"), pn_wire_str (signer, "title", ""));
  if (!pn_wire_bool (facts, "drafting", FALSE)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_WRONG_STATE, "only a draft is composed");
    return NULL;
  }
  const PnCapacity *capacity = pn_authority_require (capacities, pn_wire_str (facts, "capacity", ""), error);
  if (capacity == NULL)
    return NULL;
  PnJson *input = pn_wire_object ();
  g_autoptr (PnJson) lines = pn_desk_capacity_json (capacity);
  g_autofree char *authority = authority_of (facts, capacity);
  pn_args_add (input, pn_wire_member (facts, "official"));
  pn_wire_set_str (input, "authority", authority);
  pn_wire_set_ref (input, "signer_lines", pn_wire_member (lines, "lines"));
  pn_wire_set_str (input, "signer", pn_wire_str (signer, "name", ""));
  return input;
}

/* Pasted from a Mac or a PDF, letters and their marks come apart (NFD). Paper (R1: TCVN 6909:2001), registers and search want them in one. */
static PnJson *
composed (PnJson *take)
{
  g_autoptr (PnJson) json = take;
  g_autofree char *text = pn_wire_dump (json);
  g_autofree char *nfc = pn_nfc (text, strlen (text));
  PnJson *again = strcmp (nfc, text) != 0 ? pn_wire_parse (nfc, strlen (nfc), strlen (nfc), NULL) : NULL;
  return again != NULL ? again : g_steal_pointer (&json);
}

gboolean
pn_desk_body (PnCall *call, const char *const *keys)
{
  g_autoptr (GError) error = NULL;
  call->body = pn_http_request_json (call->req);
  if (call->body == NULL) {
    pn_call_free (call); /* answered */
    return FALSE;
  }
  call->body = composed (call->body);
  if (pn_wire_only (call->body, keys, &error))
    return TRUE;
  pn_call_fail (call, error);
  return FALSE;
}

gboolean
pn_desk_seen (const PnJson *body, const char **seen, GError **error)
{
  if (!pn_wire_get_str (body, "seen", 64, 64, seen, error))
    return FALSE;
  if (pn_is_sha256_hex (*seen))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "seen: the SHA-256 of the version that was read");
  return FALSE;
}

void
pn_desk_with_step (PnCall *call, void (*then) (PnCall *call, const PnJson *step))
{
  static const char *const keys[] = { "seen", NULL };
  g_autoptr (GError) error = NULL;
  const char *seen;
  if (!pn_desk_body (call, keys))
    return;
  if (!pn_desk_seen (call->body, &seen, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, PN_Q_DESK_STEP, call->id, NULL, then);
}

void
pn_desk_answer_state (PnCall *call, const PnJson *state)
{
  PnJson *reply = pn_wire_object ();
  PnErrorCode code;
  const char *name = pn_wire_str (state, "refused", "");
  pn_args_add (reply, state);
  if (pn_error_from_name (name, &code)) {
    PnJson *refused = pn_args_str ("code", name);
    pn_wire_set_str (refused, "vi", pn_error_vi (code));
    pn_wire_set_str (refused, "en", pn_error_en (code));
    pn_wire_set_take (reply, "refused", refused);
  }
  pn_call_reply (call, 200, reply);
}

PnJson *
pn_desk_search (PnCall *call)
{
  const char *query = pn_http_request_query (call->req, "q");
  gint64 year = pn_http_request_query_int (call->req, "year", 1990, 2999, 0);
  if (year == 0 || (query != NULL && strlen (query) > QUERY_MAX)) {
    pn_call_code (call, PN_ERROR_BAD_VALUE, "year, and q of at most 400 bytes");
    return NULL;
  }
  g_autofree char *folded = pn_fold (query != NULL ? query : "");
  PnJson *args = pn_args_int ("year", year);
  pn_wire_set_str (args, "folded", folded);
  return args;
}

void
pn_desk_act (PnCall *call, PnStoreQuery query, guint wants)
{
  static const char *const keys[] = { "seen", "comment", "to", NULL };
  g_autoptr (GError) error = NULL;
  const char *comment = "", *seen;
  gint64 to;
  if (!pn_desk_body (call, keys))
    return;
  gboolean ok = (wants & PN_DESK_REASON) != 0
                    ? pn_wire_get_str (call->body, "comment", 1, PN_DESK_COMMENT_MAX, &comment, &error)
                    : pn_wire_opt_str (call->body, "comment", 0, PN_DESK_COMMENT_MAX, &comment, &error);
  if (!ok || ((wants & PN_DESK_SEEN) != 0 && !pn_desk_seen (call->body, &seen, &error))
      || ((wants & PN_DESK_TO) != 0 && !pn_wire_get_int (call->body, "to", 1, PN_WIRE_MAX_INT, &to, &error)))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, query, call->id, pn_json_ref (call->body), pn_call_reply_with);
}
