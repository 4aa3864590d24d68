/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The WebSocket /ws: own pages only, signed-in people only, as long as their session holds.
 * Hands messages to handlers/app and knows none of them. Loop's thread only. */
#pragma once

#include "base/ws-server.h"
#include "meeting-server/handlers/app.h"

void pn_socket_serve (PnApp *app, PnWsServer *server);
/* Looks once a minute whether the sessions of the connected still hold. */
void pn_socket_watch_sessions (PnApp *app);
