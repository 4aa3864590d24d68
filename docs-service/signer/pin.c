/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/signer/pin.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/id.h"

#define SALT 16
#define HASH 32
#define PIN_MIN 6
#define PIN_MAX 12

struct PnPins {
  char *dir;
  gboolean required;
  GHashTable *tickets; /* who → Ticket */
};

typedef struct {
  char *name;
  gint64 until_us;
  GHashTable *files; /* set of what is still to be signed */
} Ticket;

typedef struct {
  guint8 salt[SALT], hash[HASH];
  guint wrong;
  gint64 shut_until_us;
} Kept;

static void
ticket_free (gpointer data)
{
  Ticket *ticket = data;
  g_free (ticket->name);
  g_hash_table_unref (ticket->files);
  g_free (ticket);
}

PnPins *
pn_pins_new (const char *dir)
{
  PnPins *self = g_new0 (PnPins, 1);
  self->dir = g_strdup (dir);
  self->tickets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, ticket_free);
  return self;
}

void
pn_pins_require (PnPins *self, gboolean required)
{
  self->required = required;
}

void
pn_pins_free (PnPins *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->tickets);
  g_free (self->dir);
  g_free (self);
}

/* ---- on disk: "v1 SALT HASH WRONG SHUT_UNTIL" */

static char *
path_of (PnPins *self, const char *who)
{
  g_autofree char *file = g_strdup_printf ("pin-%s", who);
  return g_build_filename (self->dir, file, NULL);
}

static gboolean
unhex (const char *text, guint8 *out, gsize n)
{
  g_autoptr (GBytes) bytes = pn_hex_decode (text);
  if (bytes == NULL || g_bytes_get_size (bytes) != n)
    return FALSE;
  memcpy (out, g_bytes_get_data (bytes, NULL), n);
  return TRUE;
}

/* FALSE without error: none is set. A file that cannot be read is an error: a lost hash must not open the
 * key. */
static gboolean
load (PnPins *self, const char *who, Kept *kept, GError **error)
{
  g_autofree char *path = path_of (self, who);
  g_autofree char *text = NULL;
  if (access (path, F_OK) != 0)
    return FALSE;
  if (g_file_get_contents (path, &text, NULL, NULL)) {
    g_auto (GStrv) parts = g_strsplit (g_strchomp (text), " ", 6);
    if (g_strv_length (parts) == 5 && g_str_equal (parts[0], "v1") && unhex (parts[1], kept->salt, SALT)
        && unhex (parts[2], kept->hash, HASH)) {
      kept->wrong = (guint) g_ascii_strtoull (parts[3], NULL, 10);
      kept->shut_until_us = g_ascii_strtoll (parts[4], NULL, 10);
      return TRUE;
    }
  }
  g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s cannot be read", path);
  return FALSE;
}

static gboolean
save (PnPins *self, const char *who, const Kept *kept, GError **error)
{
  g_autofree char *path = path_of (self, who), *salt = pn_hex_encode (kept->salt, SALT),
                  *hash = pn_hex_encode (kept->hash, HASH);
  g_autofree char *text
      = g_strdup_printf ("v1 %s %s %u %" G_GINT64_FORMAT "\n", salt, hash, kept->wrong, kept->shut_until_us);
  g_autoptr (GError) problem = NULL;
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &problem))
    return TRUE;
  g_set_error (error, PN_ERROR, g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? PN_ERROR_DISK_FULL : PN_ERROR_IO, "%s", problem->message);
  return FALSE;
}

/* N = 2^14, r = 8, p = 1: 16 MiB and some tens of milliseconds for each try. */
static gboolean
derive (const char *pin, const guint8 salt[SALT], guint8 out[HASH], GError **error)
{
  if (EVP_PBE_scrypt (pin, strlen (pin), salt, SALT, 1 << 14, 8, 1, 64 << 20, out, HASH) == 1)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, "scrypt failed");
  return FALSE;
}

/* ---- trying one */

