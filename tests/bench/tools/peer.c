/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/tools/peer.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/id.h"
#include "media/rtp/bytes.h"
#include "media/rtp/rtcp.h"
#include "media/rtp/rtp.h"
#include "media/rtp/stun.h"
#include "media/sfu/net.h"

#define BATCH 64
#define CHECK_US 50000 /* between checks until one is answered */
#define CONSENT_US 4000000
#define RESEND_US 1000000 /* of DTLS; OpenSSL's own timer decides whether it is time */
#define REPORT_US G_USEC_PER_SEC
#define TWCC_US 100000
#define SOCKET_BUFFER (4 << 20)

static guint64
clock_ns (void)
{
  struct timespec t;
  clock_gettime (CLOCK_REALTIME, &t);
  return (guint64) t.tv_sec * 1000000000u + (guint64) t.tv_nsec;
}

static void
send_raw (BenchPeer *self, const guint8 *data, gsize len)
{
  if (sendto (self->fd, data, len, MSG_DONTWAIT, (struct sockaddr *) &self->remote, sizeof self->remote) < 0)
    self->totals->refused++;
}

static void
send_dtls (const guint8 *data, gsize len, gpointer user)
{
  send_raw (user, data, len);
}

BenchPeer *
bench_peer_new (guint index, const char *ip, PnSrtpProfile profile, gboolean lite, BenchTotals *totals)
{
  BenchPeer *self = g_new0 (BenchPeer, 1);
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr (ip) };
  socklen_t n = sizeof a;
  int size = SOCKET_BUFFER, one = 1;
  self->fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (bind (self->fd, (struct sockaddr *) &a, sizeof a) < 0
      || getsockname (self->fd, (struct sockaddr *) &a, &n) < 0)
    g_error ("no UDP socket at %s: %s", ip, g_strerror (errno));
  setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt (self->fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
  self->index = index;
  self->port = ntohs (a.sin_port);
  self->lite = lite;
  self->profile = profile;
  self->totals = totals;
  self->own_ssrc = (guint32) pn_random_u64 () | 1;
  g_snprintf (self->ufrag, sizeof self->ufrag, "b%05u", index);
  g_snprintf (self->pwd, sizeof self->pwd, "%024" G_GINT64_MODIFIER "x", pn_random_u64 ());
  self->dtls = bench_dtls_new (profile, send_dtls, self);
  return self;
}

void
bench_peer_free (BenchPeer *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_sources; i++)
    bench_source_free (self->sources[i]);
  bench_dtls_free (self->dtls);
  pn_srtp_free (self->in);
  pn_srtp_free (self->out);
  close (self->fd);
  g_free (self);
}

void
bench_peer_remote (BenchPeer *self, const char *ufrag, const char *pwd, const char *ip, guint16 port,
                   guint8 twcc_ext, guint8 rtx_pt)
{
  g_strlcpy (self->remote_ufrag, ufrag, sizeof self->remote_ufrag);
  g_strlcpy (self->remote_pwd, pwd, sizeof self->remote_pwd);
  self->remote = (struct sockaddr_in){ .sin_family = AF_INET,
                                       .sin_port = htons (port),
                                       .sin_addr.s_addr = inet_addr (ip) };
  self->twcc_ext = twcc_ext;
  self->rtx_pt = rtx_pt;
  self->born = self->next_check = g_get_monotonic_time ();
}

void
bench_peer_source (BenchPeer *self, const BenchSourceOptions *options, gint64 now)
{
  g_assert (self->n_sources < BENCH_SOURCES);
  self->sources[self->n_sources++] = bench_source_new (options, now);
}

void
bench_peer_unsource (BenchPeer *self)
{
  while (self->n_sources > 0)
    bench_source_free (self->sources[--self->n_sources]);
}

/* ---- ICE and DTLS */

