/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out over HTTP: POST /api/login, /api/logout, /api/logout-everywhere, GET /api/me; and the cookie.
 * Knows passwords only long enough to check them; knows no meeting. Loop's thread only. */
#pragma once

#include "base/ws-server.h"
#include "meeting-server/adapters/argon.h"
#include "meeting-server/handlers/app.h"

/* __Host- (RFC 6265bis 4.1.3.2): only from this host, only over a secure line, for all paths. */
#define PN_COOKIE "__Host-phien"

typedef struct PnApi PnApi;

PnApi *pn_api_new (PnApp *app, PnArgon *argon, PnWsServer *server);
void pn_api_free (PnApi *self);

/* Hash of the cookie of a request; FALSE: there is none of the right form. */
gboolean pn_api_token (const PnHttpRequest *req, guint8 token[PN_SHA256_BYTES]);
