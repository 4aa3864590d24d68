/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's PIN opens his key at phien-signer for listed files, each once; the PIN itself is handed through
 * and kept nowhere. Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

#define PN_PIN_MAX 12      /* digits */
#define PN_UNLOCK_FILES 50 /* at once */

/* ticket: borrowed; NULL with error, or when no PIN was said (a key without PIN then signs, one with a PIN
 * refuses: PIN_NEEDED). */
typedef void (*PnUnlockDone) (const char *ticket, const GError *error, gpointer data);
/* pin NULL or "": nothing is asked. Errors: PIN_NEEDED (none is set), PIN_WRONG, PIN_LOCKED, LINK_AWAY.
 * `done` runs once, maybe inside this call. */
void pn_sign_unlock (PnDocs *docs, gint64 person, const char *pin, const char *const *files, guint n,
                     PnUnlockDone done, gpointer data);