static void
send_check (BenchPeer *self)
{
  guint8 out[1200], tie[8] = "phien-b", id[12];
  guint8 priority[4] = { 0x6E, 0x7F, 0xFF, 0xFF };
  PnStunWriter w;
  g_autofree char *user = g_strdup_printf ("%s:%s", self->remote_ufrag, self->ufrag);
  pn_put64 (id, pn_random_u64 ());
  pn_put32 (id + 8, self->index);
  pn_stun_begin (&w, out, sizeof out, PN_STUN_BINDING_REQUEST, id);
  pn_stun_add (&w, PN_STUN_ATTR_USERNAME, user, strlen (user));
  pn_stun_add (&w, PN_STUN_ATTR_PRIORITY, priority, sizeof priority);
  pn_stun_add (&w, self->lite ? PN_STUN_ATTR_CONTROLLED : PN_STUN_ATTR_CONTROLLING, tie, sizeof tie);
  if (!self->lite)
    pn_stun_add (&w, PN_STUN_ATTR_USE_CANDIDATE, NULL, 0);
  send_raw (self, out, pn_stun_end (&w, self->remote_pwd));
}

static void
shake_hands (BenchPeer *self, const guint8 *data, gsize len, gint64 now)
{
  self->started = TRUE;
  if (!bench_dtls_feed (self->dtls, data, len) || self->out != NULL)
    return;
  bench_dtls_keys (self->dtls, &self->in, &self->out);
  self->up_at = now;
  self->totals->connected++;
  self->next_report = now + (gint64) (pn_random_u64 () % REPORT_US); /* not all at once */
  self->next_twcc = now + (gint64) (pn_random_u64 () % TWCC_US);
}

static void
on_stun (BenchPeer *self, const guint8 *data, gsize len, const struct sockaddr_in *from, gint64 now)
{
  PnStun msg;
  guint8 out[256];
  struct in6_addr ip;
  PnStunWriter w;
  if (!pn_stun_parse (&msg, data, len) || self->remote.sin_port == 0)
    return;
  if (msg.type == PN_STUN_BINDING_SUCCESS) {
    if (!self->lite && !self->nominated && pn_stun_check (&msg, data, self->remote_pwd)) {
      self->nominated = TRUE;
      shake_hands (self, NULL, 0, now);
    }
    return;
  }
  if (msg.type != PN_STUN_BINDING_REQUEST || !pn_stun_check (&msg, data, self->pwd))
    return;
  pn_stun_begin (&w, out, sizeof out, PN_STUN_BINDING_SUCCESS, msg.txid);
  pn_addr_from_v4 (&ip, from->sin_addr.s_addr);
  pn_stun_add_xor_address (&w, ip.s6_addr, ntohs (from->sin_port));
  gsize n = pn_stun_end (&w, self->pwd);
  sendto (self->fd, out, n, MSG_DONTWAIT, (const struct sockaddr *) from, sizeof *from);
  if (self->lite && !self->nominated && msg.use_candidate) {
    self->nominated = TRUE;
    self->remote = *from;
    shake_hands (self, NULL, 0, now);
  }
}

/* ---- receiving */

/* The value of a one-byte header extension, in the clear part of a packet still encrypted. */
static const guint8 *
find_ext (const guint8 *data, gsize head, guint8 id, gsize want)
{
  gsize at = 12 + 4u * (data[0] & 0x0F) + 4;
  if (!(data[0] & 0x10) || pn_get16 (data + at - 4) != 0xBEDE)
    return NULL;
  while (at < head) {
    gsize n = (data[at] & 0x0F) + 1u;
    if (data[at] == 0) {
      at++;
      continue;
    }
    if (data[at] >> 4 == id)
      return n == want && at + 1 + n <= head ? data + at + 1 : NULL;
    at += 1 + n;
  }
  return NULL;
}

