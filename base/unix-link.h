/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Framed link between two of our daemons on a unix stream socket: 4-byte big-endian length, then JSON (at most 1 MiB), with
 * at most one file descriptor (SCM_RIGHTS; told by the top bit of the length). Knows no message; the peer must be of our own uid, root, or a user pn_link_trust named. Loop's thread only. */
#pragma once

#include <glib.h>
#include <uv.h>
#include "base/wire.h"

typedef struct PnLink PnLink;
typedef struct PnLinkServer PnLinkServer;

/* Of this process's links, both ways: user names or numbers separated by commas, besides our own uid and root. FALSE: no such user. */
gboolean pn_link_trust (const char *users, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  /* The link is up. A client link calls it again after each reconnect: then say hello again. */
  void (*on_open) (PnLink *link, gpointer data);
  /* `message` is borrowed. fd is -1 or yours to close. */
  void (*on_message) (PnLink *link, const PnJson *message, int fd, gpointer data);
  /* Down. error is NULL when the peer just closed. A client link goes on trying by itself (50 ms … 250 ms). */
  void (*on_close) (PnLink *link, const GError *error, gpointer data);
} PnLinkHandler;

#define PN_LINK_QUEUE_MAX (8 * 1024 * 1024) /* bytes waiting; a peer that falls behind further is cut off */

/* ---- Client: connects at once or as soon as the socket appears. Never fails; on_open tells. handler is copied. */
PnLink *pn_link_connect (uv_loop_t *loop, const char *path, const PnLinkHandler *handler, gpointer data);
/* ---- Server: replaces a stale socket file; mode 0660. Links it accepts are its own, freed after their on_close. */
PnLinkServer *pn_link_listen (uv_loop_t *loop, const char *path, const PnLinkHandler *handler, gpointer data,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_link_server_stop_accepting (PnLinkServer *self);
/* Closes all links (their on_close runs first). */
void pn_link_server_free (PnLinkServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnLinkServer, pn_link_server_free)
/* All links of a server, to tell every client something. */
void pn_link_server_each (PnLinkServer *self, void (*visit) (PnLink *link, gpointer data), gpointer data);

/* FALSE when the link is down (nothing is queued over a break: the caller decides what still matters).
 * Consumes message. fd: -1, or a descriptor that is duplicated here and stays the caller's. */
gboolean pn_link_send (PnLink *link, PnJson *message, int fd);
gboolean pn_link_is_open (const PnLink *link);
void pn_link_set_user (PnLink *link, gpointer user, GDestroyNotify destroy);
gpointer pn_link_user (const PnLink *link);
/* Server side: drops this client. Client side: breaks and reconnects. */
void pn_link_drop (PnLink *link);
/* Client side only: stops for good; on_close is not called. */
void pn_link_free (PnLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnLink, pn_link_free)
