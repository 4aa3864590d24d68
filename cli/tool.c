/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tool.h"

#include "base/error.h"

static char *
find_tool (const char *name)
{
  static const char root[] = "/usr/lib/postgresql";
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  g_autofree char *best = NULL;
  gint64 newest = 0;
  for (const char *version; dir != NULL && (version = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (root, version, "bin", name, NULL);
    gint64 number = g_ascii_strtoll (version, NULL, 10);
    if (number <= newest || !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      continue;
    newest = number;
    g_free (best);
    best = g_steal_pointer (&path);
  }
  return best != NULL ? g_steal_pointer (&best) : g_strdup (name);
}

gboolean
pn_cli_tool (const char *const *argv, GError **error)
{
  g_autofree char *program = find_tool (argv[0]), *words = NULL;
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (GError) why = NULL;
  int status = 0;
  g_ptr_array_add (args, program);
  for (guint i = 1; argv[i] != NULL; i++)
    g_ptr_array_add (args, (gpointer) argv[i]);
  g_ptr_array_add (args, NULL);
  if (g_spawn_sync (NULL, (char **) args->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &words, &status, &why) &&
      g_spawn_check_wait_status (status, &why))
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_DATABASE, "%s: %s %s", argv[0], why->message, words != NULL ? g_strstrip (words) : "");
  return FALSE;
}
