/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of a compound, and reports: SR, RR, SDES, BYE (RFC 3550 section 6). */
#include "media/rtp/rtcp.h"

#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/rtcp-private.h"

gboolean
pn_rtcp_iter_init (PnRtcpIter *iter, const guint8 *data, gsize len)
{
  gsize at = 0;
  iter->data = data;
  iter->len = len;
  iter->at = 0;
  while (at + 4 <= len) {
    if (data[at] >> 6 != 2 || data[at + 1] < 192 || data[at + 1] > 223)
      return FALSE;
    at += 4 + 4 * (gsize) pn_get16 (data + at + 2);
  }
  return len > 0 && at == len;
}

static void
read_report_packet (PnRtcp *r)
{
  gsize head = r->body[1] == PN_RTCP_PT_SR ? 28 : 8;
  if (r->len < head + 24 * (gsize) r->count)
    return;
  r->sender = pn_get32 (r->body + 4);
  r->kind = r->body[1] == PN_RTCP_PT_SR ? PN_RTCP_SR : PN_RTCP_RR;
  if (r->kind == PN_RTCP_SR) {
    r->ntp = pn_get64 (r->body + 8);
    r->rtp_ts = pn_get32 (r->body + 16);
    r->packets = pn_get32 (r->body + 20);
    r->octets = pn_get32 (r->body + 24);
  }
}

static void
read_bye (PnRtcp *r)
{
  if (r->len < 4 + 4 * (gsize) r->count)
    return;
  r->kind = PN_RTCP_BYE;
  r->sender = r->count > 0 ? pn_get32 (r->body + 4) : 0;
}

gboolean
pn_rtcp_next (PnRtcpIter *iter, PnRtcp *out)
{
  memset (out, 0, sizeof *out);
  if (iter->at + 4 > iter->len)
    return FALSE;
  out->body = iter->data + iter->at;
  out->len = 4 + 4 * (gsize) pn_get16 (out->body + 2);
  out->count = out->body[0] & 31;
  iter->at += out->len;
  switch (out->body[1]) {
  case PN_RTCP_PT_SR:
  case PN_RTCP_PT_RR:
    read_report_packet (out);
    break;
  case PN_RTCP_PT_SDES:
    out->kind = PN_RTCP_SDES;
    break;
  case PN_RTCP_PT_BYE:
    read_bye (out);
    break;
  case PN_RTCP_PT_RTPFB:
  case PN_RTCP_PT_PSFB:
    pn_rtcp_read_feedback (out);
    break;
  default:
    break;
  }
  return TRUE;
}

gboolean
pn_rtcp_report (const PnRtcp *rtcp, guint i, PnRtcpReport *out)
{
  if ((rtcp->kind != PN_RTCP_SR && rtcp->kind != PN_RTCP_RR) || i >= rtcp->count)
    return FALSE;
  const guint8 *p = rtcp->body + (rtcp->kind == PN_RTCP_SR ? 28 : 8) + 24 * i;
  guint32 lost = pn_get24 (p + 5);
  out->ssrc = pn_get32 (p);
  out->fraction = p[4];
  out->lost = (gint32) (lost & 0x800000 ? lost | 0xFF000000u : lost);
  out->highest = pn_get32 (p + 8);
  out->jitter = pn_get32 (p + 12);
  out->lsr = pn_get32 (p + 16);
  out->dlsr = pn_get32 (p + 20);
  return TRUE;
}

guint8 *
pn_rtcp_begin (PnRtcpWriter *w, guint count, guint8 pt, gsize len)
{
  g_assert (len % 4 == 0);
  if (w->len + len > w->size)
    return NULL;
  guint8 *p = w->data + w->len;
  p[0] = (guint8) (0x80 | count);
  p[1] = pt;
  pn_put16 (p + 2, (guint16) (len / 4 - 1));
  w->len += len;
  return p;
}

gboolean
pn_rtcp_write_sr (PnRtcpWriter *w, guint32 ssrc, guint64 ntp, guint32 rtp_ts, guint32 packets, guint32 octets)
{
  guint8 *p = pn_rtcp_begin (w, 0, PN_RTCP_PT_SR, 28);
  if (p == NULL)
    return FALSE;
  pn_put32 (p + 4, ssrc);
  pn_put64 (p + 8, ntp);
  pn_put32 (p + 16, rtp_ts);
  pn_put32 (p + 20, packets);
  pn_put32 (p + 24, octets);
  return TRUE;
}

gboolean
pn_rtcp_write_rr (PnRtcpWriter *w, guint32 ssrc, const PnRtcpReport *reports, guint n)
{
  g_assert (n <= 31);
  guint8 *p = pn_rtcp_begin (w, n, PN_RTCP_PT_RR, 8 + 24 * (gsize) n);
  if (p == NULL)
    return FALSE;
  pn_put32 (p + 4, ssrc);
  for (guint i = 0; i < n; i++) {
    guint8 *b = p + 8 + 24 * i;
    pn_put32 (b, reports[i].ssrc);
    b[4] = reports[i].fraction;
    pn_put24 (b + 5, (guint32) CLAMP (reports[i].lost, -0x800000, 0x7FFFFF) & 0xFFFFFF);
    pn_put32 (b + 8, reports[i].highest);
    pn_put32 (b + 12, reports[i].jitter);
    pn_put32 (b + 16, reports[i].lsr);
    pn_put32 (b + 20, reports[i].dlsr);
  }
  return TRUE;
}

gboolean
pn_rtcp_write_sdes (PnRtcpWriter *w, guint32 ssrc, const char *cname)
{
  gsize n = MIN (strlen (cname), 255), len = (4 + 4 + 2 + n + 1 + 3) & ~(gsize) 3;
  guint8 *p = pn_rtcp_begin (w, 1, PN_RTCP_PT_SDES, len);
  if (p == NULL)
    return FALSE;
  memset (p + 4, 0, len - 4); /* the zero bytes end the chunk */
  pn_put32 (p + 4, ssrc);
  p[8] = 1; /* CNAME */
  p[9] = (guint8) n;
  memcpy (p + 10, cname, n);
  return TRUE;
}

gboolean
pn_rtcp_write_bye (PnRtcpWriter *w, guint32 ssrc)
{
  guint8 *p = pn_rtcp_begin (w, 1, PN_RTCP_PT_BYE, 8);
  if (p == NULL)
    return FALSE;
  pn_put32 (p + 4, ssrc);
  return TRUE;
}

guint64
pn_ntp_from_us (gint64 us)
{
  guint64 s = (guint64) (us / G_USEC_PER_SEC) + 2208988800u;
  guint64 fraction = ((guint64) (us % G_USEC_PER_SEC) << 32) / G_USEC_PER_SEC;
  return s << 32 | fraction;
}
