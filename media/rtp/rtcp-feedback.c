/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feedback about media: NACK (RFC 4585 6.2.1), PLI (6.3.1), FIR (RFC 5104 4.3.1), REMB (draft-alvestrand-rmcat-remb-03). */
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/rtcp-private.h"

#define MAX_NACK_ITEMS 64

static void
read_remb (PnRtcp *r)
{
  /* "REMB", number of SSRCs, 6-bit exponent and 18-bit mantissa, SSRCs. */
  if (r->len < 20 || memcmp (r->body + 12, "REMB", 4) != 0 || r->len < 20 + 4 * (gsize) r->body[16])
    return;
  guint exponent = r->body[17] >> 2;
  guint64 mantissa = pn_get24 (r->body + 17) & 0x3FFFF;
  r->bitrate = exponent > 45 ? G_MAXUINT64 : mantissa << exponent;
  r->media = r->body[16] > 0 ? pn_get32 (r->body + 20) : 0;
  r->kind = PN_RTCP_REMB;
}

void
pn_rtcp_read_feedback (PnRtcp *r)
{
  if (r->len < 12)
    return;
  r->sender = pn_get32 (r->body + 4);
  r->media = pn_get32 (r->body + 8);
  if (r->body[1] == PN_RTCP_PT_RTPFB) {
    if (r->count == PN_RTCP_FMT_NACK)
      r->kind = PN_RTCP_NACK;
    else if (r->count == PN_RTCP_FMT_TWCC && r->len >= 20)
      r->kind = PN_RTCP_TWCC;
  } else if (r->count == PN_RTCP_FMT_PLI) {
    r->kind = PN_RTCP_PLI;
  } else if (r->count == PN_RTCP_FMT_FIR && r->len >= 20) {
    r->media = pn_get32 (r->body + 12);
    r->kind = PN_RTCP_FIR;
  } else if (r->count == PN_RTCP_FMT_AFB) {
    read_remb (r);
  }
}

guint
pn_rtcp_nack_seqs (const PnRtcp *rtcp, guint16 *seqs, guint max)
{
  guint n = 0;
  if (rtcp->kind != PN_RTCP_NACK)
    return 0;
  for (gsize at = 12; at + 4 <= rtcp->len && n < max; at += 4) {
    guint16 pid = pn_get16 (rtcp->body + at), mask = pn_get16 (rtcp->body + at + 2);
    seqs[n++] = pid;
    for (guint bit = 0; bit < 16; bit++)
      if ((mask >> bit & 1) && n < max)
        seqs[n++] = (guint16) (pid + bit + 1);
  }
  return n;
}

gboolean
pn_rtcp_fir_entry (const PnRtcp *rtcp, guint i, guint32 *ssrc, guint8 *number)
{
  if (rtcp->kind != PN_RTCP_FIR || 12 + 8 * ((gsize) i + 1) > rtcp->len)
    return FALSE;
  *ssrc = pn_get32 (rtcp->body + 12 + 8 * i);
  *number = rtcp->body[16 + 8 * i];
  return TRUE;
}

static guint8 *
begin_feedback (PnRtcpWriter *w, guint format, guint8 pt, gsize fci, guint32 sender, guint32 media)
{
  guint8 *p = pn_rtcp_begin (w, format, pt, 12 + fci);
  if (p == NULL)
    return NULL;
  pn_put32 (p + 4, sender);
  pn_put32 (p + 8, media);
  return p + 12;
}

gboolean
pn_rtcp_write_pli (PnRtcpWriter *w, guint32 sender, guint32 media)
{
  return begin_feedback (w, PN_RTCP_FMT_PLI, PN_RTCP_PT_PSFB, 0, sender, media) != NULL;
}

gboolean
pn_rtcp_write_fir (PnRtcpWriter *w, guint32 sender, guint32 media, guint8 number)
{
  /* The media SSRC of the header is unused and zero, the entry names it (RFC 5104 section 4.3.1.2). */
  guint8 *p = begin_feedback (w, PN_RTCP_FMT_FIR, PN_RTCP_PT_PSFB, 8, sender, 0);
  if (p == NULL)
    return FALSE;
  pn_put32 (p, media);
  pn_put32 (p + 4, (guint32) number << 24);
  return TRUE;
}

/* Folds ascending numbers into pairs of number and mask; returns the pairs. */
static guint
fold_nacks (const guint16 *seqs, guint n, guint16 *pid, guint16 *mask)
{
  guint k = 0;
  for (guint i = 0; i < n; i++) {
    guint16 d = k > 0 ? (guint16) (seqs[i] - pid[k - 1]) : 0;
    if (k > 0 && d <= 16) {
      if (d > 0)
        mask[k - 1] |= (guint16) (1u << (d - 1));
      continue;
    }
    if (k == MAX_NACK_ITEMS)
      break;
    pid[k] = seqs[i];
    mask[k++] = 0;
  }
  return k;
}

gboolean
pn_rtcp_write_nack (PnRtcpWriter *w, guint32 sender, guint32 media, const guint16 *seqs, guint n)
{
  guint16 pid[MAX_NACK_ITEMS], mask[MAX_NACK_ITEMS];
  guint k = fold_nacks (seqs, n, pid, mask);
  guint8 *p = begin_feedback (w, PN_RTCP_FMT_NACK, PN_RTCP_PT_RTPFB, 4 * (gsize) k, sender, media);
  if (p == NULL)
    return FALSE;
  for (guint i = 0; i < k; i++) {
    pn_put16 (p + 4 * i, pid[i]);
    pn_put16 (p + 4 * i + 2, mask[i]);
  }
  return TRUE;
}

gboolean
pn_rtcp_write_remb (PnRtcpWriter *w, guint32 sender, guint64 bitrate, const guint32 *ssrcs, guint n)
{
  guint exponent = 0;
  while (bitrate >> exponent > 0x3FFFF)
    exponent++;
  guint8 *p = begin_feedback (w, PN_RTCP_FMT_AFB, PN_RTCP_PT_PSFB, 8 + 4 * (gsize) n, sender, 0);
  if (p == NULL)
    return FALSE;
  memcpy (p, "REMB", 4);
  p[4] = (guint8) n;
  pn_put24 (p + 5, (guint32) (exponent << 18 | bitrate >> exponent));
  for (guint i = 0; i < n; i++)
    pn_put32 (p + 8 + 4 * i, ssrcs[i]);
  return TRUE;
}
