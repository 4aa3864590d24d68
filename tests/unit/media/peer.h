/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A little honest WebRTC peer for tests: ICE checks, DTLS as client, SRTP both ways, one stream of voice. It
 * asserts what an honest server must do. One thread, and it waits. */
#pragma once
#include <glib.h>
#include <openssl/ssl.h>

#include "media/rtp/rtp.h"
#include "media/rtp/sdp.h"
#include "media/sfu/message.h"
#include "media/sfu/srtp.h"

#define PATIENCE_MS 3000
#define PEER_SSRC 0x11223344u

typedef struct {
  int fd;
  gboolean stream; /* TCP: RFC 4571 frames */
  SSL_CTX *ctx;
  SSL *ssl;
  BIO *in, *out;
  guint8 fingerprint[32];
  PnSrtp *recv, *send;
  char ufrag[16], pwd[32], remote_ufrag[257], remote_pwd[257];
} Peer;

void peer_init (Peer *p, const char *ip, guint16 port, const char *profiles);
/* The same by TCP. */
void peer_init_tcp (Peer *p, const char *ip, guint16 port, const char *profiles);
void peer_clear (Peer *p);
/* One datagram within the patience, or 0. */
gsize peer_receive (Peer *p, guint8 *data, gsize size, int ms);
void peer_send (Peer *p, const guint8 *data, gsize len);
/* A check that nominates, and its answer awaited. */
void peer_check (Peer *p);
void peer_hello (Peer *p); /* a ClientHello and nothing more */
gboolean peer_handshake (Peer *p);
/* One m-line of Opus, mid "0". */
PnSdp *peer_offer (const Peer *p, PnDirection dir);
/* Takes what the checks need from an answer; returns the SSRC it names (subscriber), or 0. */
guint32 peer_answer (Peer *p, const char *sdp);
/* A protected packet of 40 bytes, each the low byte of `seq`, level 20. */
gsize peer_voice (Peer *p, guint8 *out, guint16 seq);
/* The next RTP packet in clear, skipping RTCP; FALSE when none comes. */
gboolean peer_hear (Peer *p, PnRtp *rtp, guint8 *data, int ms);
