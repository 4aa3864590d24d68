/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The VP8 payload descriptor (RFC 7741 section 4.2) and the first bytes of a frame (section 4.3, RFC 6386
 * section 9.1). */
#include "media/rtp/bytes.h"
#include "media/rtp/payload.h"

/* The optional fields behind the X bit; 0 when the payload ends inside them. */
static gsize
read_extension (PnPayload *out, const guint8 *p, gsize len)
{
  gsize at = 2;
  if (len < 3)
    return 0;
  guint8 x = p[1];
  if (x & 0x80) { /* I */
    out->pid_at = (guint8) at;
    out->pid_len = (p[at] & 0x80) ? 2 : 1;
    if (at + out->pid_len >= len)
      return 0;
    out->pid = out->pid_len == 2 ? pn_get16 (p + at) & 0x7FFF : p[at];
    at += out->pid_len;
  }
  if (x & 0x40) { /* L */
    out->tl0_at = (guint8) at;
    out->tl0 = p[at++];
  }
  if (x & 0x30) { /* T or K: one byte for both */
    if (at >= len)
      return 0;
    if (x & 0x20) {
      out->tid = p[at] >> 6;
      out->sync = p[at] >> 5 & 1;
    }
    at++;
  }
  return at;
}

gboolean
pn_vp8_parse (PnPayload *out, const guint8 *p, gsize len)
{
  gsize at = 1;
  if (len > 0 && (p[0] & 0x80))
    at = read_extension (out, p, len);
  if (at == 0 || at >= len)
    return FALSE;
  /* S set, partition 0, and the frame tag's lowest bit 0. */
  out->key = (p[0] & 0x10) && (p[0] & 0x07) == 0 && (p[at] & 1) == 0;
  if (out->key && len - at >= 10 && pn_get24 (p + at + 3) == 0x9D012A) {
    out->width = (guint16) ((p[at + 7] << 8 | p[at + 6]) & 0x3FFF);
    out->height = (guint16) ((p[at + 9] << 8 | p[at + 8]) & 0x3FFF);
  }
  return TRUE;
}
