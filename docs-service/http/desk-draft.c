/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /docs/desk: a new draft; PUT /docs/desk/requests/{id}: the same changed, while its drafter has it. The fields are those of Decree 30/2020
 * Annex VI (R18) with their lengths; the file comes by compose or by an upload to its document. PUT names the revision it began from (STALE_REVISION
 * when another window saved meanwhile), so that saving by itself overwrites nothing. */
#include "base/error.h"
#include "docs-service/compose/rich-text.h"
#include "docs-service/core/fields.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/fields.h"
#include "docs-service/http/routes.h"

#define RECIPIENTS_MAX 200
#define PARAGRAPHS_MAX 2000
#define BASES_MAX 50
#define ADDRESSEES_MAX 50

static void
on_saved (PnCall *call, const PnJson *json)
{
  pn_call_reply (call, call->id == 0 ? 201 : 200, pn_json_ref (json));
}

static const PnField *
line_of (const char *key)
{
  const PnField *field = pn_fields_of (PN_FIELDS_DRAFT_LINES);
  while (field->key != NULL && !g_str_equal (field->key, key))
    field++;
  return field;
}

/* A list of lines that may be absent, each with the length of its kind. */
static gboolean
check_lines (const PnJson *object, const char *key, gsize max, GError **error)
{
  const PnJson *list = NULL;
  if (!pn_wire_opt_array (object, key, max, &list, error))
    return FALSE;
  for (gsize i = 0; i < pn_wire_length (list); i++)
    if (!pn_field_check (line_of (key), pn_wire_str_at (list, i, NULL), error))
      return FALSE;
  return TRUE;
}

/* What stands in the file: written in the editor ("rich", "bases"), line by line ("paragraphs"), or uploaded ("source": "file"). */
static gboolean
check_text (const PnJson *content, GError **error)
{
  const PnJson *rich = NULL;
  const char *source = "text";
  if (!check_lines (content, "paragraphs", PARAGRAPHS_MAX, error) || !check_lines (content, "bases", BASES_MAX, error)
      || !pn_wire_opt_str (content, "source", 4, 4, &source, error) || !pn_wire_opt_object (content, "rich", &rich, error))
    return FALSE;
  if (!g_str_equal (source, "text") && !g_str_equal (source, "file")) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "source: text or file");
    return FALSE;
  }
  g_autoptr (PnRich) read = rich != NULL ? pn_rich_read (rich, error) : NULL;
  return rich == NULL || read != NULL;
}

static gboolean
check_content (const PnJson *body, GError **error)
{
  static const char *const keys[] = { "paragraphs", "rich", "bases", "source", "addressees", "signer", "capacity", NULL };
  const PnJson *content = NULL;
  const char *capacity = "";
  gint64 signer = 0;
  if (!pn_wire_opt_object (body, "body", &content, error))
    return FALSE;
  return content == NULL
         || (pn_wire_only (content, keys, error) && check_lines (content, "addressees", ADDRESSEES_MAX, error)
             && pn_wire_opt_int (content, "signer", 1, PN_WIRE_MAX_INT, &signer, error) && pn_wire_opt_str (content, "capacity", 0, 4, &capacity, error)
             && check_text (content, error));
}

static gboolean
check_urgency (const char *urgency, GError **error)
{
  static const char *const known[] = { "normal", "urgent", "very_urgent", "flash", NULL }; /* R7 */
  if (g_strv_contains (known, urgency))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "urgency");
  return FALSE;
}

static gboolean
check_draft (const PnJson *body, gboolean is_new, GError **error)
{
  const char *kind, *urgency = "normal", *due = NULL;
  gboolean number_first = FALSE;
  gint64 unit = 0, meeting = 0, item = 0, rev = 0;
  return pn_wire_get_str (body, "kind", 1, 32, &kind, error) && pn_fields_check_json (PN_FIELDS_DRAFT, body, error)
         && pn_wire_get_str (body, "urgency", 1, 20, &urgency, error) && check_urgency (urgency, error)
         && check_lines (body, "recipients", RECIPIENTS_MAX, error)
         && pn_wire_get_bool (body, "number_first", &number_first, error) && pn_wire_opt_str (body, "due_at", 10, 40, &due, error) && check_content (body, error)
         && (!is_new || pn_wire_get_int (body, "unit", 1, PN_WIRE_MAX_INT, &unit, error)) && pn_wire_opt_int (body, "meeting", 1, PN_WIRE_MAX_INT, &meeting, error)
         && pn_wire_opt_int (body, "item", 1, PN_WIRE_MAX_INT, &item, error) && (is_new || pn_wire_get_int (body, "rev", 1, PN_WIRE_MAX_INT, &rev, error));
}

static void
save (PnCall *call, gboolean is_new)
{
  static const char *const keys[] = { "unit", "kind", "subject", "urgency", "recipients", "body", "number_first", "meeting", "item", "due_at", "rev", NULL };
  g_autoptr (GError) error = NULL;
  if (!pn_desk_body (call, keys))
    return;
  if (!check_draft (call->body, is_new, &error))
    pn_call_fail (call, error);
  else
    pn_call_ask (call, is_new ? PN_Q_DESK_CREATE : PN_Q_DESK_UPDATE, call->id, pn_json_ref (call->body), on_saved);
}

void
pn_docs_desk_create (PnCall *call)
{
  save (call, TRUE);
}

void
pn_docs_desk_update (PnCall *call)
{
  save (call, FALSE);
}
