/* SPDX-License-Identifier: GPL-3.0-or-later */
/* H.264 payloads (RFC 6184): single NAL units, STAP-A and FU-A. Pictures nobody refers to (nal_ref_idc 0)
 * count as a temporal layer of their own: that is all the payload tells, and all that is needed to leave them
 * out. */
#include "media/rtp/bytes.h"
#include "media/rtp/payload.h"

enum { SLICE = 1, IDR = 5, SPS = 7, STAP_A = 24, FU_A = 28 };

static void
note_nal (PnPayload *out, const guint8 *nal, gsize len, guint8 type, gboolean starts)
{
  out->key |= starts && (type == IDR || type == SPS);
  if (type == SLICE && (nal[0] & 0x60) == 0) {
    out->tid = 1;
    out->sync = TRUE;
  }
  if (type == SPS)
    pn_h264_sps_size (nal, len, &out->width, &out->height);
}

gboolean
pn_h264_parse (PnPayload *out, const guint8 *p, gsize len)
{
  if (len < 2)
    return FALSE;
  guint8 type = p[0] & 31;
  if (type == FU_A) { /* only the fragment with the start bit begins something */
    note_nal (out, p, 0, p[1] & 31, p[1] >> 7);
    return TRUE;
  }
  if (type != STAP_A) {
    note_nal (out, p, len, type, TRUE);
    return TRUE;
  }
  for (gsize at = 1; at + 3 <= len;) {
    gsize n = pn_get16 (p + at);
    if (n == 0 || n > len - at - 2)
      return FALSE;
    note_nal (out, p + at + 2, n, p[at + 2] & 31, TRUE);
    at += 2 + n;
  }
  return TRUE;
}
