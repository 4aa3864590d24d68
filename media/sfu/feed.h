/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A track that comes as plain RTP to a loopback port, from the studio (a room system): published like any
 * other, by a connection that has no way through the network. Worker's thread only, but pn_feed_offer: any.
 */
#pragma once

#include "media/sfu/objects.h"

struct PnFeed {
  PnConn *conn; /* owner */
  PnSource source;
  int fd;
  guint16 port;
};

/* What such a publisher would offer for one track, for pn_conn_offer. NULL: no codec of that name, or not for
 * this source. */
PnSdp *pn_feed_offer (gint64 peer, PnSource source, const char *codec, guint pt);
/* The port for this source, made on first use; NULL when there are no more sockets. The caller watches ->fd.
 */
PnFeed *pn_feed_open (PnConn *conn, PnSource source);
void pn_feed_close (PnFeed *self);
/* Takes what has arrived. */
void pn_feed_read (PnFeed *self, gint64 now);
