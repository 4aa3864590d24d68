/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/lipsync.h"

#include <string.h>

struct PnLipsync {
  GHashTable *lags; /* track → gint64*: our running time minus the person's time, ns */
};

PnLipsync *
pn_lipsync_new (void)
{
  PnLipsync *self = g_new0 (PnLipsync, 1);
  self->lags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
pn_lipsync_free (PnLipsync *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->lags);
  g_free (self);
}

static gint64
ntp_to_ns (guint64 ntp)
{
  return (gint64) (ntp >> 32) * 1000000000 + (gint64) (((ntp & 0xFFFFFFFF) * 1000000000) >> 32);
}

/* The lag moves by jitter; an eighth of each difference is taken, as RFC 3550 does for its jitter. A jump of
 * more than half a second is another clock (the person came back) and counts at once. */
void
pn_lipsync_report (PnLipsync *self, const char *track, guint64 ntp, gint64 running_ns)
{
  gint64 lag = running_ns - ntp_to_ns (ntp);
  gint64 *known = g_hash_table_lookup (self->lags, track);
  if (known == NULL) {
    known = g_new (gint64, 1);
    *known = lag;
    g_hash_table_insert (self->lags, g_strdup (track), known);
    return;
  }
  gint64 change = lag - *known;
  *known += ABS (change) > 500000000 ? change : change / 8;
}

void
pn_lipsync_forget (PnLipsync *self, const char *track)
{
  g_hash_table_remove (self->lags, track);
}

static gboolean
belong_together (const char *a, const char *b)
{
  const char *slash = strchr (a, '/');
  gsize peer = slash != NULL ? (gsize) (slash - a) + 1 : strlen (a);
  return strncmp (a, b, peer) == 0 && !g_str_has_suffix (a, "/screen") && !g_str_has_suffix (b, "/screen");
}

gint64
pn_lipsync_offset (const PnLipsync *self, const char *track)
{
  const gint64 *mine = g_hash_table_lookup (self->lags, track);
  GHashTableIter iter;
  gpointer other, lag;
  gint64 offset = 0;
  if (mine == NULL)
    return 0;
  g_hash_table_iter_init (&iter, self->lags);
  while (g_hash_table_iter_next (&iter, &other, &lag)) {
    gint64 behind = *(gint64 *) lag - *mine;
    if (belong_together (track, other) && behind < PN_LIPSYNC_MAX_NS)
      offset = MAX (offset, behind);
  }
  return offset;
}
