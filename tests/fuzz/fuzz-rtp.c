/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as RTP: header and every extension id; and as SRTP, which must refuse all of them. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "media/rtp/rtp.h"
#include "media/sfu/srtp.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

static volatile guint8 touched;

static void
try_srtp (const uint8_t *data, size_t len, PnSrtpProfile profile)
{
  static PnSrtp *sessions[2];
  static const guint8 master[30] = "a key nobody outside may know";
  guint8 copy[2048];
  if (len > sizeof copy)
    return;
  if (sessions[profile] == NULL)
    sessions[profile] = pn_srtp_new (profile, master, master + PN_SRTP_KEY);
  gsize n = len;
  memcpy (copy, data, len);
  g_assert (pn_srtp_unprotect (sessions[profile], copy, &n) != PN_SRTP_OK);
  n = len;
  memcpy (copy, data, len);
  g_assert (pn_srtp_unprotect_rtcp (sessions[profile], copy, &n) != PN_SRTP_OK);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  PnRtp r;
  gsize n;
  guint level;
  gboolean voice;
  try_srtp (data, len, PN_SRTP_GCM);
  try_srtp (data, len, PN_SRTP_CM80);
  if (!pn_rtp_parse (&r, data, len))
    return 0;
  for (guint id = 0; id < 256; id++) {
    const guint8 *v = pn_rtp_ext (&r, data, id, &n);
    for (gsize i = 0; v != NULL && i < n; i++)
      touched ^= v[i]; /* reads what it claims is there */
  }
  (void) pn_rtp_audio_level (&r, data, 1, &level, &voice);
  return 0;
}
