/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien backup DIR: the database by pg_dump, then the files it names (they are written before their rows and never
 * deleted, so files taken later than the dump are always enough), then a list of hashes over all. */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/wire.h"
#include "cli/command.h"
#include "cli/copies.h"
#include "cli/db.h"
#include "cli/tool.h"
#include "cli/var.h"

static gboolean
dump_database (const char *dir, GError **error)
{
  g_autofree char *conninfo = pn_cli_db_conninfo (), *file = g_build_filename (dir, PN_BACKUP_DUMP, NULL);
  const char *argv[] = { "pg_dump", "--format=custom", "--no-owner", "--schema=phien", "--schema=sqitch",
                         "--file", file, "--dbname", conninfo, NULL };
  return pn_cli_tool (argv, error);
}

static gboolean
write_manifest (const char *dir, const PnCopiesCount *count, GError **error)
{
  g_autoptr (PnJson) o = pn_wire_object ();
  g_autofree char *now = pn_time_to_iso (g_get_real_time ());
  pn_wire_set_str (o, "phien", PHIEN_VERSION);
  pn_wire_set_str (o, "created_at", now);
  pn_wire_set_str (o, "dump", PN_BACKUP_DUMP);
  pn_wire_set_int (o, "files", count->files);
  pn_wire_set_int (o, "bytes", count->bytes);
  g_autofree char *text = pn_wire_dump (o), *line = g_strconcat (text, "\n", NULL);
  g_autofree char *path = g_build_filename (dir, "manifest.json", NULL);
  return g_file_set_contents (path, line, -1, error);
}

static gboolean
make_backup (const char *var, const char *dir, PnCopiesCount *all, GError **error)
{
  PnCopiesCount copied = { 0 };
  if (!dump_database (dir, error))
    return FALSE;
  for (guint i = 0; pn_copies_folders[i] != NULL; i++)
    if (!pn_copies_tree (var, dir, pn_copies_folders[i], &copied, error))
      return FALSE;
  return write_manifest (dir, &copied, error) && pn_copies_seal (dir, all, error);
}

int
pn_cmd_backup (int argc, char **argv)
{
  if (argc != 2 || argv[1][0] == '-') {
    fputs ("phien backup DIR    (DIR is made; it must not hold anything yet)\n", stderr);
    return PN_EXIT_USAGE;
  }
  g_autoptr (GError) error = NULL;
  g_autofree char *var = pn_cli_var_path ("");
  PnCopiesCount all = { 0 };
  if (g_mkdir_with_parents (argv[1], 0700) != 0 || !pn_copies_is_empty (argv[1])) {
    fprintf (stderr, "phien: %s cannot be made or is not empty\n", argv[1]);
    return PN_EXIT_CANNOT_CREATE;
  }
  if (!make_backup (var, argv[1], &all, &error)) {
    pn_cli_complain (error);
    return PN_EXIT_SOFTWARE;
  }
  printf ("%s: %" G_GINT64_FORMAT " files, %" G_GINT64_FORMAT " bytes, list of hashes in %s\n", argv[1], all.files, all.bytes,
          PN_COPIES_SUMS);
  return 0;
}
