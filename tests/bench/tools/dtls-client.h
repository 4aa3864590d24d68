/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTLS with use_srtp from the client's side, for load tools only: the product is always the passive side.
 * Touches no socket, datagrams go in and come out by callback; the certificate of the server is taken as it
 * is. One thread. */
#pragma once
#include <glib.h>
#include "media/sfu/srtp.h"

typedef struct BenchDtls BenchDtls;
typedef void (*BenchDtlsSend) (const guint8 *data, gsize len, gpointer user);

/* "AA:BB:…" of the one certificate all clients of this process show; valid for the process's life. */
const char *bench_dtls_fingerprint (void);
BenchDtls *bench_dtls_new (PnSrtpProfile profile, BenchDtlsSend send, gpointer user);
void bench_dtls_free (BenchDtls *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchDtls, bench_dtls_free)
/* One received datagram, or NULL to begin or to let a lost flight be sent again. TRUE once the keys are
 * there. */
gboolean bench_dtls_feed (BenchDtls *self, const guint8 *data, gsize len);
void bench_dtls_keys (BenchDtls *self, PnSrtp **inbound, PnSrtp **outbound);
