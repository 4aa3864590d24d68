/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which worker the connections of a room live on: publishers on the room's home, subscribers there too until it is full, the next
 * ones on the next worker. Pure: no thread, no socket. Main thread only. */
#pragma once
#include <glib.h>

typedef struct PnPlacement PnPlacement;

/* `spread`: subscribers of one room on one worker before the next is taken. */
PnPlacement *pn_placement_new (guint workers, guint spread);
void pn_placement_free (PnPlacement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPlacement, pn_placement_free)

guint pn_placement_home (const PnPlacement *self, gint64 room);
/* Where an offer goes. A subscriber stays where it was put. `stamp` is to come back with pn_placement_gone. */
guint pn_placement_publish (PnPlacement *self, gint64 room, gint64 peer, guint64 *stamp);
guint pn_placement_subscribe (PnPlacement *self, gint64 room, gint64 peer, guint64 *stamp);
void pn_placement_drop (PnPlacement *self, gint64 peer);
/* A worker let go of its part of a room, after the offer `stamp`: an offer on its way there makes it anew. */
void pn_placement_gone (PnPlacement *self, gint64 room, guint worker, guint64 stamp);
void pn_placement_reset (PnPlacement *self);

gboolean pn_placement_knows (const PnPlacement *self, gint64 room);
guint pn_placement_rooms (const PnPlacement *self);
