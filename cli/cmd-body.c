/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien body list: the tree of bodies and units, with ids, codes and how many people sit in each today. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/db.h"

static const char tree_sql[] =
    "WITH RECURSIVE tree AS ("
    "SELECT id, name, code, kind, 0 AS depth, ARRAY[sort, id] AS path FROM phien.org_unit WHERE parent_id IS NULL "
    "UNION ALL SELECT u.id, u.name, u.code, u.kind, t.depth + 1, t.path || u.sort || u.id FROM phien.org_unit u "
    "JOIN tree t ON u.parent_id = t.id) "
    "SELECT t.id, t.depth, t.name, t.code, t.kind, "
    "(SELECT count(DISTINCT x.person_id) FROM phien.tenure x WHERE x.unit_id = t.id AND x.valid @> phien.vn_today ()) "
    "FROM tree t ORDER BY t.path";

int
pn_cmd_body (int argc, char **argv)
{
  if (argc != 2 || strcmp (argv[1], "list") != 0) {
    fputs ("phien body list\n", stderr);
    return PN_EXIT_USAGE;
  }
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db, tree_sql, NULL);
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  for (int i = 0; i < pn_pg_result_rows (r); i++)
    printf ("%5s  %*s%s  [%s, %s]  %s people\n", pn_pg_result_text (r, i, 0), (int) pn_pg_result_int (r, i, 1) * 2, "",
            pn_pg_result_text (r, i, 2), pn_pg_result_text (r, i, 3), pn_pg_result_text (r, i, 4),
            pn_pg_result_text (r, i, 5));
  return 0;
}
