/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any datagram through the demultiplexer, and what it calls DTLS into a fresh server session, as the handshake threads do. */
#include <stddef.h>
#include <stdint.h>

#include "media/rtp/bytes.h"
#include "media/rtp/demux.h"
#include "media/sfu/dtls.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

static void
discard (const guint8 *data, gsize len, gpointer user)
{
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  static PnDtlsContext *context;
  static const guint8 fingerprint[32];
  if (pn_demux (data, len) != PN_KIND_DTLS)
    return 0;
  gsize at = 0;
  while (at < len) /* whole records, or the demultiplexer lied */
    at += 13 + pn_get16 (data + at + 11);
  g_assert (at == len);
  if (context == NULL)
    context = pn_dtls_context_new ();
  g_autoptr (PnDtls) dtls = pn_dtls_new (context, "sha-256", fingerprint, sizeof fingerprint, discard, NULL);
  g_assert (pn_dtls_feed (dtls, data, len) != PN_DTLS_UP);
  return 0;
}
