/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose voices are carried in a large room: the few loudest, and those who were called (who has the floor, chair, presenter) whatever they do.
 * Pure: levels come in (RFC 6464), an answer for each packet goes out; time is handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>

#define PN_LASTN_MAX 16

typedef struct PnLastn PnLastn;

PnLastn *pn_lastn_new (void);
void pn_lastn_free (PnLastn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnLastn, pn_lastn_free)
/* limit 0: everybody. `called` are peers. */
void pn_lastn_set (PnLastn *self, guint limit, const gint64 *called, guint n_called);
/* One audio packet of `peer`, level in -dBov (0 loudest, 127 silence): whether it is carried. Do not ask for packets that tell no
 * level: nobody is silenced for an old encoder. */
gboolean pn_lastn_packet (PnLastn *self, gint64 peer, guint level, gint64 now);
void pn_lastn_forget (PnLastn *self, gint64 peer);
gboolean pn_lastn_is_called (const PnLastn *self, gint64 peer);
