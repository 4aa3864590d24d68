/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/transport.h"

#include <string.h>

#include "media/rtp/rtp.h"

#define SLOT (PN_RTP_MAX + 64) /* a packet with our header and tag */

struct PnTransport {
  PnTransportHost host;
  PnTransportState state;
  PnTransportChanged changed;
  gpointer user;
  PnIce ice;
  PnHandshake *handshake;
  gint64 next_tick;
  PnAddr dtls_to; /* where the handshake's last datagram came from */
  PnSrtp *in, *out;
  guint8 *run; /* PN_NET_RUN slots, made on first use */
  gsize run_len, run_segment;
  guint run_count;
  gboolean dirty;
  gboolean media_consents, alive; /* alive: something authentic came since the last tick */
};

/* Which moves there are. */
static const gboolean allowed[5][5] = {
  /*                NEW    HANDSH CONNEC STALE  CLOSED */
  /* NEW       */ { FALSE, TRUE, FALSE, FALSE, TRUE },
  /* HANDSHAKE */ { FALSE, FALSE, TRUE, FALSE, TRUE },
  /* CONNECTED */ { FALSE, FALSE, FALSE, TRUE, TRUE },
  /* STALE     */ { FALSE, FALSE, TRUE, FALSE, TRUE },
  /* CLOSED    */ { FALSE, FALSE, FALSE, FALSE, FALSE },
};

static void
set_state (PnTransport *self, PnTransportState next)
{
  if (self->state == next)
    return;
  g_assert (allowed[self->state][next]);
  self->state = next;
  self->changed (self, next, self->user);
}

static void
send_to (PnTransport *self, const PnAddr *to, const guint8 *data, gsize len)
{
  if (to->stream == 0)
    pn_net_send (self->host.net, to, data, len);
  else if (!pn_tcp_send (self->host.tcp, to->stream, data, len, len))
    PN_INC (self->host.counters, tcp_dropped);
}

static void
send_dtls (const guint8 *data, gsize len, gpointer user)
{
  PnTransport *self = user;
  if (self->dtls_to.port != 0)
    send_to (self, &self->dtls_to, data, len);
}

PnTransport *
pn_transport_new (const PnTransportHost *host, const char *remote_ufrag, const char *hash,
                  const guint8 *fingerprint, gsize fingerprint_len, PnTransportChanged changed, gpointer user)
{
  PnTransport *self = g_new0 (PnTransport, 1);
  self->host = *host;
  self->changed = changed;
  self->user = user;
  pn_ice_init (&self->ice, host->worker, remote_ufrag);
  self->handshake = pn_handshake_new (host->handshakes, hash, fingerprint, fingerprint_len, self);
  return self;
}

void
pn_transport_free (PnTransport *self)
{
  if (self == NULL)
    return;
  if (self->dirty)
    g_ptr_array_remove_fast (self->host.dirty, self);
  pn_handshake_free (self->handshake, send_dtls, self);
  for (guint i = 0; i < PN_ICE_PAIRS; i++)
    if (self->ice.pairs[i].last_valid > 0 && self->ice.pairs[i].addr.stream != 0)
      pn_tcp_close (self->host.tcp, self->ice.pairs[i].addr.stream);
  pn_srtp_free (self->in);
  pn_srtp_free (self->out);
  g_free (self->run);
  g_free (self);
}

PnIce *
pn_transport_ice (PnTransport *self)
{
  return &self->ice;
}

PnTransportState
pn_transport_state (const PnTransport *self)
{
  return self->state;
}

gpointer
pn_transport_user (const PnTransport *self)
{
  return self->user;
}

gboolean
pn_transport_can_send (const PnTransport *self)
{
  return self->state == PN_TRANSPORT_CONNECTED;
}

gboolean
pn_transport_has_room (const PnTransport *self, gboolean video)
{
  const PnAddr *to = pn_ice_target (&self->ice);
  return to == NULL || to->stream == 0 || pn_tcp_has_room (self->host.tcp, to->stream, video);
}

void
pn_transport_lost (PnTransport *self, const PnAddr *addr)
{
  pn_ice_forget (&self->ice, addr);
}

gboolean
pn_transport_stun (PnTransport *self, const PnStun *msg, const guint8 *data, const PnAddr *from, gint64 now,
                   PnAddr *evicted)
{
  guint8 out[256];
  gsize len;
  PnIceResult r = pn_ice_check (&self->ice, msg, data, from, now, out, sizeof out, &len, evicted);
  if (r == PN_ICE_IGNORED)
    PN_INC (self->host.counters, bad_stun);
  if (len > 0)
    send_to (self, from, out, len);
  if (r != PN_ICE_ANSWERED)
    return FALSE;
  if (from->stream != 0)
    pn_tcp_proven (self->host.tcp, from->stream, now);
  if (self->state == PN_TRANSPORT_NEW)
    set_state (self, PN_TRANSPORT_HANDSHAKE);
  else if (self->state == PN_TRANSPORT_STALE)
    set_state (self, PN_TRANSPORT_CONNECTED);
  return TRUE;
}

void
pn_transport_dtls (PnTransport *self, const guint8 *data, gsize len, const PnAddr *from)
{
  if (self->state == PN_TRANSPORT_NEW || self->state == PN_TRANSPORT_CLOSED)
    return;
  self->dtls_to = *from;
  if (!pn_handshake_feed (self->handshake, data, len))
    PN_INC (self->host.counters, dtls_dropped);
}

