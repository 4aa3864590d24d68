/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/rtcp.h"

#include <string.h>

#include "media/rtp/bytes.h"

enum { PT_SR = 200, PT_RR, PT_SDES, PT_BYE, PT_APP, PT_RTPFB, PT_PSFB };
enum { FMT_NACK = 1, FMT_TWCC = 15 };
enum { FMT_PLI = 1, FMT_FIR = 4, FMT_AFB = 15 };

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
  gsize head = r->body[1] == PT_SR ? 28 : 8;
  if (r->len < head + 24 * (gsize) r->count)
    return;
  r->sender = pn_get32 (r->body + 4);
  r->kind = r->body[1] == PT_SR ? PN_RTCP_SR : PN_RTCP_RR;
  if (r->kind == PN_RTCP_SR) {
    r->ntp = pn_get64 (r->body + 8);
    r->rtp_ts = pn_get32 (r->body + 16);
    r->packets = pn_get32 (r->body + 20);
    r->octets = pn_get32 (r->body + 24);
  }
}

static void
read_remb (PnRtcp *r)
{
  /* "REMB", number of SSRCs, 6-bit exponent and 18-bit mantissa, SSRCs (draft-alvestrand-rmcat-remb-03). */
  if (r->len < 20 || memcmp (r->body + 12, "REMB", 4) != 0 || r->len < 20 + 4 * (gsize) r->body[16])
    return;
  guint exponent = r->body[17] >> 2;
  guint64 mantissa = pn_get24 (r->body + 17) & 0x3FFFF;
  r->bitrate = exponent > 45 ? G_MAXUINT64 : mantissa << exponent;
  r->media = r->body[16] > 0 ? pn_get32 (r->body + 20) : 0;
  r->kind = PN_RTCP_REMB;
}

static void
read_feedback (PnRtcp *r)
{
  if (r->len < 12)
    return;
  r->sender = pn_get32 (r->body + 4);
  r->media = pn_get32 (r->body + 8);
  if (r->body[1] == PT_RTPFB) {
    if (r->count == FMT_NACK)
      r->kind = PN_RTCP_NACK;
    else if (r->count == FMT_TWCC && r->len >= 20)
      r->kind = PN_RTCP_TWCC;
  } else if (r->count == FMT_PLI) {
    r->kind = PN_RTCP_PLI;
  } else if (r->count == FMT_FIR && r->len >= 20) {
    r->media = pn_get32 (r->body + 12);
    r->kind = PN_RTCP_FIR;
  } else if (r->count == FMT_AFB) {
    read_remb (r);
  }
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
  case PT_SR:
  case PT_RR:
    read_report_packet (out);
    break;
  case PT_SDES:
    out->kind = PN_RTCP_SDES;
    break;
  case PT_BYE:
    if (out->len >= 4 + 4 * (gsize) out->count) {
      out->kind = PN_RTCP_BYE;
      out->sender = out->count > 0 ? pn_get32 (out->body + 4) : 0;
    }
    break;
  case PT_RTPFB:
  case PT_PSFB:
    read_feedback (out);
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

guint
pn_rtcp_nack_seqs (const PnRtcp *rtcp, guint16 *seqs, guint max)
{
  guint n = 0;
  if (rtcp->kind != PN_RTCP_NACK)
    return 0;
  for (gsize at = 12; at + 4 <= rtcp->len; at += 4) {
    guint16 pid = pn_get16 (rtcp->body + at), mask = pn_get16 (rtcp->body + at + 2);
    if (n < max)
      seqs[n++] = pid;
    for (guint bit = 0; bit < 16; bit++)
      if ((mask >> bit & 1) && n < max)
        seqs[n++] = (guint16) (pid + bit + 1);
  }
  return n;
}

/* Room for `len` bytes with the common header filled in, or NULL. */
static guint8 *
begin (PnRtcpWriter *w, guint count, guint8 pt, gsize len)
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
  guint8 *p = begin (w, 0, PT_SR, 28);
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
  guint8 *p = begin (w, n, PT_RR, 8 + 24 * (gsize) n);
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
  guint8 *p = begin (w, 1, PT_SDES, len);
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
  guint8 *p = begin (w, 1, PT_BYE, 8);
  if (p == NULL)
    return FALSE;
  pn_put32 (p + 4, ssrc);
  return TRUE;
}

gboolean
pn_rtcp_write_pli (PnRtcpWriter *w, guint32 sender, guint32 media)
{
  guint8 *p = begin (w, FMT_PLI, PT_PSFB, 12);
  if (p == NULL)
    return FALSE;
  pn_put32 (p + 4, sender);
  pn_put32 (p + 8, media);
  return TRUE;
}

gboolean
pn_rtcp_write_nack (PnRtcpWriter *w, guint32 sender, guint32 media, const guint16 *seqs, guint n)
{
  guint16 pid[64], mask[64];
  guint k = 0;
  for (guint i = 0; i < n; i++) {
    guint16 d = k > 0 ? (guint16) (seqs[i] - pid[k - 1]) : 0;
    if (k > 0 && d <= 16) {
      if (d > 0)
        mask[k - 1] |= (guint16) (1u << (d - 1));
      continue;
    }
    if (k == G_N_ELEMENTS (pid))
      break;
    pid[k] = seqs[i];
    mask[k++] = 0;
  }
  guint8 *p = begin (w, FMT_NACK, PT_RTPFB, 12 + 4 * (gsize) k);
  if (p == NULL)
    return FALSE;
  pn_put32 (p + 4, sender);
  pn_put32 (p + 8, media);
  for (guint i = 0; i < k; i++) {
    pn_put16 (p + 12 + 4 * i, pid[i]);
    pn_put16 (p + 14 + 4 * i, mask[i]);
  }
  return TRUE;
}

gboolean
pn_rtcp_write_remb (PnRtcpWriter *w, guint32 sender, guint64 bitrate, const guint32 *ssrcs, guint n)
{
  guint exponent = 0;
  while (bitrate >> exponent > 0x3FFFF)
    exponent++;
  guint8 *p = begin (w, FMT_AFB, PT_PSFB, 20 + 4 * (gsize) n);
  if (p == NULL)
    return FALSE;
  pn_put32 (p + 4, sender);
  pn_put32 (p + 8, 0);
  memcpy (p + 12, "REMB", 4);
  p[16] = (guint8) n;
  pn_put24 (p + 17, (guint32) (exponent << 18 | bitrate >> exponent));
  for (guint i = 0; i < n; i++)
    pn_put32 (p + 20 + 4 * i, ssrcs[i]);
  return TRUE;
}

guint64
pn_ntp_from_us (gint64 us)
{
  guint64 s = (guint64) (us / G_USEC_PER_SEC) + 2208988800u;
  guint64 fraction = ((guint64) (us % G_USEC_PER_SEC) << 32) / G_USEC_PER_SEC;
  return s << 32 | fraction;
}
