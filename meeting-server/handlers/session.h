/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One WebSocket connection of somebody who is signed in: who it is, which hall it sits in, and sending.
 * Counted references: calls under way keep it; once the connection is gone, sending does nothing. Loop's
 * thread only. */
#pragma once

#include "meeting-server/handlers/app.h"

struct PnSession {
  guint refs;
  guint64 number; /* of the connection, for limits and logs */
  PnApp *app;
  PnWsConn *conn; /* NULL: gone */
  gint64 account, person;
  char *username, *name;
  PnSystemRole system_role;
  guint8 token[PN_SHA256_BYTES]; /* hash of the cookie */
  gint64 expires_us, touched_us;
  gboolean greeted; /* hello was answered */
  PnHall *hall;     /* NULL: in no room; borrowed, the hall lives while somebody sits in it */
  gint64 peer;
  GArray *tiles;                /* PnTile: what it shows now; NULL: it did not say */
  guint calls;                  /* under way */
  struct PnLineTest *line_test; /* NULL: none is running */
};

PnSession *pn_session_new (PnApp *app, PnWsConn *conn, const PnAccount *account,
                           const guint8 token[PN_SHA256_BYTES]);
PnSession *pn_session_ref (PnSession *self);
void pn_session_unref (PnSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnSession, pn_session_unref)
/* The connection went: leaves the hall. The reference of the connection is the caller's to drop. */
void pn_session_gone (PnSession *self);
void pn_session_send (PnSession *self, GBytes *message);
void pn_session_send_json (PnSession *self, PnJson *take);
/* Closes all connections of a token (or, token NULL, of an account) with 4401. */
void pn_sessions_close (PnApp *app, gint64 account, const guint8 *token);
