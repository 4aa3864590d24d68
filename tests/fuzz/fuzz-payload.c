/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a payload of each video codec: what is found lies inside, and numbers put there are read back.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "media/rtp/payload.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  guint8 copy[1500];
  PnPayload info, again;
  if (len == 0 || len > sizeof copy)
    return 0;
  for (guint codec = PN_CODEC_NONE; codec <= PN_CODEC_AV1; codec++) {
    memcpy (copy, data, len);
    if (!pn_payload_parse (&info, (PnCodec) codec, copy, len))
      continue;
    g_assert (info.pid_len == 0 || info.pid_at + info.pid_len <= len);
    g_assert (info.tl0_at == 0 || info.tl0_at < len);
    pn_payload_renumber (&info, copy, 77, 78);
    g_assert (pn_payload_parse (&again, (PnCodec) codec, copy, len));
    g_assert (again.pid == (info.pid_len > 0 ? 77 : 0) && again.tl0 == (info.tl0_at != 0 ? 78 : 0));
    g_assert (again.key == info.key && again.tid == info.tid && again.width == info.width);
  }
  return 0;
}
