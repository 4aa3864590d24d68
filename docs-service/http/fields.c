/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/fields.h"

#define ANY_LENGTH 60000 /* the field's own length is what counts */

gboolean
pn_fields_check_json (PnFieldSet set, const PnJson *json, GError **error)
{
  for (const PnField *field = pn_fields_of (set); field->key != NULL; field++) {
    const char *value = NULL;
    if (!pn_wire_opt_str (json, field->key, 0, ANY_LENGTH, &value, error) || !pn_field_check (field, value, error))
      return FALSE;
  }
  return TRUE;
}
