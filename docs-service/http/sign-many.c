/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/sign-many.h"

#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/sign-unlock.h"

gboolean
pn_sign_many_files (const PnJson *body, GError **error)
{
  static const char *const keys[] = { "step", "seen", NULL };
  const PnJson *files;
  const char *seen;
  gint64 step;
  g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!pn_wire_get_array (body, "files", PN_UNLOCK_FILES, &files, error))
    return FALSE;
  for (gsize i = 0; i < pn_wire_length (files); i++) {
    const PnJson *file = pn_wire_at (files, i);
    if (!pn_wire_only (file, keys, error) || !pn_wire_get_int (file, "step", 1, PN_WIRE_MAX_INT, &step, error)
        || !pn_desk_seen (file, &seen, error))
      return FALSE;
    if (!g_hash_table_add (before, g_strdup (seen))
        || !g_hash_table_add (before, g_strdup_printf ("%" G_GINT64_FORMAT, step))) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "files: one is listed twice");
      return FALSE;
    }
  }
  if (pn_wire_length (files) > 0)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "files: none");
  return FALSE;
}

const char *
pn_sign_many_seen (const PnJson *body, gint64 step)
{
  const PnJson *files = pn_wire_member (body, "files");
  for (gsize i = 0; i < pn_wire_length (files); i++)
    if (pn_wire_int (pn_wire_at (files, i), "step", 0) == step)
      return pn_wire_str (pn_wire_at (files, i), "seen", "");
  return "";
}
