/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/csc/csc-wait.h"

#include <string.h>

#include "base/id.h"

typedef struct {
  char *value, *hash;
  gint64 until; /* monotonic µs */
} Entry;

struct PnCscWait {
  GMutex mutex;
  GHashTable *entries; /* "kind hash" or "page state" -> Entry */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  g_free (entry->value);
  g_free (entry->hash);
  g_free (entry);
}

PnCscWait *
pn_csc_wait_new (void)
{
  PnCscWait *self = g_new0 (PnCscWait, 1);
  g_mutex_init (&self->mutex);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  return self;
}

void
pn_csc_wait_free (PnCscWait *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static gboolean
is_old (gpointer key, gpointer value, gpointer data)
{
  return ((const Entry *) value)->until < *(const gint64 *) data;
}

/* Full: nobody new is remembered until something ends. */
static void
put (PnCscWait *self, char *key_take, const char *hash, const char *value)
{
  gint64 now = g_get_monotonic_time ();
  g_mutex_lock (&self->mutex);
  g_hash_table_foreach_remove (self->entries, is_old, &now);
  if (g_hash_table_size (self->entries) < PN_CSC_WAIT_MAX) {
    Entry *entry = g_new0 (Entry, 1);
    *entry = (Entry){ g_strdup (value), g_strdup (hash), now + PN_CSC_WAIT_SECONDS * G_USEC_PER_SEC };
    g_hash_table_replace (self->entries, g_steal_pointer (&key_take), entry);
  }
  g_mutex_unlock (&self->mutex);
  g_free (key_take);
}

static char *
take (PnCscWait *self, const char *key, const char *hash)
{
  gint64 now = g_get_monotonic_time ();
  char *value = NULL;
  g_mutex_lock (&self->mutex);
  g_hash_table_foreach_remove (self->entries, is_old, &now);
  Entry *entry = g_hash_table_lookup (self->entries, key);
  if (entry != NULL && g_str_equal (entry->hash, hash)) {
    value = g_steal_pointer (&entry->value);
    g_hash_table_remove (self->entries, key);
  }
  g_mutex_unlock (&self->mutex);
  return value;
}

void
pn_csc_wait_keep (PnCscWait *self, PnCscWaitKind kind, const char *hash, const char *id)
{
  put (self, g_strdup_printf ("%d %s", kind, hash), hash, id);
}

char *
pn_csc_wait_take (PnCscWait *self, PnCscWaitKind kind, const char *hash)
{
  g_autofree char *key = g_strdup_printf ("%d %s", kind, hash);
  return take (self, key, hash);
}

char *
pn_csc_wait_page (PnCscWait *self, const char *hash, const char *verifier)
{
  char *state = pn_id_token ();
  put (self, g_strdup_printf ("page %s", state), hash, verifier);
  return state;
}

char *
pn_csc_wait_back (PnCscWait *self, const char *state, const char *hash)
{
  g_autofree char *key = g_strdup_printf ("page %s", state);
  return take (self, key, hash);
}

char *
pn_csc_wait_challenge (const char *verifier)
{
  guint8 hash[PN_SHA256_BYTES];
  pn_sha256 (verifier, strlen (verifier), hash);
  return pn_base64url_encode (hash, sizeof hash);
}
