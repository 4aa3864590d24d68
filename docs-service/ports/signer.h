/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key-holder on the other side of a socket: a digest goes out, a CMS comes back (signer/README.md). Never sees a document;
 * loop's thread only. */
#pragma once
#include <glib.h>
#include "base/wire.h"

typedef struct PnSigner PnSigner;

/* `reply` is the signer's message (borrowed). Errors: LINK_AWAY, TIMED_OUT, or the code the signer gave. */
typedef void (*PnSignerDone) (const PnJson *reply, const GError *error, gpointer data);

/* `message` is taken over: {"t":…} without "req". `done` runs exactly once, never inside this call. */
/* How long one answer may take; 10 s without. */
void pn_signer_set_patience (PnSigner *self, guint ms);
void pn_signer_ask (PnSigner *self, PnJson *message, PnSignerDone done, gpointer data);
gboolean pn_signer_is_up (const PnSigner *self);
