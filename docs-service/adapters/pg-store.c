/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/adapters/pg-store.h"

#include "base/error.h"

struct PnStore {
  PnPg *pg;
};

typedef struct {
  PnStoreDone done;
  PnStoreSession session_done;
  gpointer data;
} Job;

PnStore *
pn_store_new (PnPg *pg)
{
  PnStore *self = g_new0 (PnStore, 1);
  self->pg = pg;
  return self;
}

void
pn_store_free (PnStore *self)
{
  g_free (self);
}

gboolean
pn_store_is_up (const PnStore *self)
{
  return pn_pg_is_connected (self->pg);
}

static void
answer (Job *job, const PnPgResult *result, const GError *error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (PnJson) json = error == NULL && pn_pg_result_rows (result) > 0 ? pn_pg_result_json (result, 0, 0) : NULL;
  if (error != NULL && g_str_equal (pn_error_sqlstate (error), "PN009"))
    problem = g_error_new_literal (PN_ERROR, PN_ERROR_WRONG_STATE, "another version or a signature came first");
  else if (error != NULL)
    problem = g_error_copy (error);
  else if (json == NULL)
    problem = g_error_new_literal (PN_ERROR, PN_ERROR_NOT_FOUND, "no such row");
  else if (pn_wire_bool (json, "denied", FALSE))
    problem = g_error_new_literal (PN_ERROR, PN_ERROR_NOT_ALLOWED, "not a reader of this document");
  job->done (problem == NULL ? json : NULL, problem, job->data);
  g_free (job);
}

static void
on_result (const PnPgResult *result, const GError *error, gpointer data)
{
  answer (data, result, error);
}

static void
on_results (const PnPgResult *const *results, guint n, const GError *error, gpointer data)
{
  answer (data, error == NULL && n > 0 ? results[n - 1] : NULL, error);
}

void
pn_store_ask (PnStore *self, PnStoreQuery query, gint64 person, gint64 id, PnJson *args, PnStoreDone done, gpointer data)
{
  g_autoptr (PnJson) json = args != NULL ? args : pn_wire_object ();
  const char *const *sql = pn_store_sql[query];
  Job *job = g_new0 (Job, 1);
  job->done = done;
  job->data = data;
  if (sql[1] == NULL) {
    pn_pg_exec (self->pg, sql[0], pn_pg_args ("iij", person, id, json), on_result, job);
    return;
  }
  PnPgTx *tx = pn_pg_tx_new (self->pg);
  for (guint i = 0; i < PN_STORE_STATEMENTS_MAX && sql[i] != NULL; i++)
    pn_pg_tx_add (tx, sql[i], pn_pg_args ("iij", person, id, json));
  pn_pg_tx_commit (tx, on_results, job);
}

static void
on_session (const PnPgResult *result, const GError *error, gpointer data)
{
  g_autofree Job *job = data;
  g_autoptr (GError) problem = NULL;
  if (error != NULL || pn_pg_result_rows (result) == 0) {
    problem = error != NULL ? g_error_copy (error) : g_error_new_literal (PN_ERROR, PN_ERROR_NOT_LOGGED_IN, "no such session");
    job->session_done (0, 0, problem, job->data);
    return;
  }
  job->session_done (pn_pg_result_int (result, 0, 0), pn_pg_result_int (result, 0, 1), NULL, job->data);
}

void
pn_store_session (PnStore *self, const guint8 token_sha256[PN_SHA256_BYTES], PnStoreSession done, gpointer data)
{
  g_autoptr (GBytes) token = g_bytes_new (token_sha256, PN_SHA256_BYTES);
  Job *job = g_new0 (Job, 1);
  job->session_done = done;
  job->data = data;
  pn_pg_exec (self->pg, "select account_id, person_id from phien.session_person ($1)", pn_pg_args ("y", token), on_session, job);
}
