/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the handlers stand on: the ports, the halls in memory, the connections; and the way a message takes
 * from bytes to call. Knows no SQL and no SDP. Loop's thread only. */
#pragma once

#include <uv.h>

#include "base/clock.h"
#include "base/ws-server.h"
#include "meeting-server/core/authn.h"
#include "meeting-server/ports/accounts.h"
#include "meeting-server/ports/media.h"
#include "meeting-server/ports/pages.h"
#include "meeting-server/ports/store.h"
#include "meeting-server/ports/studio.h"
#include "protocol/dispatch.h"

typedef struct PnHall PnHall;
typedef struct PnApp PnApp;

struct PnApp {
  uv_loop_t *loop;
  const PnClock *clock;
  const PnStore *store;
  const PnAccounts *accounts;
  const PnMedia *media;
  const PnStudio *studio;
  const PnPages *pages;  /* NULL: the studio is shown none */
  GHashTable *halls;     /* gint64* → PnHall */
  GHashTable *sessions;  /* PnSession → itself */
  PnLimiter *commands;   /* by connection */
  PnLimiter *line_tests; /* by account */
  guint n_line_tests;
  gint64 next_peer;
  GHashTable *laters; /* Later → itself, not yet called */
  const char *turn_urls, *turn_secret; /* of the configuration, may be empty */
  guint grace_ms;     /* whose connection broke and who does not come back within it counts as having left */
  gboolean draining;
};

void pn_app_init (PnApp *self, uv_loop_t *loop, const PnClock *clock);
/* Begins to listen to the ports; they must be set. */
void pn_app_start (PnApp *self);
/* Frees halls; connections must be closed before. Bears a half-built app. */
void pn_app_clear (PnApp *self);
/* Tells everybody to come back in a moment. */
void pn_app_drain (PnApp *self);

gint64 pn_app_now (const PnApp *self); /* microseconds since 1970 */
/* Calls once, later. When the app ends before that, destroy (may be NULL) gets the data instead. */
void pn_app_later (PnApp *app, guint ms, void (*call) (gpointer data), gpointer data, GDestroyNotify destroy);
/* No command is under way in any hall. */
gboolean pn_app_is_quiet (const PnApp *self);

/* One text message of a client. Always answered, unless it cannot be read as a command at all: then a reply
 * without a known id is impossible and the connection is closed with 1007 (bad data). */
void pn_app_receive (PnSession *session, const char *bytes, gsize length);
