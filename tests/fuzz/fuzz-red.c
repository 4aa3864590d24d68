/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as redundant audio: every block lies inside, and what is read is written the same. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "media/rtp/red.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  PnRedBlock blocks[PN_RED_BLOCKS];
  guint8 out[2048];
  guint n = len <= sizeof out ? pn_red_parse (blocks, data, len) : 0;
  if (n == 0)
    return 0;
  for (guint i = 0; i < n; i++)
    g_assert (blocks[i].data >= data && blocks[i].data + blocks[i].len <= data + len);
  gsize written = pn_red_write (out, sizeof out, blocks, n);
  g_assert (written == len && memcmp (out, data, len) == 0);
  g_assert (len == 1 || pn_red_write (out, len - 1, blocks, n) == 0);
  return 0;
}
