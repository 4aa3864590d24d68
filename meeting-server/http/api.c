/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/http/api.h"

#include <string.h>

#include "base/id.h"
#include "base/log.h"
#include "base/metrics.h"
#include "meeting-server/handlers/session.h"

#define BODY_MAX 4096
#define TOKEN_CHARS 43

struct PnApi {
  PnApp *app;
  PnArgon *argon;
  PnLimiter *names, *addresses; /* a first, cheap wall; the lasting one is in the database */
};

/* One sign-in on its way; or one who is signed in says his password again. */
typedef struct {
  PnApi *api;
  PnHttpRequest *req;
  char *username, *password, *ip;
  gint64 account, person;
  gboolean enabled, again;
  char *token;
  guint8 hash[PN_SHA256_BYTES];
} Login;

static void
login_free (Login *self)
{
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->username);
  g_free (self->ip);
  g_free (self->token);
  pn_http_request_unref (self->req);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Login, login_free)

gboolean
pn_api_token (const PnHttpRequest *req, guint8 token[PN_SHA256_BYTES])
{
  const char *cookie = pn_http_request_cookie (req, PN_COOKIE);
  if (cookie == NULL || strlen (cookie) != TOKEN_CHARS)
    return FALSE;
  pn_sha256 (cookie, TOKEN_CHARS, token);
  return TRUE;
}

static void
refuse_wait (PnHttpRequest *req, gint seconds)
{
  g_autofree char *wait = g_strdup_printf ("%d", MAX (seconds, 1));
  pn_http_add_header (req, "Retry-After", wait);
  pn_http_respond_code (req, PN_ERROR_RATE_LIMITED, NULL);
}

/* ---- Who somebody is */

typedef struct {
  PnHttpRequest *req;
  char *username, *system_role;
  char *cookie; /* NULL: set none */
} Who;

static void
who_free (Who *self)
{
  pn_http_request_unref (self->req);
  g_free (self->username);
  g_free (self->system_role);
  g_free (self->cookie);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Who, who_free)

static void
on_person (PnJson *take, const GError *error, gpointer data)
{
  g_autoptr (Who) who = data;
  if (error != NULL) {
    pn_http_respond_error (who->req, error);
    return;
  }
  PnJson *account = pn_wire_object ();
  pn_wire_set_str (account, "username", who->username);
  pn_wire_set_str (account, "system_role", who->system_role);
  pn_wire_set_take (take, "account", account);
  if (who->cookie != NULL)
    pn_http_add_header (who->req, "Set-Cookie", who->cookie);
  pn_http_respond_json (who->req, 200, take);
}