/* Opened for real, and must be bytes of ours. */
static void
check_sample (BenchPeer *self, guint8 *data, gsize len, guint64 arrived_ns)
{
  guint64 stamp;
  PnRtp rtp;
  PnSrtpResult r = pn_srtp_unprotect (self->in, data, &len);
  if (r == PN_SRTP_REPLAYED) /* a packet asked for again: opened already */
    return;
  self->totals->opened++;
  if (r != PN_SRTP_OK || !pn_rtp_parse (&rtp, data, len)) {
    self->totals->bad++;
    return;
  }
  if (rtp.payload_len == 0 || !bench_source_stamp (data + rtp.payload_at, rtp.payload_len, &stamp))
    return; /* padding, or a packet sent again in another form */
  self->totals->good++;
  guint32 us = arrived_ns > stamp ? (guint32) MIN ((arrived_ns - stamp) / 1000, G_MAXUINT32) : 0;
  g_array_append_val (self->totals->delays, us);
}

static void
on_rtp (BenchPeer *self, guint8 *data, gsize len, guint64 arrived_ns)
{
  gsize head = pn_rtp_header_len (data, len);
  BenchStream *s = head > 0 ? bench_feedback_stream (&self->feedback, pn_get32 (data + 8)) : NULL;
  if (s == NULL)
    return;
  guint16 seq = pn_get16 (data + 2);
  const guint8 *number = self->twcc_ext != 0 ? find_ext (data, head, self->twcc_ext, 2) : NULL;
  if (number != NULL)
    bench_feedback_twcc (&self->feedback, pn_get16 (number), (gint64) (arrived_ns / 1000));
  /* RTX and padding come on top of what is forwarded: they cost, and do not count as packets. */
  if ((data[0] & 0x20) || (self->rtx_pt != 0 && (data[1] & 0x7F) == self->rtx_pt)) {
    self->totals->extra++;
    return;
  }
  self->totals->rtp_in++;
  self->totals->bytes_in += len;
  guint64 again = s->again, missing = s->missing;
  if (bench_feedback_packet (&self->feedback, s, seq))
    self->totals->asked++;
  self->totals->again += s->again - again;
  self->totals->missing += s->missing - missing;
  if (self->in != NULL
      && s->received % self->totals->sample == 0) /* without keys: what bench-raw sends is counted */
    check_sample (self, data, len, arrived_ns);
}

static void
on_rtcp (BenchPeer *self, guint8 *data, gsize len, gint64 now)
{
  PnRtcpIter iter;
  PnRtcp r;
  if (self->in == NULL || pn_srtp_unprotect_rtcp (self->in, data, &len) != PN_SRTP_OK
      || !pn_rtcp_iter_init (&iter, data, len))
    return;
  self->totals->rtcp_in++;
  while (pn_rtcp_next (&iter, &r)) {
    BenchStream *s = r.kind == PN_RTCP_SR ? bench_feedback_stream (&self->feedback, r.sender) : NULL;
    if (s != NULL) {
      s->lsr = (guint32) (r.ntp >> 16);
      s->sr_at = now;
    }
    for (guint i = 0; (r.kind == PN_RTCP_PLI || r.kind == PN_RTCP_FIR) && i < self->n_sources; i++)
      if (bench_source_ssrc (self->sources[i]) == r.media)
        bench_source_key (self->sources[i]);
  }
}