static gboolean
try_pin (PnPins *self, const char *who, Kept *kept, const char *pin, gint64 now_us, GError **error)
{
  guint8 hash[HASH];
  if (now_us < kept->shut_until_us) {
    g_set_error (error, PN_ERROR, PN_ERROR_PIN_LOCKED, "shut for %d more minutes",
                 (int) ((kept->shut_until_us - now_us) / (60 * G_TIME_SPAN_SECOND)) + 1);
    return FALSE;
  }
  if (!derive (pin, kept->salt, hash, error))
    return FALSE;
  gboolean right = CRYPTO_memcmp (hash, kept->hash, HASH) == 0;
  if (right && kept->wrong == 0)
    return TRUE;
  kept->wrong = right ? 0 : kept->wrong + 1;
  if (kept->wrong >= PN_PIN_TRIES) {
    kept->wrong = 0;
    kept->shut_until_us = now_us + PN_PIN_SHUT_US;
  }
  if (!save (self, who, kept, error)) /* a try that is not counted is not answered */
    return FALSE;
  if (!right)
    g_set_error (error, PN_ERROR, PN_ERROR_PIN_WRONG, "%u wrong in a row", kept->wrong);
  return right;
}

static gboolean
form_is_good (const char *pin, GError **error)
{
  gsize n = strlen (pin), alike = 0, up = 0, down = 0;
  for (gsize i = 1; i < n; i++) {
    alike += pin[i] == pin[i - 1];
    up += pin[i] == pin[i - 1] + 1;
    down += pin[i] == pin[i - 1] - 1;
  }
  if (n >= PIN_MIN && n <= PIN_MAX && strspn (pin, "0123456789") == n && alike < n - 1 && up < n - 1
      && down < n - 1)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_PIN_FORM, "6 to 12 digits, not all alike, not in a row");
  return FALSE;
}

static gboolean
need_pin (const char *why, GError **error)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_PIN_NEEDED, why);
  return FALSE;
}

gboolean
pn_pins_is_set (PnPins *self, const char *who)
{
  g_autofree char *path = path_of (self, who);
  return access (path, F_OK) == 0;
}

gboolean
pn_pins_set (PnPins *self, const char *who, const char *old, const char *pin, gint64 now_us, GError **error)
{
  g_autoptr (GError) problem = NULL;
  Kept kept = { 0 };
  if (!form_is_good (pin, error))
    return FALSE;
  if (load (self, who, &kept, &problem)) {
    if (!try_pin (self, who, &kept, old != NULL ? old : "", now_us, error))
      return FALSE;
  } else if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  } else if (old != NULL) {
    return need_pin ("no PIN is set yet, so none is changed", error);
  }
  kept.wrong = 0;
  if (RAND_bytes (kept.salt, SALT) != 1) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, "no random bytes");
    return FALSE;
  }
  g_hash_table_remove (self->tickets, who);
  return derive (pin, kept.salt, kept.hash, error) && save (self, who, &kept, error);
}

/* ---- tickets */

char *
pn_pins_unlock (PnPins *self, const char *who, const char *pin, const char *const *files, gint64 now_us,
                GError **error)
{
  g_autoptr (GError) problem = NULL;
  Kept kept = { 0 };
  if (!load (self, who, &kept, &problem)) {
    if (problem != NULL)
      g_propagate_error (error, g_steal_pointer (&problem));
    else
      need_pin ("no PIN is set yet", error);
    return NULL;
  }
  if (!try_pin (self, who, &kept, pin, now_us, error))
    return NULL;
  Ticket *ticket = g_new0 (Ticket, 1);
  ticket->name = pn_id_token ();
  ticket->until_us = now_us + PN_PIN_TICKET_US;
  ticket->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; files[i] != NULL && i < PN_PIN_FILES; i++)
    g_hash_table_add (ticket->files, g_strdup (files[i]));
  g_hash_table_insert (self->tickets, g_strdup (who), ticket);
  return g_strdup (ticket->name);
}

gboolean
pn_pins_spend (PnPins *self, const char *who, const char *ticket, const char *file, gint64 now_us,
               GError **error)
{
  const Ticket *open = g_hash_table_lookup (self->tickets, who);
  if (!pn_pins_is_set (self, who)) /* a person's name is his number */
    return !self->required || !g_ascii_isdigit (*who) || need_pin ("no PIN is set yet", error);
  if (ticket == NULL || file == NULL || open == NULL || strlen (ticket) != strlen (open->name)
      || CRYPTO_memcmp (ticket, open->name, strlen (ticket)) != 0)
    return need_pin ("the key is shut by its PIN", error);
  if (now_us >= open->until_us)
    return need_pin ("the PIN was said too long ago", error);
  return g_hash_table_remove (open->files, file)
         || need_pin ("the PIN was said for other files, or this one is signed already", error);
}
