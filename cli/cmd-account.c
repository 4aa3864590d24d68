/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien account add|passwd|list|disable|enable|forget-pin. Passwords come from the terminal (asked twice) or one line of stdin. */
#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "base/password.h"
#include "cli/command.h"
#include "cli/db.h"
#include "cli/var.h"

static int
usage (void)
{
  fputs ("phien account list\n"
         "phien account add USERNAME --person ID [--role admin|secretary|user]\n"
         "phien account passwd USERNAME\n"
         "phien account disable|enable USERNAME\n"
         "phien account forget-pin USERNAME [--keys DIR]   its holder chooses a new signing PIN with his password\n"
         "The password is asked for, or read from standard input when that is no terminal.\n",
         stderr);
  return PN_EXIT_USAGE;
}

/* ---- password */

static char *
read_line (const char *prompt)
{
  struct termios before, silent;
  char line[1024];
  gboolean terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &before) == 0;
  if (terminal) {
    silent = before;
    silent.c_lflag &= ~(tcflag_t) ECHO;
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
    fputs (prompt, stderr);
  }
  gboolean got = fgets (line, sizeof line, stdin) != NULL;
  if (terminal) {
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
    fputc ('\n', stderr);
  }
  char *text = got ? g_strdup (line) : NULL;
  explicit_bzero (line, sizeof line);
  if (text != NULL)
    text[strcspn (text, "\r\n")] = '\0';
  return text;
}

static void
forget (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* PHC string of a new password; NULL: complained already. */
static char *
ask_new_password (void)
{
  g_autoptr (GError) error = NULL;
  char *first = read_line ("New password: ");
  char *second = isatty (STDIN_FILENO) ? read_line ("Again: ") : g_strdup (first);
  char *phc = NULL;
  if (first == NULL || g_strcmp0 (first, second) != 0)
    fputs ("phien: no password given, or not twice the same\n", stderr);
  else if ((phc = pn_password_hash (first, &error)) == NULL)
    pn_cli_complain (error);
  forget (first);
  forget (second);
  return phc;
}

/* ---- the verbs */

static int
list (PnCliDb *db)
{
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db,
                                            "SELECT a.username, p.name, a.system_role, a.enabled, a.last_login_at::text "
                                            "FROM phien.account a JOIN phien.person p ON p.id = a.person_id "
                                            "ORDER BY a.username",
                                            NULL);
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  for (int i = 0; i < pn_pg_result_rows (r); i++)
    printf ("%-20s %-10s %-8s %-20s %s\n", pn_pg_result_text (r, i, 0), pn_pg_result_text (r, i, 2),
            pn_pg_result_bool (r, i, 3) ? "enabled" : "disabled",
            pn_pg_result_is_null (r, i, 4) ? "never" : pn_pg_result_text (r, i, 4), pn_pg_result_text (r, i, 1));
  return 0;
}

static int
add (PnCliDb *db, const char *username, gint64 person, const char *role)
{
  g_autofree char *phc = ask_new_password ();
  if (phc == NULL)
    return PN_EXIT_REFUSED;
  g_autoptr (PnPgResult) r = pn_cli_db_ask (
      db, "INSERT INTO phien.account (person_id, username, password_phc, system_role) VALUES ($1, $2, $3, $4)",
      pn_pg_args ("ittt", person, username, phc, role));
  if (r == NULL)
    return PN_EXIT_REFUSED;
  printf ("account %s added\n", username);
  return 0;
}

static int
changed (const PnPgResult *r, const char *username, const char *what)
{
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  if (pn_pg_result_affected (r) == 0) {
    fprintf (stderr, "phien: no account %s\n", username);
    return PN_EXIT_NO_INPUT;
  }
  printf ("account %s %s\n", username, what);
  return 0;
}

/* A new password ends every session: whoever knew the old one is out. */
static int
passwd (PnCliDb *db, const char *username)
{
  g_autofree char *phc = ask_new_password ();
  if (phc == NULL)
    return PN_EXIT_REFUSED;
  g_autoptr (PnPgResult) r = pn_cli_db_ask (
      db,
      "WITH a AS (UPDATE phien.account SET password_phc = $2, password_changed_at = now (), failed_logins = 0, "
      "locked_until = NULL WHERE username = $1 RETURNING id), "
      "s AS (UPDATE phien.login_session SET revoked_at = now () FROM a WHERE account_id = a.id AND revoked_at IS NULL) "
      "SELECT id FROM a",
      pn_pg_args ("tt", username, phc));
  return changed (r, username, "has a new password; its sessions are ended");
}

static int
set_enabled (PnCliDb *db, const char *username, gboolean enabled)
{
  g_autoptr (PnPgResult) r = pn_cli_db_ask (
      db,
      "WITH a AS (UPDATE phien.account SET enabled = $2 WHERE username = $1 RETURNING id), "
      "s AS (UPDATE phien.login_session SET revoked_at = now () FROM a WHERE account_id = a.id AND revoked_at IS NULL "
      "AND NOT $2) SELECT id FROM a",
      pn_pg_args ("tb", username, enabled));
  return changed (r, username, enabled ? "enabled" : "disabled; its sessions are ended");
}

/* The hash of a forgotten PIN goes; who may delete files of the signer may do this. */
static int
forget_pin (PnCliDb *db, const char *username, const char *keys)
{
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db, "SELECT person_id::text FROM phien.account WHERE username = $1",
                                            pn_pg_args ("t", username));
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  if (pn_pg_result_rows (r) == 0) {
    fprintf (stderr, "phien: no account %s\n", username);
    return PN_EXIT_NO_INPUT;
  }
  g_autofree char *dir = keys != NULL ? g_strdup (keys) : pn_cli_var_path ("keys");
  g_autofree char *name = g_strdup_printf ("pin-%s", pn_pg_result_text (r, 0, 0));
  g_autofree char *path = g_build_filename (dir, name, NULL);
  if (unlink (path) != 0) {
    fprintf (stderr, "phien: %s: %s\n", path, g_strerror (errno));
    return errno == ENOENT ? PN_EXIT_NO_INPUT : PN_EXIT_SOFTWARE;
  }
  printf ("the PIN of %s is gone; a new one is chosen on the page of the signing PIN\n", username);
  return 0;
}

int
pn_cmd_account (int argc, char **argv)
{
  g_autofree char *role = NULL, *keys = NULL;
  gint64 person = 0;
  const GOptionEntry entries[] = {
    { "person", 0, 0, G_OPTION_ARG_INT64, &person, "Whose account (id of the person)", "ID" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &role, "admin, secretary or user (default)", "ROLE" },
    { "keys", 0, 0, G_OPTION_ARG_FILENAME, &keys, "Directory of the signer's keys, where it is not the usual one", "DIR" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("list|add|passwd|disable|enable|forget-pin [USERNAME]");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2)
    return usage ();
  const char *verb = argv[1], *username = argc == 3 ? argv[2] : NULL;
  gboolean bare = strcmp (verb, "list") == 0;
  if (bare ? argc != 2 : username == NULL)
    return usage ();
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  if (bare)
    return list (db);
  if (strcmp (verb, "add") == 0)
    return person > 0 ? add (db, username, person, role != NULL ? role : "user") : usage ();
  if (strcmp (verb, "passwd") == 0)
    return passwd (db, username);
  if (strcmp (verb, "forget-pin") == 0)
    return forget_pin (db, username, keys);
  if (strcmp (verb, "disable") == 0 || strcmp (verb, "enable") == 0)
    return set_enabled (db, username, verb[0] == 'e');
  return usage ();
}
