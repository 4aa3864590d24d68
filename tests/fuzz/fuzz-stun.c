/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any datagram as STUN, and then as a check of an ICE-lite agent whose password it may even know. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "media/sfu/ice.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  PnStun m;
  PnIce ice;
  PnAddr from = { .port = 2 }, evicted;
  guint8 out[256];
  gsize out_len;
  char ufrag[PN_ICE_UFRAG + 1];
  if (!pn_stun_parse (&m, data, len))
    return 0;
  pn_ice_init (&ice, 0, "h6vY");
  memcpy (ice.ufrag, "evtjevtj", PN_ICE_UFRAG);
  g_strlcpy (ice.pwd, "VOkJxbRl1RmTxUk/WvJx", sizeof ice.pwd);
  if (pn_ice_local_ufrag (&m, ufrag))
    pn_ice_check (&ice, &m, data, &from, 1, out, sizeof out, &out_len, &evicted);
  (void) !pn_stun_check (&m, data, ice.pwd);
  return 0;
}
