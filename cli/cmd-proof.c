/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien proof list [--all]   signed documents whose proof waits or has failed; all: every one, with its level and until when it holds
 * phien proof retry [DOCUMENT]   now, whatever the pause; without a number all that wait or have failed
 * phien proof renew DOCUMENT     a new archive time-stamp with new evidence, before it is due
 * Exit status: 0 done, 64 usage, 66 no such work, 70 else. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/db.h"

#define LIST \
  "SELECT p.document_id, p.level, p.state, p.want, p.attempts, to_char (p.next_at, 'YYYY-MM-DD HH24:MI:SS'), coalesce (p.reason_code, ''), coalesce (p.reason_detail, ''), " \
  "coalesce (to_char (p.renew_at, 'YYYY-MM-DD'), ''), d.title FROM phien.proof p JOIN phien.document d ON d.id = p.document_id "

static int
usage (void)
{
  fputs ("phien proof list [--all] | retry [DOCUMENT] | renew DOCUMENT\n", stderr);
  return PN_EXIT_USAGE;
}

static void
print_row (const PnPgResult *r, int i)
{
  const char *state = pn_pg_result_text (r, i, 2), *reason = pn_pg_result_text (r, i, 6), *renew = pn_pg_result_text (r, i, 8);
  printf ("%s %-5s %-7s", pn_pg_result_text (r, i, 0), pn_pg_result_text (r, i, 1), state);
  if (strcmp (state, "waiting") == 0)
    printf (" for %s, tried %s times, next %s", pn_pg_result_text (r, i, 3), pn_pg_result_text (r, i, 4), pn_pg_result_text (r, i, 5));
  if (*reason != '\0')
    printf (" (%s: %s)", reason, pn_pg_result_text (r, i, 7));
  if (*renew != '\0')
    printf (" renewed from %s", renew);
  printf (" %s\n", pn_pg_result_text (r, i, 9));
}

static int
list (gboolean all)
{
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db, all ? LIST "ORDER BY p.document_id" : LIST "WHERE p.state <> 'done' ORDER BY p.next_at", NULL);
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  for (int i = 0; i < pn_pg_result_rows (r); i++)
    print_row (r, i);
  return 0;
}

static int
change (const char *sql, gint64 document)
{
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db, sql, pn_pg_args ("i", document));
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  gint64 n = pn_pg_result_int (r, 0, 0);
  printf ("%" G_GINT64_FORMAT " to be done now\n", n);
  return n > 0 || document == 0 ? 0 : PN_EXIT_NO_INPUT;
}

int
pn_cmd_proof (int argc, char **argv)
{
  const char *verb = argc > 1 ? argv[1] : "";
  gint64 document = argc > 2 ? g_ascii_strtoll (argv[2], NULL, 10) : 0;

  if (strcmp (verb, "list") == 0 && (argc == 2 || (argc == 3 && strcmp (argv[2], "--all") == 0)))
    return list (argc == 3);
  if (argc > 3 || (argc == 3 && document <= 0))
    return usage ();
  if (strcmp (verb, "retry") == 0)
    return change ("SELECT phien.proof_retry (nullif ($1::bigint, 0))", document);
  if (strcmp (verb, "renew") == 0 && document > 0)
    return change ("SELECT phien.proof_renew ($1::bigint)", document);
  return usage ();
}
