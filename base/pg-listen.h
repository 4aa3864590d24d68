/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications of PostgreSQL on a connection of their own; the half of base/pg behind pn_pg_listen.
 * Sends nothing but LISTEN; loop's thread only. */
#pragma once

#include "base/pg.h"

typedef struct PnPgListener PnPgListener;

PnPgListener *pn_pg_listener_new (uv_loop_t *loop, const char *conninfo, const char *name);
void pn_pg_listener_add (PnPgListener *self, const char *channel, PnPgNotify notify, gpointer data);
/* Safe from inside a notify callback. */
void pn_pg_listener_free (PnPgListener *self, uv_loop_t *loop);