static guint64
arrival (struct msghdr *h)
{
  for (struct cmsghdr *c = CMSG_FIRSTHDR (h); c != NULL; c = CMSG_NXTHDR (h, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec t;
      memcpy (&t, CMSG_DATA (c), sizeof t);
      return (guint64) t.tv_sec * 1000000000u + (guint64) t.tv_nsec;
    }
  return clock_ns ();
}

typedef struct {
  struct mmsghdr headers[BATCH];
  struct iovec iov[BATCH];
  struct sockaddr_in from[BATCH];
  guint8 control[BATCH][64];
  guint8 data[BATCH][2048];
} Batch;

static int
receive (Batch *b, int fd)
{
  for (guint i = 0; i < BATCH; i++) {
    b->iov[i] = (struct iovec){ b->data[i], sizeof b->data[i] };
    b->headers[i].msg_hdr = (struct msghdr){ .msg_name = &b->from[i],
                                             .msg_namelen = sizeof b->from[i],
                                             .msg_iov = &b->iov[i],
                                             .msg_iovlen = 1,
                                             .msg_control = b->control[i],
                                             .msg_controllen = sizeof b->control[i] };
  }
  return recvmmsg (fd, b->headers, BATCH, MSG_DONTWAIT, NULL);
}

void
bench_peer_readable (BenchPeer *self, gint64 now)
{
  static Batch b;
  int n = receive (&b, self->fd);
  for (int i = 0; i < n; i++) {
    guint8 *data = b.data[i];
    gsize len = b.headers[i].msg_len;
    if (len < 12)
      continue;
    if (data[0] < 4)
      on_stun (self, data, len, &b.from[i], now);
    else if (data[0] >= 20 && data[0] < 64 && self->started)
      shake_hands (self, data, len, now);
    else if (data[0] >= 128 && data[0] < 192 && pn_rtp_is_rtcp (data, len))
      on_rtcp (self, data, len, now);
    else if (data[0] >= 128 && data[0] < 192)
      on_rtp (self, data, len, arrival (&b.headers[i].msg_hdr));
  }
}

/* ---- sending */

static void
send_rtcp (BenchPeer *self, guint8 *data, gsize len)
{
  if (len > 0)
    send_raw (self, data, pn_srtp_protect_rtcp (self->out, data, len));
}

static void
send_reports (BenchPeer *self, gint64 now)
{
  guint8 out[2048];
  PnRtcpWriter w = { .data = out, .size = 1200 };
  if (self->feedback.n > 0) {
    send_rtcp (self, out, bench_feedback_report (&self->feedback, self->own_ssrc, now, out, 1200));
    self->totals->reports++;
  }
  for (guint i = 0; i < self->n_sources; i++) {
    guint32 packets, octets, ts, ssrc = bench_source_ssrc (self->sources[i]);
    bench_source_counts (self->sources[i], &packets, &octets, &ts);
    w.len = 0;
    if (packets > 0 && pn_rtcp_write_sr (&w, ssrc, pn_ntp_from_us (g_get_real_time ()), ts, packets, octets)
        && pn_rtcp_write_sdes (&w, ssrc, "bench"))
      send_rtcp (self, out, w.len);
  }
}

static void
send_media (BenchPeer *self, gint64 now)
{
  guint8 out[BENCH_PACKET + PN_SRTP_OVERHEAD + 64];
  gsize len, head;
  guint64 index;
  for (guint i = 0; i < self->n_sources; i++)
    while ((len = bench_source_next (self->sources[i], now, clock_ns (), &self->twcc_out, out, &head, &index))
           > 0) {
      send_raw (self, out, pn_srtp_protect (self->out, out, head, out + head, len - head, index));
      self->totals->rtp_out++;
    }
}

static void
connect_on (BenchPeer *self, gint64 now)
{
  if (now < self->next_check)
    return;
  if (!self->nominated && !self->lite) {
    send_check (self);
    self->next_check = now + CHECK_US;
  } else if (self->started) {
    bench_dtls_feed (self->dtls, NULL, 0);
    self->next_check = now + RESEND_US;
  }
}

void
bench_peer_tick (BenchPeer *self, gint64 now)
{
  guint8 out[4096];
  if (self->remote.sin_port == 0)
    return;
  if (self->out == NULL) {
    connect_on (self, now);
    return;
  }
  send_media (self, now);
  if (now >= self->next_check) { /* consent, RFC 7675 */
    send_check (self);
    self->next_check = now + CONSENT_US;
  }
  if (now >= self->next_report) {
    send_reports (self, now);
    self->next_report = now + REPORT_US;
  }
  if (now >= self->next_twcc) {
    send_rtcp (self, out, bench_feedback_ask (&self->feedback, self->own_ssrc, out, 1200));
    gsize n = bench_feedback_write_twcc (&self->feedback, self->own_ssrc, out, 2048);
    send_rtcp (self, out, n);
    self->totals->twcc += n > 0;
    self->next_twcc = now + TWCC_US;
  }
}
