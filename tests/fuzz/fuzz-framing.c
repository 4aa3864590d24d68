/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream of RFC 4571 frames, in pieces whose sizes the first byte chooses: the same frames as when it comes at once. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/framing.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  PnFramer f;
  gsize piece = len > 0 ? 1 + data[0] : 1, expected = 1;
  pn_framer_init (&f);
  for (gsize at = 1; at < len;) {
    gsize n, taken = pn_framer_push (&f, data + at, MIN (piece, len - at));
    const guint8 *frame = pn_framer_frame (&f, &n);
    at += taken;
    if (frame != NULL) {
      while (pn_get16 (data + expected) == 0)
        expected += 2;
      g_assert (n == pn_get16 (data + expected) && memcmp (frame, data + expected + 2, n) == 0);
      expected += 2 + n;
      pn_framer_next (&f);
    } else if (taken == 0) {
      g_assert (f.broken);
      break;
    }
  }
  return 0;
}
