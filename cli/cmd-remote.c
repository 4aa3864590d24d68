/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien remote list: what the service holds for us, and whom each is bound to.
 *
 * phien remote bind (--person ID | --account NAME) CREDENTIAL: after looking at the certificate it prints,
 * this key is this person's.
 *
 * phien remote release CREDENTIAL: from now on it counts no more.
 *
 * Asks phien-csc, which checks the certificate's path and key; the certificate is pinned. Exit status: 0 done
 * (also: bound like this already), 64 usage, 66 no such credential or account, 69 phien-csc or the service
 * away, 77 refused, 70 else. */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/unix-link.h"
#include "base/wire.h"
#include "cli/command.h"
#include "cli/db.h"
#include "cli/var.h"

#define PN_EXIT_UNAVAILABLE 69
#define ANSWER_MS 20000

typedef struct {
  uv_loop_t loop;
  uv_timer_t timer;
  PnJson *question, *answer;
} Talk;

static int
usage (void)
{
  fputs ("phien remote list\n"
         "phien remote bind (--person ID | --account NAME) CREDENTIAL\n"
         "phien remote release CREDENTIAL\n",
         stderr);
  return PN_EXIT_USAGE;
}

/* ---- one question to phien-csc */

static void
on_open (PnLink *link, gpointer data)
{
  Talk *talk = data;
  if (talk->question != NULL)
    pn_link_send (link, g_steal_pointer (&talk->question), -1);
}

static void
on_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  Talk *talk = data;
  if (talk->answer == NULL)
    talk->answer = pn_json_ref (message);
  uv_stop (&talk->loop);
}

static void
on_close (PnLink *link, const GError *error, gpointer data)
{
  if (((Talk *) data)->question == NULL)
    uv_stop (&((Talk *) data)->loop);
}

static void
on_time (uv_timer_t *timer)
{
  uv_stop (timer->loop);
}

/* phien-csc has a user of its own; whoever may put a socket into the run directory is trusted as much. */
static void
trust_owner (const char *socket)
{
  struct stat st;
  if (stat (socket, &st) != 0)
    return;
  g_autofree char *owner = g_strdup_printf ("%u", (unsigned) st.st_uid);
  if (!pn_link_trust (owner, NULL))
    fprintf (stderr, "phien remote: no user %s\n", owner);
}

/* NULL: nobody answered. transfer full */
static PnJson *
ask (PnJson *take)
{
  const PnLinkHandler handler = { .on_open = on_open, .on_message = on_message, .on_close = on_close };
  g_autofree char *path = pn_cli_var_path ("run/csc.sock");
  const char *socket = g_getenv ("PHIEN_CSC_SOCKET");
  Talk talk = { .question = take };
  uv_loop_init (&talk.loop);
  uv_timer_init (&talk.loop, &talk.timer);
  uv_timer_start (&talk.timer, on_time, ANSWER_MS, 0);
  pn_wire_set_int (take, "req", 1);
  trust_owner (socket != NULL ? socket : path);
  PnLink *link = pn_link_connect (&talk.loop, socket != NULL ? socket : path, &handler, &talk);
  uv_run (&talk.loop, UV_RUN_DEFAULT);
  pn_link_free (link);
  uv_close ((uv_handle_t *) &talk.timer, NULL);
  uv_run (&talk.loop, UV_RUN_DEFAULT);
  uv_loop_close (&talk.loop);
  pn_json_unref (talk.question);
  return talk.answer;
}

static int
complain (const PnJson *answer)
{
  PnErrorCode code = PN_ERROR_INTERNAL;
  if (answer == NULL) {
    fputs ("phien remote: phien-csc does not answer\n", stderr);
    return PN_EXIT_UNAVAILABLE;
  }
  if (!pn_error_from_name (pn_wire_str (answer, "code", ""), &code))
    code = PN_ERROR_INTERNAL;
  fprintf (stderr, "phien remote: %s (%s)\n", pn_error_en (code), pn_wire_str (answer, "detail", ""));
  return code == PN_ERROR_REMOTE_AWAY ? PN_EXIT_UNAVAILABLE : PN_EXIT_REFUSED;
}

static gboolean
is_answer (const PnJson *answer, const char *type)
{
  return answer != NULL && g_str_equal (pn_wire_str (answer, "t", ""), type);
}

static PnJson *
ask_credential (const char *id)
{
  PnJson *question = pn_wire_object ();
  pn_wire_set_str (question, "t", "credential");
  pn_wire_set_str (question, "credential", id);
  return ask (question);
}

/* ---- list */

