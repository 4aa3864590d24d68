/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/signer/keystore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "docs-service/signer/cms-build.h"
#include "docs-service/signer/evidence.h"

#define WHO_MAX 40
#define KEY_TSA "tsa"
#define EXPIRES_SOON 86400

struct PnKeystore {
  char *dir;
  char *organization;
  char *services; /* URL that new certificates name */
  char *passphrase;
  gboolean demo;
  PnIdentity root;
  GHashTable *loaded; /* who → PnIdentity */
  PnToken *token;     /* NULL: none */
  PnPins *pins;
};

static void
identity_free (gpointer data)
{
  pn_identity_clear (data);
  g_free (data);
}

void
pn_keystore_free (PnKeystore *self)
{
  if (self == NULL)
    return;
  if (self->passphrase != NULL)
    OPENSSL_cleanse (self->passphrase, strlen (self->passphrase));
  g_free (self->passphrase);
  g_free (self->dir);
  g_free (self->organization);
  g_free (self->services);
  pn_identity_clear (&self->root);
  pn_token_free (self->token);
  pn_pins_free (self->pins);
  g_clear_pointer (&self->loaded, g_hash_table_unref);
  g_free (self);
}

static gboolean
io_failed (GError **error, const char *what, const char *path)
{
  int code = errno;

  g_set_error (error, PN_ERROR, (int) pn_error_code_of_errno (code), "%s %s: %s", what, path, g_strerror (code));
  return FALSE;
}

static gboolean
sync_dir (const char *dir)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return ok;
}

static gboolean
write_all (int fd, const guint8 *p, gsize n)
{
  while (n > 0) {
    gssize w = write (fd, p, n);
    if (w < 0 && errno == EINTR)
      continue;
    if (w <= 0)
      return FALSE;
    p += w;
    n -= w;
  }
  return TRUE;
}

/* Whole or not at all: a key that is half on disk would be a person who cannot sign. */
static gboolean
write_private (PnKeystore *self, const char *name, const void *bytes, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree char *temp = g_strconcat (path, ".new", NULL);
  int fd = open (temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return io_failed (error, "creating", temp);
  gboolean ok = write_all (fd, bytes, length) && fsync (fd) == 0;
  ok = close (fd) == 0 && ok;
  if (!ok || rename (temp, path) != 0 || !sync_dir (self->dir))
    return io_failed (error, "writing", path);
  return TRUE;
}

static gboolean
load_passphrase (PnKeystore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "passphrase", NULL);

  if (g_file_get_contents (path, &self->passphrase, NULL, NULL)) {
    g_strchomp (self->passphrase);
    if (*self->passphrase != '\0')
      return TRUE;
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "%s is empty", path);
    return FALSE;
  }
  if (errno != ENOENT && access (path, F_OK) == 0)
    return io_failed (error, "reading", path);
  self->passphrase = pn_id_token ();
  return write_private (self, "passphrase", self->passphrase, strlen (self->passphrase), error);
}

static gboolean
save_identity (PnKeystore *self, const char *file, const char *label, const PnIdentity *id, GError **error)
{
  STACK_OF (X509) *chain = sk_X509_new_null ();
  guint8 *der = NULL;
  gboolean ok;

  if (self->root.cert != NULL)
    sk_X509_push (chain, self->root.cert);
  PKCS12 *p12 = PKCS12_create (self->passphrase, label, id->key, id->cert, chain, 0, 0, 0, 0, 0);
  int n = p12 != NULL ? i2d_PKCS12 (p12, &der) : -1;
  if (n > 0) {
    ok = write_private (self, file, der, n, error);
    OPENSSL_clear_free (der, n);
  } else {
    g_set_error (error, PN_ERROR, PN_ERROR_INTERNAL, "packing the key of %s", label);
    ok = FALSE;
  }
  PKCS12_free (p12);
  sk_X509_free (chain);
  ERR_clear_error ();
  return ok;
}

