/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker with its notices, for tests that drive it over real sockets with peers of peer.h.
 * Main thread of the test; waits where it says so. */
#pragma once
#include "media/sfu/worker.h"
#include "tests/unit/media/peer.h"

typedef struct {
  PnHandshakes *handshakes;
  PnWorker *worker, *second; /* second: only where a test makes it */
  PnWorkers siblings;
  GPtrArray *notices;
  gint64 next_req;
  guint home; /* of the room: index of the worker where its publishers are */
} Fixture;

void fixture_setup (Fixture *f, gconstpointer unused);
void fixture_teardown (Fixture *f, gconstpointer unused);
gboolean fixture_has_ipv6 (void);
PnWorker *fixture_worker (Fixture *f, guint index);
/* Waits for a notice; with req 0 for one of that peer with that text. NULL when it does not come. */
PnNotice *fixture_await (Fixture *f, PnNoticeKind kind, gint64 req, gint64 peer, const char *text, int ms);
guint64 fixture_counter (Fixture *f, gsize offset);
#define COUNTER(f, field) fixture_counter (f, G_STRUCT_OFFSET (PnCounters, field))
/* Sends `offer` (taken), whose m-section "0" is `name`, and applies the answer; returns the SSRC it names (subscriber). */
guint32 fixture_offer (Fixture *f, Peer *p, gint64 id, PnDirection dir, const char *name, PnSdp *offer);
guint32 fixture_negotiate (Fixture *f, Peer *p, gint64 id, PnDirection dir, const char *name);
/* Checks and DTLS, until the worker says connected. */
void fixture_join (Fixture *f, Peer *p, gint64 id, PnDirection dir);
