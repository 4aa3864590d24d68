/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/fields.h"

#include <string.h>
#include "base/error.h"

#define CODE_NUMBER_MAX 11
#define CODE_NOTATION_MAX 30

static const PnField incoming[] = {
  { "from_org", "OrganName", 200, TRUE },
  { "from_code", "OrganId", 13, FALSE },
  { "kind", "TypeName", 100, FALSE },
  { "subject", "Subject", 500, TRUE },
  { "language", "Language", 30, FALSE },
  { "description", "Description", 500, FALSE },
  { "signer_title", "Position", 100, FALSE },
  { "signer_name", "FullName", 50, FALSE },
  { "to_places", "ToPlaces", 1000, FALSE },
  { NULL, NULL, 0, FALSE },
};
static const PnField outgoing[] = {
  { "language", "Language", 30, TRUE },
  { "description", "Description", 500, FALSE },
  { NULL, NULL, 0, FALSE },
};
static const PnField receiver[] = {
  { "organ_id", "OrganId", 13, FALSE },
  { "organ_name", "OrganName", 200, TRUE },
  { NULL, NULL, 0, FALSE },
};
static const PnField file[] = {
  { "notation", "FileNotation", 20, TRUE },
  { "title", "Title", 500, TRUE },
  { "maintenance", "Maintenance", 30, TRUE },
  { "rights", "Rights", 30, FALSE },
  { "creator", "Creator", 30, FALSE },
  { "language", "Language", 30, FALSE },
  { "description", "Description", 500, FALSE },
  { NULL, NULL, 0, FALSE },
};

const PnField *
pn_fields_of (PnFieldSet set)
{
  static const PnField *const sets[] = { [PN_FIELDS_INCOMING] = incoming, [PN_FIELDS_OUTGOING] = outgoing, [PN_FIELDS_RECEIVER] = receiver, [PN_FIELDS_FILE] = file };
  return sets[set];
}

static gboolean
too_long (const char *group, glong length, guint max, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_FIELD_TOO_LONG, "%s: %ld characters, at most %u", group, length, max);
  return FALSE;
}

gboolean
pn_field_check (const PnField *field, const char *value, GError **error)
{
  glong length = value != NULL ? g_utf8_strlen (value, -1) : 0;
  if (length > (glong) field->max)
    return too_long (field->group, length, field->max, error);
  if (length > 0 || !field->needed)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "%s is missing", field->group);
  return FALSE;
}

gboolean
pn_field_check_code (const char *code, GError **error)
{
  const char *slash = strchr (code, '/');
  glong number = g_utf8_strlen (code, slash != NULL ? slash - code : -1), notation = slash != NULL ? g_utf8_strlen (slash + 1, -1) : 0;
  if (number > CODE_NUMBER_MAX)
    return too_long ("CodeNumber", number, CODE_NUMBER_MAX, error);
  return notation <= CODE_NOTATION_MAX || too_long ("CodeNotation", notation, CODE_NOTATION_MAX, error);
}
