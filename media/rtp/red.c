/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/red.h"

#include <string.h>

#include "media/rtp/bytes.h"

#define HEADER 4      /* of an earlier frame: F, PT, 14 bits of offset, 10 bits of length */
#define LAST_HEADER 1 /* of the packet's own: PT alone */

/* Headers of all earlier frames; the own one's is left at *at. */
static gboolean
read_headers (PnRedBlock *out, guint *n, const guint8 *p, gsize len, gsize *at)
{
  for (*n = 0, *at = 0; *at < len && (p[*at] & 0x80); (*n)++, *at += HEADER) {
    if (*n == PN_RED_BLOCKS - 1 || len - *at < HEADER)
      return FALSE;
    guint32 word = pn_get32 (p + *at);
    out[*n] = (PnRedBlock){ .pt = word >> 24 & 0x7F, .offset = word >> 10 & 0x3FFF, .len = word & 0x3FF };
  }
  return *at < len;
}

guint
pn_red_parse (PnRedBlock out[PN_RED_BLOCKS], const guint8 *p, gsize len)
{
  guint n;
  gsize at;
  if (!read_headers (out, &n, p, len, &at))
    return 0;
  out[n] = (PnRedBlock){ .pt = p[at] };
  at += LAST_HEADER;
  for (guint i = 0; i < n; i++) {
    if (out[i].len > len - at)
      return 0;
    out[i].data = p + at;
    at += out[i].len;
  }
  if (len - at > G_MAXUINT16)
    return 0;
  out[n].data = p + at;
  out[n].len = (guint16) (len - at);
  return n + 1;
}

gsize
pn_red_write (guint8 *out, gsize size, const PnRedBlock *blocks, guint n)
{
  gsize at = 0, need = LAST_HEADER;
  g_assert (n >= 1 && n <= PN_RED_BLOCKS);
  for (guint i = 0; i < n; i++) {
    need += blocks[i].len + (i + 1 < n ? HEADER : 0);
    if (i + 1 < n && (blocks[i].offset > PN_RED_MAX_OFFSET || blocks[i].len > PN_RED_MAX_LEN))
      return 0;
  }
  if (need > size)
    return 0;
  for (guint i = 0; i + 1 < n; i++, at += HEADER)
    pn_put32 (out + at,
              (guint32) (blocks[i].pt | 0x80) << 24 | (guint32) blocks[i].offset << 10 | blocks[i].len);
  out[at++] = blocks[n - 1].pt & 0x7F;
  for (guint i = 0; i < n; at += blocks[i++].len)
    if (blocks[i].len > 0)
      memcpy (out + at, blocks[i].data, blocks[i].len);
  return at;
}
