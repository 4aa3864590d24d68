/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/pg against a real, throw-away cluster (tests/lib/with-pg.sh). */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/pg.h"

typedef struct {
  uv_loop_t loop;
  PnPg *pg;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  uv_loop_init (&f->loop);
  f->pg = pn_pg_new (&f->loop, "", "test");
  g_autoptr (GError) error = NULL;
  g_autoptr (PnPgResult) r = pn_pg_exec_wait (f->pg, "DROP TABLE IF EXISTS t", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (PnPgResult) made
      = pn_pg_exec_wait (f->pg, "CREATE TABLE t (id bigint PRIMARY KEY, note text, CONSTRAINT t_small CHECK (id < 1000))",
                         NULL, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  pn_pg_free (f->pg);
  uv_run (&f->loop, UV_RUN_DEFAULT);
  g_assert_cmpint (uv_loop_close (&f->loop), ==, 0);
}

static gint64
count (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnPgResult) r = pn_pg_exec_wait (f->pg, "SELECT count(*) FROM t", NULL, &error);
  g_assert_no_error (error);
  return pn_pg_result_int (r, 0, 0);
}

static void
test_values_survive_the_way (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new ("a\0b\xff", 4);
  g_autoptr (PnJson) json = pn_wire_object ();
  pn_wire_set_str (json, "tên", "Ủy ban");
  const gint64 ids[] = { 3, -4 };
  const char *const texts[] = { "a\"b", "c\\d,e", NULL };
  PnPgParams *p = pn_pg_args ("itbdyjnT", G_GINT64_CONSTANT (9007199254740993), "Sơn Hà", TRUE, 0.1, bytes, json,
                              G_GINT64_CONSTANT (1795400100123456));
  pn_pg_params_int_array (p, ids, 2);
  pn_pg_params_text_array (p, texts, 3);
  g_autoptr (PnPgResult) r = pn_pg_exec_wait (
      f->pg,
      "SELECT $1::bigint AS a, $2::text, $3::boolean, $4::float8, $5::bytea, $6::jsonb, $7::text, $8::timestamptz, "
      "$9::bigint[], $10::text[]",
      p, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pn_pg_result_rows (r), ==, 1);
  g_assert_cmpint (pn_pg_result_column (r, "a"), ==, 0);
  g_assert_cmpint (pn_pg_result_column (r, "nothing"), ==, -1);
  g_assert_cmpint (pn_pg_result_int (r, 0, 0), ==, G_GINT64_CONSTANT (9007199254740993));
  g_assert_cmpstr (pn_pg_result_text (r, 0, 1), ==, "Sơn Hà");
  g_assert_true (pn_pg_result_bool (r, 0, 2));
  g_assert_cmpfloat (pn_pg_result_double (r, 0, 3), ==, 0.1);
  g_autoptr (GBytes) back = pn_pg_result_bytea (r, 0, 4);
  g_assert_true (g_bytes_equal (back, bytes));
  g_autoptr (PnJson) j = pn_pg_result_json (r, 0, 5);
  g_assert_cmpstr (pn_wire_str (j, "tên", NULL), ==, "Ủy ban");
  g_assert_true (pn_pg_result_is_null (r, 0, 6));
  g_assert_cmpint (pn_pg_result_time (r, 0, 7), ==, G_GINT64_CONSTANT (1795400100123456));
  g_assert_cmpstr (pn_pg_result_text (r, 0, 8), ==, "{3,-4}");
  g_assert_cmpstr (pn_pg_result_text (r, 0, 9), ==, "{\"a\\\"b\",\"c\\\\d,e\",NULL}");
  g_assert_null (pn_pg_result_text (r, 7, 0));
  g_assert_cmpint (pn_pg_result_int (r, 0, 99), ==, 0);
}

static void
test_errors_carry_their_cause (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnPgResult) a = pn_pg_exec_wait (f->pg, "INSERT INTO t VALUES ($1, 'x')", pn_pg_args ("i", (gint64) 1), &error);
  g_assert_no_error (error);
  g_assert_cmpint (pn_pg_result_affected (a), ==, 1);
  g_assert_null (pn_pg_exec_wait (f->pg, "INSERT INTO t VALUES ($1, 'x')", pn_pg_args ("i", (gint64) 1), &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_ALREADY_EXISTS);
  g_assert_cmpstr (pn_error_sqlstate (error), ==, "23505");
  g_assert_cmpstr (pn_error_constraint (error), ==, "t_pkey");
  g_clear_error (&error);
  g_assert_null (pn_pg_exec_wait (f->pg, "INSERT INTO t VALUES (1000, NULL)", NULL, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
  g_assert_cmpstr (pn_error_constraint (error), ==, "t_small");
  g_clear_error (&error);
  g_assert_null (pn_pg_exec_wait (f->pg, "SELEC 1", NULL, &error));
  g_assert_cmpstr (pn_error_sqlstate (error), ==, "42601"); /* the Parse error, not "no such statement" */
  g_clear_error (&error);
  g_assert_null (pn_pg_exec_wait (f->pg,
                                  "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE='PN001', MESSAGE='wrong_state', "
                                  "DETAIL='vote is closed'; END $$",
                                  NULL, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
  g_assert_cmpstr (error->message, ==, "vote is closed");
  g_clear_error (&error);
  g_assert_null (pn_pg_exec_wait (f->pg, "DO $$ BEGIN RAISE EXCEPTION 'revision 3' USING ERRCODE='PN007'; END $$", NULL, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_STALE_REVISION);
  g_clear_error (&error);
  g_assert_null (pn_pg_exec_wait (f->pg, "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE='PN002'; END $$", NULL, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_INTERNAL);
  g_assert_cmpint (count (f), ==, 1);
}

static void
test_failed_parse_is_tried_again (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (pn_pg_exec_wait (f->pg, "SELECT count(*) FROM later", NULL, &error));
  g_assert_cmpstr (pn_error_sqlstate (error), ==, "42P01");
  g_clear_error (&error);
  g_autoptr (PnPgResult) made = pn_pg_exec_wait (f->pg, "CREATE TABLE later (a int)", NULL, &error);
  g_autoptr (PnPgResult) r = pn_pg_exec_wait (f->pg, "SELECT count(*) FROM later", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (PnPgResult) gone = pn_pg_exec_wait (f->pg, "DROP TABLE later", NULL, &error);
}

typedef struct {
  int calls, good, bad;
  guint results;
  char sqlstate[6];
  PnErrorCode code;
  gint64 last;
} Tally;

static void
on_tx (const PnPgResult *const *results, guint n, const GError *error, gpointer data)
{
  Tally *tally = data;
  tally->calls++;
  if (error != NULL) {
    tally->bad++;
    tally->code = pn_error_code (error);
    g_strlcpy (tally->sqlstate, pn_error_sqlstate (error), sizeof tally->sqlstate);
    return;
  }
  tally->good++;
  tally->results = n;
  tally->last = pn_pg_result_int (results[n - 1], 0, 0);
}

static void
on_exec (const PnPgResult *result, const GError *error, gpointer data)
{
  Tally *tally = data;
  tally->calls++;
  if (error != NULL) {
    tally->bad++;
    tally->code = pn_error_code (error);
    return;
  }
  tally->good++;
}

static void
spin (Fixture *f, const Tally *tally, int calls)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  while (tally->calls < calls) {
    uv_run (&f->loop, UV_RUN_NOWAIT);
    if (g_get_monotonic_time () > end)
      g_error ("%d of %d callbacks after 20 s", tally->calls, calls);
    g_usleep (200);
  }
}

static PnPgTx *
insert_two (Fixture *f, gint64 a, gint64 b)
{
  PnPgTx *tx = pn_pg_tx_new (f->pg);
  pn_pg_tx_add (tx, "INSERT INTO t VALUES ($1, $2)", pn_pg_args ("it", a, "a"));
  pn_pg_tx_add (tx, "INSERT INTO t VALUES ($1, $2)", pn_pg_args ("it", b, "b"));
  pn_pg_tx_add (tx, "SELECT count(*) FROM t", NULL);
  return tx;
}

static void
test_transaction_is_all_or_nothing (Fixture *f, gconstpointer data)
{
  Tally first = { 0 }, broken = { 0 }, second = { 0 }, alone = { 0 };
  /* All four in one flight: the failing one must not touch its neighbours. */
  pn_pg_tx_commit (insert_two (f, 1, 2), on_tx, &first);
  pn_pg_tx_commit (insert_two (f, 3, 1), on_tx, &broken);
  pn_pg_exec (f->pg, "INSERT INTO t VALUES (20, NULL)", NULL, on_exec, &alone);
  pn_pg_tx_commit (insert_two (f, 5, 6), on_tx, &second);
  g_assert_cmpint (first.calls, ==, 0); /* never from inside the submitting call */
  g_assert_cmpint (pn_pg_pending (f->pg), ==, 4);
  spin (f, &second, 1);
  g_assert_cmpint (first.good, ==, 1);
  g_assert_cmpint (first.results, ==, 3);
  g_assert_cmpint (first.last, ==, 2);
  g_assert_cmpint (broken.bad, ==, 1);
  g_assert_cmpstr (broken.sqlstate, ==, "23505");
  g_assert_cmpint (alone.good, ==, 1);
  g_assert_cmpint (second.good, ==, 1);
  g_assert_cmpint (count (f), ==, 5);
}

static void
test_deferred_constraint_fails_at_commit (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnPgResult) r = pn_pg_exec_wait (
      f->pg, "ALTER TABLE t ADD COLUMN up bigint REFERENCES t DEFERRABLE INITIALLY DEFERRED", NULL, &error);
  g_assert_no_error (error);
  Tally tally = { 0 };
  PnPgTx *tx = pn_pg_tx_new (f->pg);
  pn_pg_tx_add (tx, "INSERT INTO t (id, up) VALUES (1, 77)", NULL);
  pn_pg_tx_commit (tx, on_tx, &tally);
  Tally alone = { 0 };
  pn_pg_exec (f->pg, "INSERT INTO t (id, up) VALUES (2, 78)", NULL, on_exec, &alone);
  spin (f, &tally, 1);
  spin (f, &alone, 1);
  g_assert_cmpint (tally.bad, ==, 1);
  g_assert_cmpstr (tally.sqlstate, ==, "23503");
  g_assert_cmpint (alone.bad, ==, 1);
  g_assert_cmpint (count (f), ==, 0);
}

static void
test_many_units_keep_order_and_count (Fixture *f, gconstpointer data)
{
  Tally tally = { 0 };
  g_autofree char *big = g_strnfill (20000, 'x');
  for (gint64 i = 0; i < 900; i++)
    pn_pg_exec (f->pg, "INSERT INTO t VALUES ($1, $2) RETURNING note", pn_pg_args ("it", i, big), on_exec, &tally);
  spin (f, &tally, 900);
  g_assert_cmpint (tally.good, ==, 900);
  g_assert_cmpint (count (f), ==, 900);
}

static void
control (const char *word)
{
  g_autofree char *command = g_strdup_printf ("%s %s", g_getenv ("PHIEN_TEST_PG_CTL"), word);
  g_assert_cmpint (system (command), ==, 0);
}

static void
test_restart_fails_what_was_sent_and_goes_on (Fixture *f, gconstpointer data)
{
  Tally sleeping = { 0 }, waiting = { 0 };
  pn_pg_exec (f->pg, "SELECT pg_sleep(20)", NULL, on_exec, &sleeping);
  for (int i = 0; i < 50; i++) {
    uv_run (&f->loop, UV_RUN_NOWAIT);
    g_usleep (2000);
  }
  control ("stop");
  spin (f, &sleeping, 1);
  g_assert_cmpint (sleeping.bad, ==, 1);
  g_assert_cmpint (sleeping.code, ==, PN_ERROR_DATABASE_AWAY);
  g_assert_false (pn_pg_is_connected (f->pg));
  /* Never sent: waits and is done once the server is back. */
  pn_pg_exec (f->pg, "INSERT INTO t VALUES (1, 'late')", NULL, on_exec, &waiting);
  control ("start");
  spin (f, &waiting, 1);
  g_assert_cmpint (waiting.good, ==, 1);
  g_assert_cmpint (count (f), ==, 1);
}

static void
test_long_absence_fails_waiting_work (Fixture *f, gconstpointer data)
{
  control ("stop");
  Tally tally = { 0 };
  gint64 begin = g_get_monotonic_time ();
  pn_pg_exec (f->pg, "SELECT 1", NULL, on_exec, &tally);
  for (int i = 0; i < 50 && tally.calls == 0; i++) {
    uv_run (&f->loop, UV_RUN_NOWAIT);
    g_usleep (2000);
  }
  if (tally.calls > 0) { /* it was on its way when the server died: DATABASE_AWAY at once */
    g_assert_cmpint (tally.code, ==, PN_ERROR_DATABASE_AWAY);
    tally = (Tally){ 0 };
    pn_pg_exec (f->pg, "SELECT 1", NULL, on_exec, &tally);
  }
  spin (f, &tally, 1);
  g_assert_cmpint (tally.bad, ==, 1);
  g_assert_cmpint (tally.code, ==, PN_ERROR_DATABASE_AWAY);
  g_assert_cmpint (g_get_monotonic_time () - begin, >, 4 * G_USEC_PER_SEC);
  control ("start");
  g_assert_cmpint (count (f), ==, 0);
}

typedef struct {
  int calls, resyncs;
  char payload[64];
} Heard;

static void
on_notify (const char *channel, const char *payload, gpointer data)
{
  Heard *heard = data;
  g_assert_cmpstr (channel, ==, "phien_event");
  if (payload == NULL)
    heard->resyncs++;
  else
    heard->calls++;
  g_strlcpy (heard->payload, payload != NULL ? payload : "", sizeof heard->payload);
}

static void
spin_until (Fixture *f, const int *what, int value)
{
  for (int i = 0; i < 40000 && *what < value; i++) {
    uv_run (&f->loop, UV_RUN_NOWAIT);
    g_usleep (200);
  }
  g_assert_cmpint (*what, ==, value);
}

static void
test_notifications_arrive_also_after_restart (Fixture *f, gconstpointer data)
{
  Heard heard = { 0 };
  g_autoptr (GError) error = NULL;
  pn_pg_listen (f->pg, "phien_event", on_notify, &heard);
  spin_until (f, &heard.resyncs, 1);
  g_autoptr (PnPgResult) a = pn_pg_exec_wait (f->pg, "SELECT pg_notify('phien_event', '12')", NULL, &error);
  spin_until (f, &heard.calls, 1);
  g_assert_cmpstr (heard.payload, ==, "12");
  control ("restart");
  spin_until (f, &heard.resyncs, 2);
  g_autoptr (PnPgResult) b = pn_pg_exec_wait (f->pg, "SELECT pg_notify('phien_event', '13')", NULL, &error);
  if (b == NULL) { /* the break had not been seen yet */
    g_clear_error (&error);
    b = pn_pg_exec_wait (f->pg, "SELECT pg_notify('phien_event', '13')", NULL, &error);
  }
  g_assert_no_error (error);
  spin_until (f, &heard.calls, 2);
  g_assert_cmpstr (heard.payload, ==, "13");
}

static void
test_free_cancels_everything_once (Fixture *f, gconstpointer data)
{
  Tally tally = { 0 };
  for (int i = 0; i < 100; i++)
    pn_pg_exec (f->pg, "SELECT pg_sleep(10)", NULL, on_exec, &tally);
  uv_run (&f->loop, UV_RUN_NOWAIT);
  pn_pg_free (g_steal_pointer (&f->pg));
  g_assert_cmpint (tally.calls, ==, 100);
  g_assert_cmpint (tally.code, ==, PN_ERROR_CANCELLED);
}

static void
on_exec_free (const PnPgResult *result, const GError *error, gpointer data)
{
  Fixture *f = data;
  pn_pg_free (g_steal_pointer (&f->pg));
}

static void
test_free_inside_callback (Fixture *f, gconstpointer data)
{
  Tally tally = { 0 };
  pn_pg_exec (f->pg, "SELECT 1", NULL, on_exec_free, f);
  pn_pg_exec (f->pg, "SELECT 2", NULL, on_exec, &tally);
  while (f->pg != NULL)
    uv_run (&f->loop, UV_RUN_ONCE);
  g_assert_cmpint (tally.calls, ==, 1);
  g_assert_cmpint (tally.code, ==, PN_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pn_log_init ("test-pg", PN_LOG_ERROR);
  if (g_getenv ("PHIEN_TEST_PG_CTL") == NULL)
    return 77; /* to be run by with-pg.sh */
#define T(name, func) g_test_add ("/base/pg/" name, Fixture, NULL, setup, func, teardown)
  T ("values-survive-the-way", test_values_survive_the_way);
  T ("errors-carry-their-cause", test_errors_carry_their_cause);
  T ("failed-parse-is-tried-again", test_failed_parse_is_tried_again);
  T ("transaction-is-all-or-nothing", test_transaction_is_all_or_nothing);
  T ("deferred-constraint-fails-at-commit", test_deferred_constraint_fails_at_commit);
  T ("many-units-keep-order-and-count", test_many_units_keep_order_and_count);
  T ("restart-fails-what-was-sent-and-goes-on", test_restart_fails_what_was_sent_and_goes_on);
  T ("long-absence-fails-waiting-work", test_long_absence_fails_waiting_work);
  T ("notifications-arrive-also-after-restart", test_notifications_arrive_also_after_restart);
  T ("free-cancels-everything-once", test_free_cancels_everything_once);
  T ("free-inside-callback", test_free_inside_callback);
  int status = g_test_run ();
  pn_metrics_free_all ();
  return status;
}
