/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RED payloads (RFC 2198) made of the store: once for each packet, however many receivers get them.
 * Knows no receiver. One thread: the worker of the room. */
#pragma once
#include <glib.h>
#include "media/sfu/store.h"

#define PN_RED_DEPTH 2 /* earlier frames at most */

typedef struct PnRedundancy PnRedundancy;

PnRedundancy *pn_redundancy_new (void);
void pn_redundancy_free (PnRedundancy *self);
/* Numbers begin anew in the store. */
void pn_redundancy_forget (PnRedundancy *self);
/* Which of the frames 1..depth back can be put in front of `packet`: bit d - 1 stands for the one d back. */
guint8 pn_redundancy_mask (const PnStore *store, const PnPacket *packet, guint depth);
/* The payload of `packet` with just those frames, each under payload type `pt`; NULL when one of them has gone.
 * Valid until the next call. */
const guint8 *pn_redundancy_make (PnRedundancy *self, const PnStore *store, const PnPacket *packet, guint8 pt,
                                  guint8 mask, gsize *len);
