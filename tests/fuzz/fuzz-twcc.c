/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as transport-wide feedback; what was read is written again and must read the same. */
#include <stddef.h>
#include <stdint.h>

#include "media/rtp/rtcp-twcc.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

static guint
read_all (const PnRtcp *r, gint64 *at, PnTwcc *t)
{
  guint16 number;
  gboolean came;
  guint n = 0;
  if (!pn_twcc_read (t, r))
    return 0;
  while (pn_twcc_next (t, &number, &came, &at[n])) {
    at[n] = came ? at[n] + G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC : -1; /* deltas may go below the reference */
    n++;
  }
  g_assert (n == t->count);
  return n;
}

static void
write_again (const gint64 *at, guint n, const PnTwcc *t)
{
  static guint8 data[3 * PN_TWCC_MAX + 64];
  static gint64 again[PN_TWCC_MAX];
  PnRtcpWriter w = { data, sizeof data, 0 };
  PnRtcpIter iter;
  PnRtcp r;
  PnTwcc t2;
  guint k = pn_rtcp_write_twcc (&w, 1, 2, t->number, t->base, at, n);
  if (k == 0)
    return;
  g_assert (pn_rtcp_iter_init (&iter, data, w.len) && pn_rtcp_next (&iter, &r));
  g_assert (read_all (&r, again, &t2) == k && t2.base == t->base);
  gint64 shift = 0;
  for (guint i = 0; i < k; i++) {
    g_assert ((at[i] < 0) == (again[i] < 0));
    if (at[i] < 0)
      continue;
    if (shift == 0)
      shift = at[i] - again[i];
    g_assert (at[i] - again[i] == shift);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  static gint64 at[PN_TWCC_MAX];
  PnRtcpIter iter;
  PnRtcp r;
  PnTwcc t;
  if (!pn_rtcp_iter_init (&iter, data, len))
    return 0;
  while (pn_rtcp_next (&iter, &r)) {
    guint n = read_all (&r, at, &t);
    if (n > 0)
      write_again (at, n, &t);
  }
  return 0;
}