/* FALSE without error when there is no such file. */
static gboolean
load_identity (PnKeystore *self, const char *file, PnIdentity *id, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, file, NULL);
  g_autofree char *bytes = NULL;
  gsize n;

  if (!g_file_get_contents (path, &bytes, &n, NULL))
    return access (path, F_OK) != 0 ? FALSE : io_failed (error, "reading", path);
  const guint8 *p = (const guint8 *) bytes;
  PKCS12 *p12 = d2i_PKCS12 (NULL, &p, n);
  gboolean ok = p12 != NULL && PKCS12_parse (p12, self->passphrase, &id->key, &id->cert, NULL) == 1;
  PKCS12_free (p12);
  ERR_clear_error ();
  if (!ok)
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "%s does not open with the passphrase", path);
  return ok;
}

static gboolean
ensure_root (PnKeystore *self, GError **error)
{
  g_autoptr (GError) inner = NULL;
  const PnSubject subject = { .common_name = "Cơ quan chứng thực thử nghiệm Phien", .organization = self->organization };

  if (load_identity (self, "root.p12", &self->root, &inner))
    return TRUE;
  if (inner != NULL) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  if (!self->demo)
    return TRUE; /* real certificates bring their own chain */
  g_auto (PnIdentity) made = { 0 };
  if (!pn_authority_make_root (&subject, &made, error) || !save_identity (self, "root.p12", "root", &made, error))
    return FALSE;
  self->root = made;
  made = (PnIdentity) { 0 };
  return TRUE;
}

