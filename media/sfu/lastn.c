/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/lastn.h"

#define ATTACK 0.4         /* a voice is heard by its second packet, a single click is not */
#define RELEASE 0.05
#define VOICE 60.0         /* 127 - level: about -67 dBov */
#define QUIET_US 1500000   /* a place is free when its voice has paused so long */
#define MARGIN 6.0         /* dB louder than the weakest of those who speak */
#define CONTEST_US 500000  /* and for how long */

typedef struct {
  gint64 peer;
  gdouble loudness;
  gint64 voice_at;   /* when it last spoke, 0 never */
  gint64 louder_since; /* than the weakest carried one; 0 it is not */
  gboolean carried, called;
} Voice;

struct PnLastn {
  guint limit;
  GHashTable *voices;  /* peer → Voice, owned */
  GHashTable *called;  /* set of peers */
  Voice *carried[PN_LASTN_MAX];
  guint n_carried;
};

PnLastn *
pn_lastn_new (void)
{
  PnLastn *self = g_new0 (PnLastn, 1);
  self->voices = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->called = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
pn_lastn_free (PnLastn *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->voices);
  g_hash_table_unref (self->called);
  g_free (self);
}

static void
drop (PnLastn *self, guint i)
{
  self->carried[i]->carried = FALSE;
  self->carried[i] = self->carried[--self->n_carried];
}

static void
carry (PnLastn *self, Voice *v)
{
  v->carried = TRUE;
  v->louder_since = 0;
  self->carried[self->n_carried++] = v;
}

void
pn_lastn_set (PnLastn *self, guint limit, const gint64 *called, guint n_called)
{
  GHashTableIter iter;
  gpointer value;
  self->limit = MIN (limit, PN_LASTN_MAX);
  g_hash_table_remove_all (self->called);
  for (guint i = 0; i < n_called; i++)
    g_hash_table_add (self->called, g_memdup2 (&called[i], sizeof called[i]));
  g_hash_table_iter_init (&iter, self->voices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Voice *) value)->called = g_hash_table_contains (self->called, &((Voice *) value)->peer);
  for (guint i = 0; i < self->n_carried;) /* who is called takes no place of the others */
    if (self->carried[i]->called || self->n_carried > self->limit)
      drop (self, i);
    else
      i++;
}

static Voice *
voice_of (PnLastn *self, gint64 peer)
{
  Voice *v = g_hash_table_lookup (self->voices, &peer);
  if (v != NULL)
    return v;
  v = g_new0 (Voice, 1);
  v->peer = peer;
  v->called = g_hash_table_contains (self->called, &peer);
  g_hash_table_insert (self->voices, &v->peer, v);
  return v;
}

static guint
weakest (const PnLastn *self, gint64 now)
{
  guint w = 0;
  for (guint i = 0; i < self->n_carried; i++) {
    if (now - self->carried[i]->voice_at > QUIET_US)
      return i;
    if (self->carried[i]->loudness < self->carried[w]->loudness)
      w = i;
  }
  return w;
}

/* Somebody who speaks and is not carried: takes a free place at once, or one from a voice that has long been weaker. */
static void
contend (PnLastn *self, Voice *v, gint64 now)
{
  if (self->n_carried < self->limit) {
    carry (self, v);
    return;
  }
  guint w = weakest (self, now);
  const Voice *other = self->carried[w];
  gboolean quiet = now - other->voice_at > QUIET_US;
  if (!quiet && v->loudness < other->loudness + MARGIN) {
    v->louder_since = 0;
    return;
  }
  if (v->louder_since == 0)
    v->louder_since = now;
  if (!quiet && now - v->louder_since < CONTEST_US)
    return;
  drop (self, w);
  carry (self, v);
}

gboolean
pn_lastn_packet (PnLastn *self, gint64 peer, guint level, gint64 now)
{
  Voice *v = voice_of (self, peer);
  gdouble loudness = 127.0 - (gdouble) MIN (level, 127);
  v->loudness += (loudness - v->loudness) * (loudness > v->loudness ? ATTACK : RELEASE);
  if (loudness >= VOICE && v->loudness >= VOICE)
    v->voice_at = now;
  if (self->limit == 0 || v->called)
    return TRUE;
  if (!v->carried && v->voice_at == now)
    contend (self, v, now);
  return v->carried;
}

void
pn_lastn_forget (PnLastn *self, gint64 peer)
{
  const Voice *v = g_hash_table_lookup (self->voices, &peer);
  for (guint i = 0; v != NULL && i < self->n_carried; i++)
    if (self->carried[i] == v) {
      drop (self, i);
      break;
    }
  g_hash_table_remove (self->voices, &peer);
}

gboolean
pn_lastn_is_called (const PnLastn *self, gint64 peer)
{
  return g_hash_table_contains (self->called, &peer);
}
