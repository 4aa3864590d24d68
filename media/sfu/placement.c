/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/placement.h"

struct PnPlacement {
  guint workers, spread;
  guint64 stamp;
  GHashTable *rooms; /* gint64 → Room, owned */
};

typedef struct {
  gint64 id;
  GHashTable *subs;    /* gint64 (owned) → worker + 1 */
  guint64 *last;       /* by worker: stamp of the last offer sent there; 0: it has no part */
  guint *n;            /* by worker: subscribers */
} Room;

static void
room_free (gpointer p)
{
  Room *room = p;
  g_hash_table_unref (room->subs);
  g_free (room->last);
  g_free (room->n);
  g_free (room);
}

PnPlacement *
pn_placement_new (guint workers, guint spread)
{
  PnPlacement *self = g_new0 (PnPlacement, 1);
  self->workers = workers;
  self->spread = spread;
  self->rooms = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, room_free);
  return self;
}

void
pn_placement_free (PnPlacement *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->rooms);
  g_free (self);
}

guint
pn_placement_home (const PnPlacement *self, gint64 room)
{
  return (guint) (room % self->workers);
}

static Room *
get_room (PnPlacement *self, gint64 id)
{
  Room *room = g_hash_table_lookup (self->rooms, &id);
  if (room != NULL)
    return room;
  room = g_new0 (Room, 1);
  room->id = id;
  room->subs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  room->last = g_new0 (guint64, self->workers);
  room->n = g_new0 (guint, self->workers);
  g_hash_table_insert (self->rooms, &room->id, room);
  return room;
}

static guint
mark (PnPlacement *self, Room *room, guint worker, guint64 *stamp)
{
  *stamp = room->last[worker] = ++self->stamp;
  return worker;
}

guint
pn_placement_publish (PnPlacement *self, gint64 room, gint64 peer, guint64 *stamp)
{
  return mark (self, get_room (self, room), pn_placement_home (self, room), stamp);
}

/* The first worker from the room's home on that is not full; when all are, the one with the fewest. */
static guint
choose (const PnPlacement *self, const Room *room)
{
  guint home = pn_placement_home (self, room->id), best = home;
  for (guint i = 0; i < self->workers; i++) {
    guint w = (home + i) % self->workers;
    if (room->n[w] < self->spread)
      return w;
    if (room->n[w] < room->n[best])
      best = w;
  }
  return best;
}

guint
pn_placement_subscribe (PnPlacement *self, gint64 id, gint64 peer, guint64 *stamp)
{
  Room *room = get_room (self, id);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (room->subs, &peer));
  if (known > 0)
    return mark (self, room, known - 1, stamp);
  guint worker = choose (self, room);
  g_hash_table_insert (room->subs, g_memdup2 (&peer, sizeof peer), GUINT_TO_POINTER (worker + 1));
  room->n[worker]++;
  return mark (self, room, worker, stamp);
}

void
pn_placement_drop (PnPlacement *self, gint64 peer)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Room *room = value;
    guint worker = GPOINTER_TO_UINT (g_hash_table_lookup (room->subs, &peer));
    if (worker > 0)
      room->n[worker - 1]--;
    g_hash_table_remove (room->subs, &peer);
  }
}

static gboolean
is_on (gpointer peer, gpointer worker, gpointer gone)
{
  return worker == gone;
}

void
pn_placement_gone (PnPlacement *self, gint64 id, guint worker, guint64 stamp)
{
  Room *room = g_hash_table_lookup (self->rooms, &id);
  if (room == NULL || room->last[worker] != stamp)
    return;
  room->last[worker] = 0;
  room->n[worker] = 0;
  g_hash_table_foreach_remove (room->subs, is_on, GUINT_TO_POINTER (worker + 1));
  for (guint i = 0; i < self->workers; i++)
    if (room->last[i] != 0)
      return;
  g_hash_table_remove (self->rooms, &id);
}

void
pn_placement_reset (PnPlacement *self)
{
  g_hash_table_remove_all (self->rooms);
}

gboolean
pn_placement_knows (const PnPlacement *self, gint64 room)
{
  return g_hash_table_contains (self->rooms, &room);
}

guint
pn_placement_rooms (const PnPlacement *self)
{
  return g_hash_table_size (self->rooms);
}
