/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/session.h"

#include <string.h>

#include "meeting-server/handlers/hall.h"
#include "meeting-server/handlers/line-test.h"

PnSession *
pn_session_new (PnApp *app, PnWsConn *conn, const PnAccount *account, const guint8 token[PN_SHA256_BYTES])
{
  PnSession *self = g_new0 (PnSession, 1);
  self->refs = 1;
  self->number = pn_ws_conn_number (conn);
  self->app = app;
  self->conn = pn_ws_conn_ref (conn);
  self->account = account->account;
  self->person = account->person;
  self->username = g_strdup (account->username);
  self->name = g_strdup (account->name);
  self->system_role = account->system_role;
  self->expires_us = account->expires_us;
  memcpy (self->token, token, sizeof self->token);
  g_hash_table_add (app->sessions, self);
  return self;
}

PnSession *
pn_session_ref (PnSession *self)
{
  self->refs++;
  return self;
}

void
pn_session_unref (PnSession *self)
{
  if (self == NULL || --self->refs > 0)
    return;
  g_clear_pointer (&self->tiles, g_array_unref);
  g_free (self->line_test);
  g_free (self->username);
  g_free (self->name);
  g_free (self);
}

void
pn_session_gone (PnSession *self)
{
  g_hash_table_remove (self->app->sessions, self);
  g_clear_pointer (&self->conn, pn_ws_conn_unref);
  pn_line_test_end (self);
  if (self->hall != NULL)
    pn_hall_leave (self->hall, self);
}

void
pn_session_send (PnSession *self, GBytes *message)
{
  if (self->conn != NULL)
    pn_ws_send (self->conn, message);
}

void
pn_session_send_json (PnSession *self, PnJson *take)
{
  g_autoptr (GBytes) bytes = pn_wire_dump_bytes (take);
  pn_json_unref (take);
  pn_session_send (self, bytes);
}

void
pn_sessions_close (PnApp *app, gint64 account, const guint8 *token)
{
  GHashTableIter iter;
  gpointer key = NULL;
  g_autoptr (GPtrArray) hit = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_session_unref);
  g_hash_table_iter_init (&iter, app->sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    PnSession *session = key;
    if (token != NULL ? memcmp (session->token, token, PN_SHA256_BYTES) == 0 : session->account == account)
      g_ptr_array_add (hit, pn_session_ref (session));
  }
  for (guint i = 0; i < hit->len; i++) {
    PnSession *session = g_ptr_array_index (hit, i);
    if (session->conn != NULL)
      pn_ws_close (session->conn, PN_WS_CLOSE_NOT_LOGGED_IN, "signed out");
  }
}
