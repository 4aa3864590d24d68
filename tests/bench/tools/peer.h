/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One light WebRTC peer for load: own UDP socket, ICE, DTLS as client, SRTP both ways, feedback as a browser
 * gives it. Decodes nothing; opens a sample of what it receives to see that these are the bytes that were
 * sent. One thread. */
#pragma once
#include <netinet/in.h>
#include "media/sfu/srtp.h"
#include "tests/bench/tools/dtls-client.h"
#include "tests/bench/tools/feedback.h"
#include "tests/bench/tools/source.h"

#define BENCH_SOURCES 4

/* Sums over all peers of the process, and the delays of packets since they were last cleared. */
typedef struct {
  guint64 connected, rtp_in, bytes_in, opened, good, bad, asked, again, missing, rtcp_in, rtp_out, refused,
      reports, twcc, extra;
  guint sample;   /* one in so many packets is opened */
  GArray *delays; /* guint32, us from the sender's clock to the arrival in the receiver's kernel */
} BenchTotals;

typedef struct {
  int fd;
  guint index;
  char ufrag[16], pwd[32];
  guint16 port;
  gboolean lite; /* the server checks and nominates; otherwise we do */
  PnSrtpProfile profile;
  char remote_ufrag[260], remote_pwd[260];
  struct sockaddr_in remote;
  gboolean nominated, started;
  BenchDtls *dtls;
  PnSrtp *in, *out;
  guint8 twcc_ext, rtx_pt;
  BenchFeedback feedback;
  BenchSource *sources[BENCH_SOURCES];
  guint n_sources;
  guint16 twcc_out;
  guint32 own_ssrc;
  gint64 next_check, next_report, next_twcc, born, up_at;
  BenchTotals *totals;
} BenchPeer;

/* Binds to `ip` (any port). Aborts when it cannot: a bench without its peers is none. */
BenchPeer *bench_peer_new (guint index, const char *ip, PnSrtpProfile profile, gboolean lite,
                           BenchTotals *totals);
void bench_peer_free (BenchPeer *self);
/* Where the server is and how it signs; from now on the peer connects by itself. `twcc_ext` 0: no such
 * extension. */
void bench_peer_remote (BenchPeer *self, const char *ufrag, const char *pwd, const char *ip, guint16 port,
                        guint8 twcc_ext, guint8 rtx_pt);
void bench_peer_source (BenchPeer *self, const BenchSourceOptions *options, gint64 now);
void bench_peer_unsource (BenchPeer *self);
void bench_peer_readable (BenchPeer *self, gint64 now);
/* Call each millisecond or so; sends what is due. */
void bench_peer_tick (BenchPeer *self, gint64 now);
