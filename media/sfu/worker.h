/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One forwarding thread: its own UDP port, epoll, rooms and counters. Commands go in by a queue, notices come out by one. The first
 * also has the TCP port of all (ICE-TCP) and hands each connection to the worker its first check is for.
 * Knows no JSON and no rights. Every function here is for the main thread. */
#pragma once
#include <glib.h>
#include "media/sfu/counters.h"
#include "media/sfu/handshake.h"
#include "media/sfu/ice.h"
#include "media/sfu/message.h"
#include "media/sfu/statistics.h"

typedef struct PnWorker PnWorker;

#define PN_WORKERS_MAX PN_ICE_WORKERS

/* The workers of one process, each at its index. All threads look; set a slot with g_atomic_pointer_set, and never again before
 * pn_worker_stop of all. */
typedef struct {
  PnWorker *workers[PN_WORKERS_MAX];
} PnWorkers;

typedef struct {
  const char *listen_ip;
  guint16 port;
  guint index;            /* of this worker among its siblings */
  PnWorkers *siblings;    /* borrowed; NULL: alone */
  const char *tcp_ip;     /* to listen on for TCP; NULL: not */
  guint16 tcp_port;
  guint16 tcp_announce;   /* port of the TCP candidates; 0: where we listen, or none */
  GPtrArray *announce; /* char*, addresses for the candidates; borrowed during pn_worker_new */
  guint64 max_bitrate; /* bit/s */
  PnHandshakes *handshakes; /* shared by the workers, outlives them */
  void (*wake) (gpointer data); /* from the worker's thread: there are notices to take */
  gpointer data;
} PnWorkerOptions;

PnWorker *pn_worker_new (const PnWorkerOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends the thread, so that it hands nothing to its siblings any more. */
void pn_worker_stop (PnWorker *self);
/* Ends the thread and all its rooms. */
void pn_worker_free (PnWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnWorker, pn_worker_free)
void pn_worker_post (PnWorker *self, PnCommand *command); /* takes it */
PnNotice *pn_worker_take (PnWorker *self);                /* NULL when there is none */
/* A copy that may be a packet behind. */
void pn_worker_counters (const PnWorker *self, PnCounters *out);
PnStatistics *pn_worker_statistics (const PnWorker *self); /* borrowed */
guint pn_worker_connections (const PnWorker *self);
guint16 pn_worker_port (const PnWorker *self);
guint16 pn_worker_tcp_port (const PnWorker *self); /* 0: none */
guint pn_worker_tcp_connections (const PnWorker *self);
