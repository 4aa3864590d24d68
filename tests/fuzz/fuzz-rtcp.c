/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an RTCP compound, everything in it read. */
#include <stddef.h>
#include <stdint.h>

#include "media/rtp/rtcp.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  PnRtcpIter iter;
  PnRtcp r;
  PnRtcpReport b;
  guint16 seqs[64];
  if (!pn_rtcp_iter_init (&iter, data, len))
    return 0;
  while (pn_rtcp_next (&iter, &r)) {
    for (guint i = 0; pn_rtcp_report (&r, i, &b); i++)
      ;
    (void) pn_rtcp_nack_seqs (&r, seqs, G_N_ELEMENTS (seqs));
  }
  return 0;
}
