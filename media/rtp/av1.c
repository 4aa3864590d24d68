/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The AV1 aggregation header ("RTP Payload Format For AV1", section 4.4) and the header of the first OBU in
 * the packet. */
#include "media/rtp/payload.h"

enum { Z = 0x80, W = 0x30, N = 0x08 };

/* Behind a leb128 length of at most eight bytes, or 0 when it does not end. */
static gsize
skip_leb128 (const guint8 *p, gsize len, gsize at)
{
  for (guint i = 0; i < 8 && at < len; i++)
    if (!(p[at++] & 0x80))
      return at;
  return 0;
}

gboolean
pn_av1_parse (PnPayload *out, const guint8 *p, gsize len)
{
  gsize at = 1;
  if (len < 2)
    return FALSE;
  out->key = !(p[0] & Z) && (p[0] & N); /* begins a new coded video sequence */
  if (p[0] & Z)                         /* goes on with an OBU whose header came before */
    return TRUE;
  if ((p[0] & W) != 0x10) /* one element alone has no length in front */
    at = skip_leb128 (p, len, at);
  if (at == 0 || at >= len)
    return FALSE;
  if (p[at] & 0x04) { /* obu_extension_flag */
    if (at + 1 >= len)
      return FALSE;
    out->tid = p[at + 1] >> 5;
  }
  out->up
      = out->tid
        == 0; /* in the structures browsers use, higher layers refer back to the last base frame at most */
  return TRUE;
}
