/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The VP9 payload descriptor (RFC 9628 section 4.2). */
#include "media/rtp/bytes.h"
#include "media/rtp/payload.h"

enum { I = 0x80, P = 0x40, L = 0x20, F = 0x10, B = 0x08, V = 0x02 };

static gboolean
read_picture_id (PnPayload *out, const guint8 *p, gsize len, gsize *at)
{
  if (*at >= len)
    return FALSE;
  out->pid_at = (guint8) *at;
  out->pid_len = (p[*at] & 0x80) ? 2 : 1;
  if (len - *at < out->pid_len)
    return FALSE;
  out->pid = out->pid_len == 2 ? pn_get16 (p + *at) & 0x7FFF : p[*at];
  *at += out->pid_len;
  return TRUE;
}

/* TID, U, SID, D; in non-flexible mode TL0PICIDX follows. */
static gboolean
read_layer (PnPayload *out, const guint8 *p, gsize len, gsize *at, guint *sid)
{
  gsize n = (p[0] & F) ? 1 : 2;
  if (*at >= len || len - *at < n)
    return FALSE;
  out->tid = p[*at] >> 5;
  out->up = p[*at] >> 4 & 1;
  *sid = p[*at] >> 1 & 7;
  if (n == 2) {
    out->tl0_at = (guint8) (*at + 1);
    out->tl0 = p[*at + 1];
  }
  *at += n;
  return TRUE;
}

static gboolean
skip_references (const guint8 *p, gsize len, gsize *at)
{
  for (guint i = 0; i < 3; i++) {
    if (*at >= len)
      return FALSE;
    if ((p[(*at)++] & 1) == 0) /* N: another one follows */
      return TRUE;
  }
  return FALSE;
}

/* The size of the largest spatial layer is the last of the scalability structure. */
static gboolean
read_structure (PnPayload *out, const guint8 *p, gsize len, gsize at)
{
  if (at >= len)
    return FALSE;
  guint n = (p[at] >> 5) + 1u;
  if (!(p[at++] & 0x10))
    return TRUE;
  if (len - at < 4 * (gsize) n)
    return FALSE;
  out->width = pn_get16 (p + at + 4 * (n - 1));
  out->height = pn_get16 (p + at + 4 * (n - 1) + 2);
  return TRUE;
}

gboolean
pn_vp9_parse (PnPayload *out, const guint8 *p, gsize len)
{
  gsize at = 1;
  guint sid = 0;
  if (len < 2)
    return FALSE;
  if ((p[0] & I) && !read_picture_id (out, p, len, &at))
    return FALSE;
  if ((p[0] & L) && !read_layer (out, p, len, &at, &sid))
    return FALSE;
  if ((p[0] & F) && (p[0] & P) && !skip_references (p, len, &at))
    return FALSE;
  out->key = !(p[0] & P) && (p[0] & B) && sid == 0;
  return !(p[0] & V) || read_structure (out, p, len, at);
}