PnKeystore *
pn_keystore_open (const char *dir, gboolean demo, const char *organization, GError **error)
{
  g_autoptr (PnKeystore) self = g_new0 (PnKeystore, 1);
  gboolean is_new;

  self->dir = g_strdup (dir);
  self->organization = g_strdup (organization);
  self->demo = demo;
  self->pins = pn_pins_new (dir);
  self->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, identity_free);
  if (g_mkdir_with_parents (dir, 0700) != 0 || chmod (dir, 0700) != 0) {
    io_failed (error, "making", dir);
    return NULL;
  }
  const PnSubject seal = { .common_name = organization, .organization = organization };
  if (!load_passphrase (self, error) || !ensure_root (self, error)
      || (demo && !pn_keystore_enrol (self, PN_KEY_SEAL, &seal, &is_new, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/* The name becomes a file name: nothing but what cannot climb. */
static gboolean
who_is_sane (const char *who, GError **error)
{
  gsize n = strlen (who);

  if (n >= 1 && n <= WHO_MAX && strspn (who, "abcdefghijklmnopqrstuvwxyz0123456789-") == n)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a key's name is 1 to 40 of a-z, 0-9 and -");
  return FALSE;
}

static PnIdentity *
find (PnKeystore *self, const char *who, GError **error)
{
  PnIdentity *id = g_hash_table_lookup (self->loaded, who);
  g_autoptr (GError) inner = NULL;

  if (id != NULL)
    return id;
  if (!who_is_sane (who, error))
    return NULL;
  g_autofree char *file = g_strdup_printf ("key-%s.p12", who);
  g_auto (PnIdentity) read = { 0 };
  if (!load_identity (self, file, &read, &inner)) {
    if (inner != NULL)
      g_propagate_error (error, g_steal_pointer (&inner));
    else
      g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "no key for %s", who);
    return NULL;
  }
  id = g_memdup2 (&read, sizeof read);
  read = (PnIdentity) { 0 };
  g_hash_table_insert (self->loaded, g_strdup (who), id);
  return id;
}

static gboolean
ends_within (X509 *cert, int seconds)
{
  time_t limit = time (NULL) + seconds;

  return X509_cmp_time (X509_get0_notAfter (cert), &limit) < 0;
}

gboolean
pn_keystore_enrol (PnKeystore *self, const char *who, const PnSubject *subject, gboolean *is_new, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_auto (PnIdentity) made = { 0 };
  PnIdentity *old = find (self, who, &inner);

  *is_new = FALSE;
  if (old != NULL && !ends_within (old->cert, EXPIRES_SOON))
    return TRUE;
  if (old == NULL && !g_error_matches (inner, PN_ERROR, PN_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  if (!self->demo || self->root.key == NULL) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_NOT_ALLOWED, "keys are made in demo mode only");
    return FALSE;
  }
  g_autofree char *file = g_strdup_printf ("key-%s.p12", who);
  PnSubject full = *subject;
  if (full.organization == NULL)
    full.organization = self->organization;
  full.services = self->services;
  if (!pn_authority_issue (&self->root, &full, &made, error) || !save_identity (self, file, who, &made, error))
    return FALSE;
  g_hash_table_remove (self->loaded, who); /* read back from disk: what is used is what will be there tomorrow */
  *is_new = TRUE;
  return find (self, who, error) != NULL;
}

void
pn_keystore_set_services (PnKeystore *self, const char *url)
{
  g_free (self->services);
  self->services = g_strdup (url);
}

void
pn_keystore_add_token (PnKeystore *self, PnToken *token)
{
  pn_token_free (self->token);
  self->token = token;
}

static const PnTokenKey *
in_token (PnKeystore *self, const char *who)
{
  return self->token != NULL ? pn_token_find (self->token, who) : NULL;
}

X509 *
pn_keystore_cert (PnKeystore *self, const char *who, GError **error)
{
  const PnTokenKey *key = in_token (self, who);
  PnIdentity *id = key == NULL ? find (self, who, error) : NULL;

  return key != NULL ? key->cert : id != NULL ? id->cert : NULL;
}

/* On disk before the signature leaves: there is never a signature without its line. */
static gboolean
audit (PnKeystore *self, const char *who, X509 *cert, const guint8 *digest, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "audit.log", NULL);
  g_autofree char *now = pn_time_to_iso (pn_clock_now_us (pn_clock_system ()));
  g_autofree char *serial = pn_cert_serial (cert);
  g_autofree char *hex = pn_hex_encode (digest, 32);
  g_autofree char *line = g_strdup_printf ("%s sign %s %s sha256:%s\n", now, who, serial, hex);
  int fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return io_failed (error, "opening", path);
  gboolean ok = write_all (fd, (const guint8 *) line, strlen (line)) && fdatasync (fd) == 0;
  ok = close (fd) == 0 && ok;
  return ok ? TRUE : io_failed (error, "writing", path);
}

/* Lines of "serial seconds"; a line that is none was never acknowledged. */
static GArray *
load_revoked (PnKeystore *self)
{
  g_autofree char *path = g_build_filename (self->dir, "revoked", NULL);
  g_autofree char *text = NULL;
  GArray *list = g_array_new (FALSE, TRUE, sizeof (PnRevoked));

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return list;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    PnRevoked one;
    if (sscanf (lines[i], "%63[0-9A-Fa-f] %" G_GINT64_FORMAT, one.serial, &one.since) == 2)
      g_array_append_val (list, one);
  }
  return list;
}

static gboolean
is_revoked (PnKeystore *self, X509 *cert)
{
  g_autoptr (GArray) list = load_revoked (self);
  g_autofree char *serial = pn_cert_serial (cert);
  for (guint i = 0; i < list->len; i++)
    if (g_ascii_strcasecmp (g_array_index (list, PnRevoked, i).serial, serial) == 0)
      return TRUE;
  return FALSE;
}

