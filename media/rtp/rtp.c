/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/rtp.h"

#include <string.h>

#include "media/rtp/bytes.h"

gsize
pn_rtp_header_len (const guint8 *data, gsize len)
{
  if (len < PN_RTP_HEADER || data[0] >> 6 != 2)
    return 0;
  gsize at = PN_RTP_HEADER + 4 * (gsize) (data[0] & 15);
  if (data[0] & 0x10) {
    if (at + 4 > len)
      return 0;
    at += 4 + 4 * (gsize) pn_get16 (data + at + 2);
  }
  return at <= len ? at : 0;
}

gboolean
pn_rtp_parse (PnRtp *out, const guint8 *data, gsize len)
{
  memset (out, 0, sizeof *out);
  gsize head = pn_rtp_header_len (data, len);
  if (head == 0 || len > PN_RTP_MAX)
    return FALSE;
  out->marker = data[1] >> 7;
  out->pt = data[1] & 0x7F;
  out->seq = pn_get16 (data + 2);
  out->ts = pn_get32 (data + 4);
  out->ssrc = pn_get32 (data + 8);
  if (data[0] & 0x10) {
    gsize at = PN_RTP_HEADER + 4 * (gsize) (data[0] & 15);
    out->ext_profile = pn_get16 (data + at);
    out->ext_at = (guint16) (at + 4);
    out->ext_len = (guint16) (head - at - 4);
  }
  gsize pad = 0;
  if (data[0] & 0x20) {
    pad = len > head ? data[len - 1] : 0;
    if (pad == 0 || pad > len - head)
      return FALSE;
  }
  out->payload_at = (guint16) head;
  out->payload_len = (guint16) (len - head - pad);
  return TRUE;
}

static const guint8 *
find_one_byte (const guint8 *p, const guint8 *end, guint id, gsize *value_len)
{
  while (p < end) {
    guint8 tag = *p++;
    if (tag == 0)
      continue;
    gsize n = (gsize) (tag & 15) + 1;
    if (tag >> 4 == 15 || n > (gsize) (end - p))
      return NULL;
    if (tag >> 4 == id) {
      *value_len = n;
      return p;
    }
    p += n;
  }
  return NULL;
}

static const guint8 *
find_two_byte (const guint8 *p, const guint8 *end, guint id, gsize *value_len)
{
  while (p < end) {
    guint8 tag = *p++;
    if (tag == 0)
      continue;
    if (p == end || (gsize) *p > (gsize) (end - p - 1))
      return NULL;
    if (tag == id) {
      *value_len = *p;
      return p + 1;
    }
    p += 1 + *p;
  }
  return NULL;
}

const guint8 *
pn_rtp_ext (const PnRtp *rtp, const guint8 *data, guint id, gsize *value_len)
{
  const guint8 *p = data + rtp->ext_at, *end = p + rtp->ext_len;
  *value_len = 0;
  if (id == 0)
    return NULL;
  if (rtp->ext_profile == 0xBEDE)
    return find_one_byte (p, end, id, value_len);
  if ((rtp->ext_profile & 0xFFF0) == 0x1000)
    return find_two_byte (p, end, id, value_len);
  return NULL;
}

gsize
pn_rtp_write_header (guint8 *out, guint8 pt, gboolean marker, guint16 seq, guint32 ts, guint32 ssrc,
                     const PnRtpExt *exts, guint n_exts)
{
  out[0] = (guint8) (n_exts > 0 ? 0x90 : 0x80);
  out[1] = (guint8) (pt | (marker ? 0x80 : 0));
  pn_put16 (out + 2, seq);
  pn_put32 (out + 4, ts);
  pn_put32 (out + 8, ssrc);
  if (n_exts == 0)
    return PN_RTP_HEADER;
  gsize at = PN_RTP_HEADER + 4;
  for (guint i = 0; i < n_exts; i++) {
    g_assert (exts[i].id >= 1 && exts[i].id <= 14 && exts[i].len >= 1 && exts[i].len <= 16);
    out[at++] = (guint8) (exts[i].id << 4 | (exts[i].len - 1));
    memcpy (out + at, exts[i].value, exts[i].len);
    at += exts[i].len;
  }
  while (at & 3)
    out[at++] = 0;
  pn_put16 (out + PN_RTP_HEADER, 0xBEDE);
  pn_put16 (out + PN_RTP_HEADER + 2, (guint16) ((at - PN_RTP_HEADER - 4) / 4));
  return at;
}

gboolean
pn_rtp_audio_level (const PnRtp *rtp, const guint8 *data, guint id, guint *level, gboolean *voice)
{
  gsize n;
  const guint8 *v = pn_rtp_ext (rtp, data, id, &n);
  if (v == NULL || n < 1)
    return FALSE;
  *level = v[0] & 0x7F;
  *voice = v[0] >> 7;
  return TRUE;
}

gint64
pn_rtp_extend_seq (gint64 highest, guint16 seq)
{
  if (highest < 0)
    return seq;
  gint64 e = highest + (gint16) (seq - (guint16) highest);
  return e < 0 ? e + 65536 : e;
}