void
pn_transport_handshake (PnTransport *self)
{
  PnHandshakeResult r;
  pn_handshake_take (self->handshake, &r);
  if (r.in != NULL) { /* before the last flight goes out: the client may send at once */
    self->in = r.in;
    self->out = r.out;
  }
  for (guint i = 0; i < r.send->len; i++) {
    gsize n;
    const guint8 *data = g_bytes_get_data (g_ptr_array_index (r.send, i), &n);
    send_dtls (data, n, self);
  }
  g_ptr_array_unref (r.send);
  if (r.state == PN_DTLS_UP && self->state == PN_TRANSPORT_HANDSHAKE) {
    set_state (self, PN_TRANSPORT_CONNECTED);
  } else if (r.state == PN_DTLS_FAILED || r.state == PN_DTLS_CLOSED) {
    if (r.state == PN_DTLS_FAILED)
      PN_INC (self->host.counters, bad_dtls);
    set_state (self, PN_TRANSPORT_CLOSED);
  }
}

static gboolean
is_trusted (PnTransport *self, PnSrtpResult r)
{
  switch (r) {
  case PN_SRTP_OK:
    return TRUE;
  case PN_SRTP_REPLAYED:
    PN_INC (self->host.counters, replayed);
    return FALSE;
  case PN_SRTP_BAD_AUTH:
    PN_INC (self->host.counters, bad_auth);
    return FALSE;
  case PN_SRTP_MALFORMED:
  default:
    PN_INC (self->host.counters, bad_rtp);
    return FALSE;
  }
}

gboolean
pn_transport_open_rtp (PnTransport *self, guint8 *data, gsize *len)
{
  if (self->in == NULL || !is_trusted (self, pn_srtp_unprotect (self->in, data, len)))
    return FALSE;
  self->alive = TRUE;
  return TRUE;
}

gboolean
pn_transport_open_rtcp (PnTransport *self, guint8 *data, gsize *len)
{
  if (self->in == NULL || !is_trusted (self, pn_srtp_unprotect_rtcp (self->in, data, len)))
    return FALSE;
  self->alive = TRUE;
  return TRUE;
}

void
pn_transport_media_consents (PnTransport *self)
{
  self->media_consents = TRUE;
}

void
pn_transport_tick (PnTransport *self, gint64 now)
{
  if (self->media_consents && self->alive)
    pn_ice_renew (&self->ice, now);
  self->alive = FALSE;
  if (self->state == PN_TRANSPORT_HANDSHAKE && now >= self->next_tick) {
    pn_handshake_tick (self->handshake);
    self->next_tick = now + PN_HANDSHAKE_TICK_US;
  } else if (self->state == PN_TRANSPORT_CONNECTED && !pn_ice_has_consent (&self->ice, now)) {
    set_state (self, PN_TRANSPORT_STALE);
  }
}

guint8 *
pn_transport_begin_rtp (PnTransport *self)
{
  if (self->run == NULL)
    self->run = g_malloc (SLOT * (PN_NET_RUN + 1));
  if (!self->dirty) {
    self->dirty = TRUE;
    g_ptr_array_add (self->host.dirty, self);
  }
  return self->run + self->run_len;
}

void
pn_transport_flush (PnTransport *self)
{
  const PnAddr *to = pn_ice_target (&self->ice);
  if (self->run_count > 0 && to != NULL && to->stream != 0) {
    if (!pn_tcp_send (self->host.tcp, to->stream, self->run, self->run_len, self->run_segment))
      PN_ADD (self->host.counters, tcp_dropped, self->run_count);
  } else if (self->run_count > 0 && to != NULL)
    pn_net_send_run (self->host.net, to, self->run, self->run_len, self->run_segment);
  self->run_len = self->run_segment = 0;
  self->run_count = 0;
}

void
pn_transport_end_rtp (PnTransport *self, gsize header_len, const guint8 *payload, gsize payload_len,
                      guint64 index)
{
  guint8 *at = self->run + self->run_len;
  gsize len = pn_srtp_protect (self->out, at, header_len, payload, payload_len, index);
  if (self->run_count > 0 && len > self->run_segment) {
    /* Only the last of a run may differ, and only by being shorter: send what is there, begin anew with this
     * one. */
    pn_transport_flush (self);
    memmove (self->run, at, len);
  }
  if (self->run_count == 0)
    self->run_segment = len;
  self->run_len += len;
  self->run_count++;
  PN_INC (self->host.counters, packets_out);
  PN_ADD (self->host.counters, bytes_out, len);
  if (len < self->run_segment || self->run_count == PN_NET_RUN)
    pn_transport_flush (self);
}

void
pn_transport_send_rtcp (PnTransport *self, guint8 *data, gsize len)
{
  const PnAddr *to = pn_ice_target (&self->ice);
  if (self->state != PN_TRANSPORT_CONNECTED || to == NULL)
    return;
  send_to (self, to, data, pn_srtp_protect_rtcp (self->out, data, len));
}

void
pn_transport_flush_all (GPtrArray *dirty)
{
  for (guint i = 0; i < dirty->len; i++) {
    PnTransport *t = g_ptr_array_index (dirty, i);
    pn_transport_flush (t);
    t->dirty = FALSE;
  }
  g_ptr_array_set_size (dirty, 0);
}
