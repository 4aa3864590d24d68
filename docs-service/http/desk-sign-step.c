/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/desk-sign-step.h"

#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/sign-flow.h"

#define FIELD_SIGNATURE PN_DESK_SIGN_FIELD
#define FIELD_SEAL "Dau"
/* Decree 30/2020 Art. 15.3 (R9): number and date come after the leader's signature, which leaves just these
 * two fields open. */
#define OPEN_FIELDS PN_DESK_NUMBER_FIELDS, FIELD_SEAL

typedef struct {
  PnDeskSigned done;
  gpointer outer; /* call->flow of whoever asked */
  PnCall *call;
  PnJson *record;
  gint64 step;
} Job;

static void
job_end (Job *job, const PnJson *json, const GError *error)
{
  PnCall *call = job->call;
  PnDeskSigned done = job->done;
  call->flow = job->outer;
  pn_json_unref (job->record);
  g_free (job);
  done (call, json, error);
}

/* ---- 2. recorded, in one transaction with the step */

static void
on_recorded (const PnJson *json, const GError *error, gpointer data)
{
  Job *job = data;
  if (error == NULL)
    pn_indexer_kick (job->call->docs->indexer);
  job_end (job, json, error);
}

static void
on_signed (PnCall *call, const PnJson *record, const GError *error)
{
  Job *job = call->flow;
  if (error != NULL) {
    job_end (job, NULL, error);
    return;
  }
  pn_args_add (job->record, record);
  pn_store_ask (call->docs->store, PN_Q_DESK_SIGNED, call->person, job->step, pn_json_ref (job->record),
                on_recorded, job);
}

/* ---- 1. may he, and then the key */

PnJson *
pn_desk_sign_spec (const PnJson *step, gboolean seal)
{
  gboolean number_first = pn_wire_bool (step, "number_first", FALSE);
  static const char *const open_fields[] = { OPEN_FIELDS, NULL };
  PnJson *spec = pn_args_str ("field", seal ? FIELD_SEAL : FIELD_SIGNATURE);
  pn_wire_set_str (spec, "look", seal ? "stamp" : "hand");
  pn_wire_set_str (spec, "name", pn_wire_str (step, seal ? "body" : "name", ""));
  pn_wire_set_str (spec, "body", pn_wire_str (step, "body", ""));
  pn_wire_set_int (spec, "time_us", g_get_real_time ());
  if (seal)
    return spec;
  PnJson *except = pn_wire_array ();
  for (guint i = 0; open_fields[i] != NULL; i++)
    if (!number_first || g_str_equal (open_fields[i], FIELD_SEAL))
      pn_wire_add_str (except, open_fields[i]);
  pn_wire_set_int (spec, "docmdp", 2);
  pn_wire_set_take (spec, "lock_except", except);
  return spec;
}

static gboolean
check_capacity (const PnJson *step, GError **error)
{
  g_autoptr (GPtrArray) capacities
      = pn_desk_capacities (pn_wire_member (step, "facts"), pn_wire_str (step, "title", ""));
  return pn_authority_require (capacities, pn_wire_str (step, "capacity", ""), error) != NULL;
}

gboolean
pn_desk_may_sign (const PnJson *step, gboolean seal, const char *seen, GError **error)
{
  if (!g_str_equal (pn_wire_str (step, "kind", ""), seal ? "seal" : "sign")
      || !pn_wire_bool (step, seal ? "mine" : "own", FALSE))
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_YOUR_TURN, "the step is to %s",
                 pn_wire_str (step, "kind", ""));
  else if (!g_str_equal (pn_wire_str (step, "state", ""), "current"))
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "the step is %s", pn_wire_str (step, "state", ""));
  else if (!g_str_equal (pn_wire_str (step, "sha256", ""), seen))
    g_set_error_literal (error, PN_ERROR, PN_ERROR_STALE_REVISION,
                         "there is a newer version than the one that was read");
  else
    return seal || check_capacity (step, error);
  return FALSE;
}

void
pn_desk_sign_step (PnCall *call, const PnJson *step, const PnDeskWish *wish, PnDeskSigned done)
{
  g_autoptr (GError) error = NULL;
  gboolean seal = wish->seal;
  if (!pn_desk_may_sign (step, seal, wish->seen, &error)) {
    done (call, NULL, error);
    return;
  }
  const PnSignWho who = { .person = call->person,
                          .seal = seal,
                          .name = pn_wire_str (step, seal ? "body" : "name", ""),
                          .ticket = wish->ticket,
                          .unit = pn_wire_str (step, seal ? "body" : "own_unit", ""),
                          .title = seal ? "" : pn_wire_str (step, "title", "") };
  g_autofree char *lock = g_strdup_printf ("desk:%d", (int) pn_wire_int (step, "request", 0));
  Job *job = g_new0 (Job, 1);
  job->done = done;
  job->outer = call->flow;
  job->call = call;
  job->step = pn_wire_int (step, "step", 0);
  job->record = pn_args_str ("step", seal ? "seal" : "sign");
  pn_wire_set_str (job->record, "seen", wish->seen);
  pn_wire_set_int (job->record, "base", pn_wire_int (step, "version", 0));
  pn_wire_set_str (job->record, "field", seal ? FIELD_SEAL : FIELD_SIGNATURE);
  pn_wire_set_str (job->record, "capacity", pn_wire_str (step, "capacity", ""));
  pn_wire_set_str (job->record, "signature", seal ? "seal" : "person");
  call->flow = job;
  pn_sign_run (call, pn_wire_str (step, "sha256", ""), &who,
               pn_desk_sign_spec (step, seal), lock, on_signed);
}
