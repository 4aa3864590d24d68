/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/pg-private.h"

#include "base/error.h"

typedef struct {
  PnAccountFound found;
  PnAccountsDone done;
  gpointer data;
} Ask;

/* account, person, username, name, system_role, lang, enabled, phc, expires_at, wait */
static void
on_account (const PnPgResult *r, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  if (own != NULL || pn_pg_result_rows (r) == 0) {
    ask->found (NULL, 0, own, ask->data);
    return;
  }
  PnAccount account = {
    .account = pn_pg_result_int (r, 0, 0),
    .person = pn_pg_result_int (r, 0, 1),
    .username = pn_pg_result_text (r, 0, 2),
    .name = pn_pg_result_text (r, 0, 3),
    .lang = pn_pg_result_text (r, 0, 5),
    .enabled = pn_pg_result_bool (r, 0, 6),
    .password_phc = pn_pg_result_text (r, 0, 7),
    .expires_us = pn_pg_result_time (r, 0, 8),
  };
  if (!pn_system_role_parse (pn_pg_result_text (r, 0, 4), &account.system_role))
    account.system_role = PN_SYSTEM_USER;
  ask->found (account.account == 0 ? NULL : &account, (gint) pn_pg_result_int (r, 0, 9), NULL, ask->data);
}

static Ask *
ask_new (PnAccountFound found, PnAccountsDone done, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  ask->found = found;
  ask->done = done;
  ask->data = data;
  return ask;
}

static void
find_account (void *impl, const char *username, const char *ip, PnAccountFound cb, gpointer data)
{
  PnPgStore *self = impl;
  /* One row always: the waiting time holds for names that do not exist, too. */
  pn_pg_exec (self->pg,
              "select a.id, a.person_id, a.username, p.name, a.system_role, a.lang, a.enabled, a.password_phc, null::timestamptz, "
              "phien.login_wait ($1, nullif ($2, '')::inet) from (select $1::text as wanted) w "
              "left join phien.account a on a.username = w.wanted left join phien.person p on p.id = a.person_id",
              pn_pg_args ("tt", username, ip), on_account, ask_new (cb, NULL, data));
}

static void
find_session (void *impl, const guint8 token[PN_SHA256_BYTES], PnAccountFound cb, gpointer data)
{
  PnPgStore *self = impl;
  PnPgParams *params = pn_pg_params_new ();
  pn_pg_params_bytea (params, token, PN_SHA256_BYTES);
  pn_pg_exec (self->pg,
              "select s.account_id, s.person_id, s.username, s.name, s.system_role, 'vi', true, null::text, s.expires_at, 0 "
              "from phien.session_person ($1) s",
              params, on_account, ask_new (cb, NULL, data));
}

static void
on_done (const PnPgResult *r, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  ask->done (own == NULL ? pn_pg_result_int (r, 0, 0) : 0, own, ask->data);
}

static void
login_failed (void *impl, const char *username, const char *ip, PnAccountsDone cb, gpointer data)
{
  PnPgStore *self = impl;
  pn_pg_exec (self->pg, "select phien.login_failed ($1, coalesce (nullif ($2, ''), '0.0.0.0')::inet)",
              pn_pg_args ("tt", username, ip), on_done, ask_new (NULL, cb, data));
}

static void
login (void *impl, gint64 account, const guint8 token[PN_SHA256_BYTES], const char *ip, const char *user_agent,
       PnAccountsDone cb, gpointer data)
{
  PnPgStore *self = impl;
  PnPgParams *params = pn_pg_params_new ();
  pn_pg_params_bytea (params, token, PN_SHA256_BYTES);
  pn_pg_params_int (params, account);
  pn_pg_params_text (params, ip);
  pn_pg_params_text (params, user_agent);
  pn_pg_exec (self->pg,
              "with seen as (update phien.account set failed_logins = 0, locked_until = null, last_login_at = now () where id = $2) "
              "insert into phien.login_session (token_sha256, account_id, ip, user_agent) "
              "values ($1, $2, nullif ($3, '')::inet, left (coalesce ($4, ''), 300)) returning account_id",
              params, on_done, ask_new (NULL, cb, data));
}

static void
logout (void *impl, const guint8 token[PN_SHA256_BYTES], PnAccountsDone cb, gpointer data)
{
  PnPgStore *self = impl;
  PnPgParams *params = pn_pg_params_new ();
  pn_pg_params_bytea (params, token, PN_SHA256_BYTES);
  pn_pg_exec (self->pg,
              "update phien.login_session set revoked_at = now () where token_sha256 = $1 and revoked_at is null returning account_id",
              params, on_done, ask_new (NULL, cb, data));
}

static void
logout_everywhere (void *impl, gint64 account, PnAccountsDone cb, gpointer data)
{
  PnPgStore *self = impl;
  pn_pg_exec (self->pg,
              "with gone as (update phien.login_session set revoked_at = now () where account_id = $1 and revoked_at is null returning 1) "
              "select count (*) from gone",
              pn_pg_args ("i", account), on_done, ask_new (NULL, cb, data));
}

static void
confirm (void *impl, const guint8 token[PN_SHA256_BYTES], PnAccountsDone cb, gpointer data)
{
  PnPgStore *self = impl;
  PnPgParams *params = pn_pg_params_new ();
  pn_pg_params_bytea (params, token, PN_SHA256_BYTES);
  pn_pg_exec (self->pg, "select phien.session_confirm ($1)", params, on_done, ask_new (NULL, cb, data));
}

static void
touch (void *impl, const guint8 token[PN_SHA256_BYTES])
{
  PnPgStore *self = impl;
  PnPgParams *params = pn_pg_params_new ();
  pn_pg_params_bytea (params, token, PN_SHA256_BYTES);
  pn_pg_exec (self->pg,
              "update phien.login_session set last_seen_at = now (), expires_at = greatest (expires_at, now () + interval '12 hours') "
              "where token_sha256 = $1 and revoked_at is null and expires_at > now ()",
              params, NULL, NULL);
}

void
pn_pg_fill_accounts (PnAccounts *a)
{
  a->find_account = find_account;
  a->find_session = find_session;
  a->login_failed = login_failed;
  a->login = login;
  a->logout = logout;
  a->logout_everywhere = logout_everywhere;
  a->confirm = confirm;
  a->touch = touch;
}
