/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as NACK, FIR and REMB; what was read is written again and must read the same. */
#include <stddef.h>
#include <stdint.h>

#include "media/rtp/rtcp.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

static void
nack (const PnRtcp *r)
{
  guint8 out[1200];
  guint16 seqs[64], again[64];
  PnRtcpWriter w = { out, sizeof out, 0 };
  PnRtcpIter iter;
  PnRtcp r2;
  guint n = pn_rtcp_nack_seqs (r, seqs, G_N_ELEMENTS (seqs));
  g_assert (n <= G_N_ELEMENTS (seqs));
  if (n == 0 || !pn_rtcp_write_nack (&w, r->sender, r->media, seqs, n))
    return;
  g_assert (pn_rtcp_iter_init (&iter, out, w.len) && pn_rtcp_next (&iter, &r2));
  g_assert (r2.kind == PN_RTCP_NACK && r2.media == r->media);
  g_assert (pn_rtcp_nack_seqs (&r2, again, G_N_ELEMENTS (again)) <= n); /* a number asked twice is folded */
}

static void
remb (const PnRtcp *r)
{
  guint8 out[64];
  PnRtcpWriter w = { out, sizeof out, 0 };
  PnRtcpIter iter;
  PnRtcp r2;
  g_assert (pn_rtcp_write_remb (&w, r->sender, r->bitrate, &r->media, 1));
  g_assert (pn_rtcp_iter_init (&iter, out, w.len) && pn_rtcp_next (&iter, &r2) && r2.kind == PN_RTCP_REMB);
  g_assert (r2.bitrate <= r->bitrate && r2.bitrate >= r->bitrate - r->bitrate / 65536);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  PnRtcpIter iter;
  PnRtcp r;
  guint32 ssrc;
  guint8 number;
  if (!pn_rtcp_iter_init (&iter, data, len))
    return 0;
  while (pn_rtcp_next (&iter, &r)) {
    if (r.kind == PN_RTCP_NACK)
      nack (&r);
    if (r.kind == PN_RTCP_REMB)
      remb (&r);
    for (guint i = 0; pn_rtcp_fir_entry (&r, i, &ssrc, &number); i++)
      ;
  }
  return 0;
}
