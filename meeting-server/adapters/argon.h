/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking a password against its Argon2id hash, off the loop: 23 ms and 19 MiB each, so two at a time and a short queue.
 * Never logs a password; the copy is wiped. Call from the loop's thread; answers come there. */
#pragma once

#include <glib.h>
#include <uv.h>

typedef struct PnArgon PnArgon;
typedef void (*PnArgonDone) (gboolean right, gpointer data);

PnArgon *pn_argon_new (uv_loop_t *loop);
/* Waits for the checks under way; their callbacks come with FALSE. */
void pn_argon_free (PnArgon *self);
/* FALSE: the queue is full, no callback comes. phc NULL: takes the same time and is never right. */
gboolean pn_argon_check (PnArgon *self, const char *phc, const char *password, PnArgonDone done, gpointer data)
    G_GNUC_WARN_UNUSED_RESULT;
