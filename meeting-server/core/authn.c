/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/authn.h"

struct PnLimiter {
  GHashTable *buckets; /* char* → Bucket */
  guint burst, max_keys;
  gint64 refill_us;
};

typedef struct {
  double tokens;
  gint64 at_us; /* when `tokens` was right */
} Bucket;

PnLimiter *
pn_limiter_new (guint burst, gint64 refill_us, guint max_keys)
{
  PnLimiter *self = g_new0 (PnLimiter, 1);
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->burst = burst;
  self->refill_us = refill_us;
  self->max_keys = max_keys;
  return self;
}

void
pn_limiter_free (PnLimiter *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->buckets);
  g_free (self);
}

static double
tokens_at (const PnLimiter *self, const Bucket *bucket, gint64 now_us)
{
  double grown = bucket->tokens + (double) (now_us - bucket->at_us) / (double) self->refill_us;
  return MIN (grown, (double) self->burst);
}

/* Full buckets say nothing; when all are in use a stranger's flood must not push out memory, so any may go. */
static void
make_room (PnLimiter *self, gint64 now_us)
{
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (tokens_at (self, value, now_us) >= self->burst)
      g_hash_table_iter_remove (&iter);
  }
  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_size (self->buckets) >= self->max_keys && g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_iter_remove (&iter);
}

gboolean
pn_limiter_take (PnLimiter *self, const char *key, gint64 now_us, gint64 *wait_us)
{
  Bucket *bucket = g_hash_table_lookup (self->buckets, key);
  if (bucket == NULL) {
    if (g_hash_table_size (self->buckets) >= self->max_keys)
      make_room (self, now_us);
    bucket = g_new0 (Bucket, 1);
    bucket->tokens = self->burst;
    bucket->at_us = now_us;
    g_hash_table_insert (self->buckets, g_strdup (key), bucket);
  }
  bucket->tokens = tokens_at (self, bucket, now_us);
  bucket->at_us = now_us;
  if (bucket->tokens < 1) {
    if (wait_us != NULL)
      *wait_us = (gint64) ((1 - bucket->tokens) * (double) self->refill_us);
    return FALSE;
  }
  bucket->tokens -= 1;
  return TRUE;
}

void
pn_limiter_forget (PnLimiter *self, const char *key)
{
  g_hash_table_remove (self->buckets, key);
}

guint
pn_limiter_length (const PnLimiter *self)
{
  return g_hash_table_size (self->buckets);
}
