/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/http/socket.h"

#include <string.h>

#include "base/log.h"
#include "meeting-server/handlers/session.h"
#include "meeting-server/http/api.h"

#define CHECK_MS 60000
#define TOUCH_US (5 * 60 * G_USEC_PER_SEC)

/* What a connection is before we know whose it is. */
typedef struct {
  PnApp *app;
  PnWsConn *conn; /* ref while the question is out */
  guint8 token[PN_SHA256_BYTES];
} Newcomer;

static gboolean
on_accept (PnHttpRequest *req, gpointer data)
{
  PnApp *app = data;
  g_autoptr (GError) error = NULL;
  guint8 token[PN_SHA256_BYTES];
  if (app->draining) {
    pn_http_respond_code (req, PN_ERROR_OVERLOADED, NULL);
    return FALSE;
  }
  if (!pn_http_check_origin (req, &error)) {
    pn_http_respond_error (req, error);
    return FALSE;
  }
  if (pn_api_token (req, token))
    return TRUE;
  pn_http_respond_code (req, PN_ERROR_NOT_LOGGED_IN, NULL);
  return FALSE;
}

static void
session_unref (gpointer data)
{
  pn_session_unref (data);
}

static void
on_account (const PnAccount *account, gint wait_s, const GError *error, gpointer data)
{
  g_autofree Newcomer *newcomer = data;
  g_autoptr (PnWsConn) conn = newcomer->conn;
  if (!pn_ws_conn_is_open (conn))
    return;
  if (error != NULL) {
    pn_ws_close (conn, PN_WS_CLOSE_TRY_LATER, "try later");
    return;
  }
  if (account == NULL) {
    pn_ws_close (conn, PN_WS_CLOSE_NOT_LOGGED_IN, "sign in again");
    return;
  }
  PnSession *session = pn_session_new (newcomer->app, conn, account, newcomer->token);
  session->touched_us = pn_app_now (newcomer->app);
  pn_ws_conn_set_user (conn, session, session_unref);
  pn_ws_pause (conn, FALSE);
}

static void
on_open (PnWsConn *conn, PnHttpRequest *req, gpointer data)
{
  PnApp *app = data;
  Newcomer *newcomer = g_new0 (Newcomer, 1);
  newcomer->app = app;
  newcomer->conn = pn_ws_conn_ref (conn);
  if (!pn_api_token (req, newcomer->token))
    memset (newcomer->token, 0, sizeof newcomer->token); /* of nobody */
  pn_ws_pause (conn, TRUE);                                /* not a word before we know who speaks */
  app->accounts->find_session (app->accounts->impl, newcomer->token, on_account, newcomer);
}

static void
on_message (PnWsConn *conn, const char *bytes, gsize length, gpointer data)
{
  PnSession *session = pn_ws_conn_user (conn);
  if (session != NULL)
    pn_app_receive (session, bytes, length);
}

static void
on_close (PnWsConn *conn, int code, gpointer data)
{
  PnSession *session = pn_ws_conn_user (conn);
  if (session == NULL)
    return;
  g_autoptr (PnSession) keep = pn_session_ref (session);
  pn_session_gone (session);
}

void
pn_socket_serve (PnApp *app, PnWsServer *server)
{
  static const PnWsHandler handler = {
    .on_accept = on_accept, .on_open = on_open, .on_message = on_message, .on_close = on_close,
  };
  pn_ws_server_websocket (server, "/ws", &handler, app);
}

/* ---- Sessions end: signed out elsewhere, account closed, time over */

static void
on_checked (const PnAccount *account, gint wait_s, const GError *error, gpointer data)
{
  g_autoptr (PnSession) session = data;
  if (error == NULL && account == NULL && session->conn != NULL)
    pn_ws_close (session->conn, PN_WS_CLOSE_NOT_LOGGED_IN, "the session ended");
}

static void
check_sessions (gpointer data)
{
  PnApp *app = data;
  const PnAccounts *accounts = app->accounts;
  GHashTableIter iter;
  gpointer key = NULL;
  if (app->draining || app->sessions == NULL)
    return;
  gint64 now = pn_app_now (app);
  g_hash_table_iter_init (&iter, app->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    PnSession *session = key;
    accounts->find_session (accounts->impl, session->token, on_checked, pn_session_ref (session));
    if (now - session->touched_us < TOUCH_US)
      continue;
    session->touched_us = now;
    accounts->touch (accounts->impl, session->token);
  }
  pn_app_later (app, CHECK_MS, check_sessions, app, NULL);
}

void
pn_socket_watch_sessions (PnApp *app)
{
  pn_app_later (app, CHECK_MS, check_sessions, app, NULL);
}