static void
answer_who (PnApi *self, PnHttpRequest *req, const PnAccount *account, const char *token)
{
  Who *who = g_new0 (Who, 1);
  who->req = pn_http_request_ref (req);
  who->username = g_strdup (account->username);
  who->system_role = g_strdup (pn_system_role_name (account->system_role));
  if (token != NULL)
    who->cookie = g_strdup_printf (PN_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict", token);
  self->app->store->person (self->app->store->impl, account->person, on_person, who);
}

/* ---- Sign in */

static void
on_signed_in_account (const PnAccount *account, gint wait_s, const GError *error, gpointer data)
{
  g_autoptr (Login) login = data;
  if (error != NULL)
    pn_http_respond_error (login->req, error);
  else if (account == NULL)
    pn_http_respond_code (login->req, PN_ERROR_INTERNAL, NULL);
  else
    answer_who (login->api, login->req, account, login->token);
}

static void
on_signed_in (gint64 value, const GError *error, gpointer data)
{
  g_autoptr (Login) login = data;
  const PnAccounts *accounts = login->api->app->accounts;
  if (error != NULL) {
    pn_http_respond_error (login->req, error);
    return;
  }
  pn_metric_add (pn_metric_counter_with ("phien_logins_total", "Attempts to sign in.", "outcome", "right"), 1);
  pn_limiter_forget (login->api->names, login->username);
  const guint8 *hash = login->hash;
  accounts->find_session (accounts->impl, hash, on_signed_in_account, g_steal_pointer (&login));
}

static void
on_failure_counted (gint64 wait_s, const GError *error, gpointer data)
{
  g_autoptr (Login) login = data;
  pn_metric_add (pn_metric_counter_with ("phien_logins_total", "Attempts to sign in.", "outcome", "wrong"), 1);
  if (error != NULL)
    pn_http_respond_error (login->req, error);
  else
    pn_http_respond_code (login->req, login->again ? PN_ERROR_PASSWORD_WRONG : PN_ERROR_BAD_CREDENTIALS, NULL);
}

static void
on_confirmed (gint64 account, const GError *error, gpointer data)
{
  g_autoptr (Login) login = data;
  if (error != NULL)
    pn_http_respond_error (login->req, error);
  else if (account == 0)
    pn_http_respond_code (login->req, PN_ERROR_NOT_LOGGED_IN, NULL);
  else
    pn_http_respond_json (login->req, 200, pn_wire_object ());
}

static void
on_checked (gboolean right, gpointer data)
{
  g_autoptr (Login) login = data;
  const PnAccounts *accounts = login->api->app->accounts;
  const char *username = login->username, *ip = login->ip;
  if (!right) {
    accounts->login_failed (accounts->impl, username, ip, on_failure_counted, g_steal_pointer (&login));
    return;
  }
  if (!login->enabled) {
    pn_http_respond_code (login->req, PN_ERROR_ACCOUNT_DISABLED, NULL);
    return;
  }
  const guint8 *hash = login->hash;
  if (login->again) {
    accounts->confirm (accounts->impl, hash, on_confirmed, g_steal_pointer (&login));
    return;
  }
  login->token = pn_id_token ();
  pn_sha256 (login->token, strlen (login->token), login->hash);
  const char *agent = pn_http_request_header (login->req, "User-Agent");
  gint64 account = login->account;
  accounts->login (accounts->impl, account, hash, ip, agent, on_signed_in, g_steal_pointer (&login));
}

static void
on_account (const PnAccount *account, gint wait_s, const GError *error, gpointer data)
{
  g_autoptr (Login) login = data;
  if (error != NULL) {
    pn_http_respond_error (login->req, error);
    return;
  }
  if (wait_s > 0) {
    refuse_wait (login->req, wait_s);
    return;
  }
  if (account != NULL) {
    login->account = account->account;
    login->person = account->person;
    login->enabled = account->enabled;
  }
  PnArgon *argon = login->api->argon;
  const char *phc = account == NULL ? NULL : account->password_phc;
  if (!pn_argon_check (argon, phc, login->password, on_checked, login))
    pn_http_respond_code (login->req, PN_ERROR_OVERLOADED, NULL);
  else
    g_steal_pointer (&login);
}

/* Wrong names and wrong passwords must look the same, also in time: hence no early answer. */
static void
on_login (PnHttpRequest *req, gpointer data)
{
  PnApi *self = data;
  g_autoptr (GError) error = NULL;
  const char *username = NULL, *password = NULL;
  gint64 now = pn_clock_mono_us (self->app->clock), wait = 0;
  if (!pn_http_check_same_site (req, &error)) {
    pn_http_respond_error (req, error);
    return;
  }
  g_autoptr (PnJson) body = pn_http_request_json (req);
  if (body == NULL)
    return;
  static const char *const keys[] = { "username", "password", NULL };
  if (!pn_wire_only (body, keys, &error) || !pn_wire_get_str (body, "username", 1, 64, &username, &error)
      || !pn_wire_get_str (body, "password", 1, 256, &password, &error)) {
    pn_http_respond_error (req, error);
    return;
  }
  g_autofree char *name = g_ascii_strdown (username, -1);
  if (!pn_limiter_take (self->addresses, pn_http_request_client_ip (req), now, &wait)
      || !pn_limiter_take (self->names, name, now, &wait)) {
    refuse_wait (req, (gint) (wait / G_USEC_PER_SEC) + 1);
    return;
  }
  Login *login = g_new0 (Login, 1);
  login->api = self;
  login->req = pn_http_request_ref (req);
  login->username = g_steal_pointer (&name);
  login->password = g_strdup (password);
  login->ip = g_strdup (pn_http_request_client_ip (req));
  self->app->accounts->find_account (self->app->accounts->impl, login->username, login->ip, on_account, login);
}

/* ---- The password once more: for what a session alone must not do */

static void
on_session_again (const PnAccount *account, gint wait_s, const GError *error, gpointer data)
{
  g_autoptr (Login) login = data;
  PnApi *self = login->api;
  gint64 wait = 0;
  if (error != NULL) {
    pn_http_respond_error (login->req, error);
    return;
  }
  if (account == NULL) {
    pn_http_respond_code (login->req, PN_ERROR_NOT_LOGGED_IN, NULL);
    return;
  }
  if (!pn_limiter_take (self->names, account->username, pn_clock_mono_us (self->app->clock), &wait)) {
    refuse_wait (login->req, (gint) (wait / G_USEC_PER_SEC) + 1);
    return;
  }
  login->username = g_strdup (account->username);
  const char *username = login->username, *ip = login->ip;
  self->app->accounts->find_account (self->app->accounts->impl, username, ip, on_account, g_steal_pointer (&login));
}

static void
on_confirm (PnHttpRequest *req, gpointer data)
{
  PnApi *self = data;
  static const char *const keys[] = { "password", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Login) login = g_new0 (Login, 1);
  const char *password = NULL;
  login->api = self;
  login->req = pn_http_request_ref (req);
  login->again = TRUE;
  if (!pn_http_check_same_site (req, &error)) {
    pn_http_respond_error (req, error);
    return;
  }
  g_autoptr (PnJson) body = pn_http_request_json (req);
  if (body == NULL)
    return;
  if (!pn_wire_only (body, keys, &error) || !pn_wire_get_str (body, "password", 1, 256, &password, &error)) {
    pn_http_respond_error (req, error);
    return;
  }
  if (!pn_api_token (req, login->hash)) {
    pn_http_respond_code (req, PN_ERROR_NOT_LOGGED_IN, NULL);
    return;
  }
  login->password = g_strdup (password);
  login->ip = g_strdup (pn_http_request_client_ip (req));
  const guint8 *hash = login->hash;
  self->app->accounts->find_session (self->app->accounts->impl, hash, on_session_again, g_steal_pointer (&login));
}

/* ---- Signed in already */

typedef struct {
  PnApi *api;
  PnHttpRequest *req;
  guint8 token[PN_SHA256_BYTES];
  enum { ASK_ME, ASK_LOGOUT, ASK_EVERYWHERE } what;
  gint64 account;
} Ask;

static void
ask_free (Ask *self)
{
  pn_http_request_unref (self->req);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, ask_free)

static void
on_logged_out (gint64 value, const GError *error, gpointer data)
{
  g_autoptr (Ask) ask = data;
  if (error != NULL) {
    pn_http_respond_error (ask->req, error);
    return;
  }
  if (ask->what == ASK_EVERYWHERE)
    pn_sessions_close (ask->api->app, ask->account, NULL);
  else
    pn_sessions_close (ask->api->app, 0, ask->token);
  pn_http_add_header (ask->req, "Set-Cookie", PN_COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
  pn_http_respond_json (ask->req, 200, pn_wire_object ());
}

static void
on_session (const PnAccount *account, gint wait_s, const GError *error, gpointer data)
{
  g_autoptr (Ask) ask = data;
  const PnAccounts *accounts = ask->api->app->accounts;
  if (error != NULL) {
    pn_http_respond_error (ask->req, error);
    return;
  }
  if (account == NULL) {
    pn_http_respond_code (ask->req, PN_ERROR_NOT_LOGGED_IN, NULL);
    return;
  }
  ask->account = account->account;
  const guint8 *token = ask->token;
  gint64 id = account->account;
  if (ask->what == ASK_ME)
    answer_who (ask->api, ask->req, account, NULL);
  else if (ask->what == ASK_LOGOUT)
    accounts->logout (accounts->impl, token, on_logged_out, g_steal_pointer (&ask));
  else
    accounts->logout_everywhere (accounts->impl, id, on_logged_out, g_steal_pointer (&ask));
}

static void
ask_session (PnApi *self, PnHttpRequest *req, int what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Ask) ask = g_new0 (Ask, 1);
  ask->api = self;
  ask->req = pn_http_request_ref (req);
  ask->what = what;
  if (what != ASK_ME && !pn_http_check_same_site (req, &error)) {
    pn_http_respond_error (req, error);
    return;
  }
  if (!pn_api_token (req, ask->token)) {
    pn_http_respond_code (req, PN_ERROR_NOT_LOGGED_IN, NULL);
    return;
  }
  const guint8 *token = ask->token;
  self->app->accounts->find_session (self->app->accounts->impl, token, on_session, g_steal_pointer (&ask));
}

static void
on_me (PnHttpRequest *req, gpointer data)
{
  ask_session (data, req, ASK_ME);
}

static void
on_logout (PnHttpRequest *req, gpointer data)
{
  ask_session (data, req, ASK_LOGOUT);
}

static void
on_logout_everywhere (PnHttpRequest *req, gpointer data)
{
  ask_session (data, req, ASK_EVERYWHERE);
}

PnApi *
pn_api_new (PnApp *app, PnArgon *argon, PnWsServer *server)
{
  PnApi *self = g_new0 (PnApi, 1);
  self->app = app;
  self->argon = argon;
  self->names = pn_limiter_new (20, 3 * G_USEC_PER_SEC, 20000);
  self->addresses = pn_limiter_new (200, G_USEC_PER_SEC / 10, 20000);
  pn_ws_server_route (server, "POST", "/api/login", BODY_MAX, on_login, self);
  pn_ws_server_route (server, "POST", "/api/confirm", BODY_MAX, on_confirm, self);
  pn_ws_server_route (server, "POST", "/api/logout", BODY_MAX, on_logout, self);
  pn_ws_server_route (server, "POST", "/api/logout-everywhere", BODY_MAX, on_logout_everywhere, self);
  pn_ws_server_route (server, "GET", "/api/me", 0, on_me, self);
  return self;
}

void
pn_api_free (PnApi *self)
{
  if (self == NULL)
    return;
  pn_limiter_free (self->names);
  pn_limiter_free (self->addresses);
  g_free (self);
}