static char *
holder_of (PnCliDb *db, const char *id)
{
  g_autoptr (PnPgResult) r = pn_cli_db_ask (
      db,
      "SELECT p.name FROM phien.remote_credential c JOIN phien.person p ON p.id = c.person_id "
      "WHERE c.credential = $1 AND c.revoked_at IS NULL",
      pn_pg_args ("t", id));
  return r != NULL && pn_pg_result_rows (r) > 0 ? g_strdup (pn_pg_result_text (r, 0, 0))
                                                : g_strdup ("not bound");
}

static int
list (void)
{
  PnJson *question = pn_wire_object ();
  pn_wire_set_str (question, "t", "credentials");
  g_autoptr (PnJson) answer = ask (question);
  if (!is_answer (answer, "credentials"))
    return complain (answer);
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  const PnJson *ids = pn_wire_member (answer, "credentials");
  for (gsize i = 0; i < pn_wire_length (ids); i++) {
    const char *id = pn_wire_str_at (ids, i, "");
    g_autoptr (PnJson) c = ask_credential (id);
    g_autofree char *holder = holder_of (db, id);
    if (is_answer (c, "credential"))
      printf ("%s  %s  %s, until %s  [%s]\n", id, pn_wire_str (c, "kind", ""), pn_wire_str (c, "subject", ""),
              pn_wire_str (c, "not_after", ""), holder);
    else
      printf ("%s  not usable: %s  [%s]\n", id, c != NULL ? pn_wire_str (c, "detail", "") : "no answer",
              holder);
  }
  return 0;
}

/* ---- bind and release */

static gint64
person_of (PnCliDb *db, const char *account)
{
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db, "SELECT person_id FROM phien.account WHERE username = $1",
                                            pn_pg_args ("t", account));
  return r != NULL && pn_pg_result_rows (r) > 0 ? pn_pg_result_int (r, 0, 0) : 0;
}

static gboolean
is_bound (PnCliDb *db, gint64 person, const char *id, const char *cert)
{
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db,
                                            "SELECT 1 FROM phien.remote_credential WHERE person_id = $1 AND "
                                            "credential = $2 AND cert_sha256 = $3 AND revoked_at IS NULL",
                                            pn_pg_args ("itt", person, id, cert));
  return r != NULL && pn_pg_result_rows (r) > 0;
}

static int
bind_credential (gint64 person, const char *account, const char *id)
{
  g_autoptr (PnJson) c = ask_credential (id);
  if (!is_answer (c, "credential"))
    return complain (c);
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  const char *cert = pn_wire_str (c, "cert_sha256", ""), *subject = pn_wire_str (c, "subject", "");
  if (account != NULL)
    person = person_of (db, account);
  if (person <= 0) {
    fprintf (stderr, "phien remote: no account %s\n", account != NULL ? account : "");
    return PN_EXIT_NO_INPUT;
  }
  if (!is_bound (db, person, id, cert)) {
    g_autoptr (PnPgResult) r = pn_cli_db_ask (
        db,
        "INSERT INTO phien.remote_credential (person_id, credential, cert_sha256, subject, key_kind, valid) "
        "VALUES ($1, $2, $3, left ($4, 400), $5, tstzrange ($6::text::timestamptz, $7::text::timestamptz))",
        pn_pg_args ("itttttt", person, id, cert, subject, pn_wire_str (c, "kind", ""),
                    pn_wire_str (c, "not_before", ""), pn_wire_str (c, "not_after", "")));
    if (r == NULL)
      return PN_EXIT_REFUSED;
  }
  printf ("%s is person %d's: %s, %s, until %s\n", id, (int) person, subject, pn_wire_str (c, "kind", ""),
          pn_wire_str (c, "not_after", ""));
  return 0;
}

static int
release (const char *id)
{
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (
      db,
      "UPDATE phien.remote_credential SET revoked_at = now () WHERE credential = $1 AND revoked_at IS NULL",
      pn_pg_args ("t", id));
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  if (pn_pg_result_affected (r) == 0) {
    fprintf (stderr, "phien remote: %s is bound to nobody\n", id);
    return PN_EXIT_NO_INPUT;
  }
  printf ("%s released\n", id);
  return 0;
}

int
pn_cmd_remote (int argc, char **argv)
{
  gint64 person = 0;
  g_autofree char *account = NULL;
  const GOptionEntry entries[] = {
    { "person", 0, 0, G_OPTION_ARG_INT64, &person, "Whose key (id of the person)", "ID" },
    { "account", 0, 0, G_OPTION_ARG_STRING, &account, "Whose key (name of the account)", "NAME" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("list | bind CREDENTIAL | release CREDENTIAL");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2)
    return usage ();
  if (strcmp (argv[1], "list") == 0 && argc == 2)
    return list ();
  if (strcmp (argv[1], "bind") == 0 && argc == 3 && (person > 0) != (account != NULL))
    return bind_credential (person, account, argv[2]);
  if (strcmp (argv[1], "release") == 0 && argc == 3)
    return release (argv[2]);
  return usage ();
}
