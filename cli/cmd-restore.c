/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien restore DIR: checks every hash, then fills an empty installation. Anything that looks like a record in the target
 * (an account, a person, a meeting, a file) makes it refuse: a restore never mixes two records. */
#include <glib.h>
#include <stdio.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/copies.h"
#include "cli/db.h"
#include "cli/tool.h"
#include "cli/var.h"

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, PN_ERROR, PN_ERROR_ALREADY_EXISTS, "the target is not empty: %s", what);
  return FALSE;
}

static gboolean
files_are_empty (const char *var, GError **error)
{
  for (guint i = 0; pn_copies_folders[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (var, pn_copies_folders[i], NULL);
    if (!pn_copies_is_empty (path))
      return refuse (error, path);
  }
  return TRUE;
}

static gboolean
database_is_empty (PnCliDb *db, GError **error)
{
  g_autoptr (PnPgResult) schema
      = pn_pg_exec_wait (db->pg, "SELECT to_regclass ('phien.account') IS NOT NULL", NULL, error);
  if (schema == NULL)
    return FALSE;
  if (!pn_pg_result_bool (schema, 0, 0))
    return TRUE;
  g_autoptr (PnPgResult) rows = pn_pg_exec_wait (db->pg,
                                                 "SELECT EXISTS (SELECT FROM phien.account) OR EXISTS (SELECT FROM "
                                                 "phien.person) OR EXISTS (SELECT FROM phien.meeting)",
                                                 NULL, error);
  if (rows == NULL)
    return FALSE;
  return !pn_pg_result_bool (rows, 0, 0) || refuse (error, "the database has accounts, people or meetings");
}

/* The dump brings the schema with it, so the empty one of this installation makes room. */
static gboolean
make_room (PnCliDb *db, GError **error)
{
  g_autoptr (PnPgResult) a = pn_pg_exec_wait (db->pg, "DROP SCHEMA IF EXISTS phien CASCADE", NULL, error);
  if (a == NULL)
    return FALSE;
  g_autoptr (PnPgResult) b = pn_pg_exec_wait (db->pg, "DROP SCHEMA IF EXISTS sqitch CASCADE", NULL, error);
  return b != NULL;
}

static gboolean
load_dump (const char *dir, GError **error)
{
  g_autofree char *conninfo = pn_cli_db_conninfo (), *file = g_build_filename (dir, PN_BACKUP_DUMP, NULL);
  const char *argv[] = { "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", conninfo, file, NULL };
  return pn_cli_tool (argv, error);
}

static gboolean
restore (const char *var, const char *dir, PnCopiesCount *count, GError **error)
{
  g_autoptr (PnCliDb) db = NULL;
  if (!pn_copies_verify (dir, error) || !files_are_empty (var, error))
    return FALSE;
  db = pn_cli_db_open ();
  if (!database_is_empty (db, error) || !make_room (db, error))
    return FALSE;
  /* Files first, as always: no row may name a file that is not there. */
  for (guint i = 0; pn_copies_folders[i] != NULL; i++)
    if (!pn_copies_tree (dir, var, pn_copies_folders[i], count, error))
      return FALSE;
  return load_dump (dir, error);
}

int
pn_cmd_restore (int argc, char **argv)
{
  if (argc != 2 || argv[1][0] == '-') {
    fputs ("phien restore DIR    (the installation must be empty; start its daemons anew afterwards)\n", stderr);
    return PN_EXIT_USAGE;
  }
  g_autoptr (GError) error = NULL;
  g_autofree char *var = pn_cli_var_path ("");
  PnCopiesCount count = { 0 };
  if (!restore (var, argv[1], &count, &error)) {
    pn_cli_complain (error);
    return pn_error_is (error, PN_ERROR_ALREADY_EXISTS) ? PN_EXIT_REFUSED : PN_EXIT_SOFTWARE;
  }
  printf ("restored from %s: the database and %" G_GINT64_FORMAT " files. Start the daemons anew.\n", argv[1], count.files);
  return 0;
}