GBytes *
pn_keystore_sign (PnKeystore *self, const char *who, const guint8 digest[32], GError **error)
{
  const PnTokenKey *key = in_token (self, who);
  X509 *cert = pn_keystore_cert (self, who, error);

  if (cert == NULL)
    return NULL;
  if (ends_within (cert, 0)) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "the certificate of %s has expired", who);
    return NULL;
  }
  if (is_revoked (self, cert)) {
    g_set_error (error, PN_ERROR, PN_ERROR_SIGNER_REVOKED, "the certificate of %s was revoked", who);
    return NULL;
  }
  STACK_OF (X509) *chain = sk_X509_new_null ();
  if (self->root.cert != NULL)
    sk_X509_push (chain, self->root.cert);
  g_autoptr (GBytes) cms = key != NULL ? pn_cms_build (cert, chain, digest, pn_token_raw, (gpointer) key, error)
                                       : pn_cms_build (cert, chain, digest, pn_cms_raw_by_key, find (self, who, NULL)->key, error);
  sk_X509_free (chain);
  if (cms == NULL || !audit (self, who, cert, digest, error))
    return NULL;
  return g_steal_pointer (&cms);
}

char *
pn_keystore_roots_pem (PnKeystore *self)
{
  g_autoptr (GArray) list = load_revoked (self);
  g_autofree char *root = self->root.cert != NULL ? pn_cert_pem (self->root.cert) : g_strdup ("");
  g_autoptr (GBytes) crl = list->len > 0 ? pn_keystore_crl (self, NULL) : NULL;
  g_autofree char *revoked = crl != NULL ? pn_crl_pem (crl) : NULL;

  return g_strconcat (root, revoked, NULL);
}

X509 *
pn_keystore_root (PnKeystore *self)
{
  return self->root.cert;
}

static gboolean
need_authority (PnKeystore *self, GError **error)
{
  if (self->root.key != NULL)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_NOT_FOUND, "there is no authority here");
  return FALSE;
}

/* The time-stamp key is made when it is first wanted. */
static PnIdentity *
find_tsa (PnKeystore *self, GError **error)
{
  PnIdentity *id = find (self, KEY_TSA, NULL);
  const PnSubject subject
      = { .common_name = "Dịch vụ cấp dấu thời gian thử nghiệm Phien", .organization = self->organization, .services = self->services };
  g_auto (PnIdentity) made = { 0 };

  if (id != NULL && !ends_within (id->cert, EXPIRES_SOON))
    return id;
  if (!pn_authority_issue_tsa (&self->root, &subject, &made, error) || !save_identity (self, "key-" KEY_TSA ".p12", KEY_TSA, &made, error))
    return NULL;
  g_hash_table_remove (self->loaded, KEY_TSA);
  return find (self, KEY_TSA, error);
}

GBytes *
pn_keystore_timestamp (PnKeystore *self, GBytes *request, GError **error)
{
  PnIdentity *tsa = need_authority (self, error) ? find_tsa (self, error) : NULL;

  return tsa != NULL ? pn_tsa_answer (tsa, self->root.cert, request, (gint64) time (NULL), error) : NULL;
}

gboolean
pn_keystore_revoke (PnKeystore *self, const char *who, GError **error)
{
  PnIdentity *id = find (self, who, error);

  if (id == NULL)
    return FALSE;
  g_autoptr (GArray) list = load_revoked (self);
  g_autofree char *serial = pn_cert_serial (id->cert);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < list->len; i++) {
    const PnRevoked *one = &g_array_index (list, PnRevoked, i);
    if (g_ascii_strcasecmp (one->serial, serial) == 0)
      return TRUE;
    g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", one->serial, one->since);
  }
  g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", serial, (gint64) time (NULL));
  return write_private (self, "revoked", text->str, text->len, error);
}

GBytes *
pn_keystore_crl (PnKeystore *self, GError **error)
{
  g_autoptr (GArray) list = load_revoked (self);

  return need_authority (self, error) ? pn_crl_make (&self->root, list, (gint64) time (NULL), error) : NULL;
}

GBytes *
pn_keystore_ocsp (PnKeystore *self, GBytes *request, GError **error)
{
  g_autoptr (GArray) list = load_revoked (self);

  return need_authority (self, error) ? pn_ocsp_answer (&self->root, list, request, (gint64) time (NULL), error) : NULL;
}

PnPins *
pn_keystore_pins (PnKeystore *self)
{
  return self->pins;
}
