/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/csc/csc-client.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/id.h"
#include "base/wire.h"
#include "docs-service/signer/cms-build.h"

#define SECRET_MAX 16384
#define TOKEN_SLACK_S 30
#define JSON_TYPE "application/json"
#define OID_SHA256 "2.16.840.1.101.3.4.2.1"

struct PnCscClient {
  const PnCscWeb *web;
  X509_STORE *roots;
  char *form;   /* of the token request; NULL with a fixed token */
  GMutex mutex; /* of what follows */
  char *token;
  gint64 until;   /* monotonic µs; 0: no end known */
  gboolean known; /* info has been asked */
};

/* ---- secrets */

static char *
read_secret (const char *file, GError **error)
{
  g_autofree char *text = g_malloc0 (SECRET_MAX + 1);
  struct stat st;
  int fd = open (file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 || fstat (fd, &st) != 0 || read (fd, text, SECRET_MAX) < 0) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: %s", file, g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  close (fd);
  if ((st.st_mode & 077) == 0)
    return g_steal_pointer (&text);
  g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "%s can be read by others: chmod 600", file);
  return NULL;
}

static char *
secret_of (char *const *lines, const char *key)
{
  gsize n = strlen (key);
  for (; *lines != NULL; lines++)
    if (strncmp (*lines, key, n) == 0 && (*lines)[n] == '=')
      return g_strstrip (g_strdup (*lines + n + 1));
  return NULL;
}

static gboolean
take_secrets (PnCscClient *self, const char *file, GError **error)
{
  g_autofree char *text = read_secret (file, error);
  if (text == NULL)
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (text, "\n", 32);
  g_autofree char *id = secret_of (lines, "client_id"), *secret = secret_of (lines, "client_secret");
  self->token = secret_of (lines, "access_token");
  if (id != NULL && secret != NULL) {
    g_autofree char *i = g_uri_escape_string (id, NULL, FALSE),
                    *s = g_uri_escape_string (secret, NULL, FALSE);
    self->form = g_strdup_printf ("grant_type=client_credentials&client_id=%s&client_secret=%s", i, s);
    g_clear_pointer (&self->token, g_free);
  }
  if (self->form != NULL || self->token != NULL)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_CONFIG,
               "%s has neither client_id and client_secret nor access_token", file);
  return FALSE;
}

PnCscClient *
pn_csc_client_new (const PnCscWeb *web, const char *secret_file, const char *roots_file, GError **error)
{
  g_autoptr (PnCscClient) self = g_new0 (PnCscClient, 1);
  g_mutex_init (&self->mutex);
  self->web = web;
  self->roots = pn_csc_roots (roots_file, error);
  if (self->roots == NULL || !take_secrets (self, secret_file, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
pn_csc_client_free (PnCscClient *self)
{
  if (self == NULL)
    return;
  X509_STORE_free (self->roots);
  g_free (self->form);
  g_free (self->token);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* ---- the token, shared until it ends */

static char *
kept_token (PnCscClient *self)
{
  g_mutex_lock (&self->mutex);
  gboolean good = self->token != NULL && (self->until == 0 || g_get_monotonic_time () < self->until);
  char *token = good ? g_strdup (self->token) : NULL;
  g_mutex_unlock (&self->mutex);
  return token;
}

static void
keep_token (PnCscClient *self, const char *token, gint64 lives)
{
  gint64 seconds = MAX (CLAMP (lives, 0, 86400) - TOKEN_SLACK_S, 1);
  g_mutex_lock (&self->mutex);
  g_free (self->token);
  self->token = g_strdup (token);
  self->until = lives == 0 ? 0 : g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  g_mutex_unlock (&self->mutex);
}

static char *
get_token (PnCscClient *self, PnCscHttp *http, gboolean fresh, GError **error)
{
  long status;
  gint64 lives = 0;
  char *token = fresh && self->form != NULL ? NULL : kept_token (self);
  if (token != NULL || self->form == NULL)
    return token;
  g_autoptr (GBytes) body = pn_csc_http_post (http, "oauth2/token", "application/x-www-form-urlencoded", NULL,
                                              self->form, &status, error);
  token = body != NULL ? pn_csc_read_token (body, &lives, error) : NULL;
  if (token != NULL)
    keep_token (self, token, lives);
  return token;
}

/* One method; a token the service no longer takes is renewed once. */
static GBytes *
call (PnCscClient *self, PnCscHttp *http, const char *method, PnJson *take, GError **error)
{
  g_autoptr (PnJson) json = take;
  g_autofree char *text = pn_wire_dump (json);
  GBytes *answer = NULL;
  long status = 0;
  for (guint i = 0; answer == NULL && i < 2 && (i == 0 || (status == 401 && self->form != NULL)); i++) {
    g_clear_error (error);
    g_autofree char *token = get_token (self, http, i > 0, error);
    answer = token != NULL ? pn_csc_http_post (http, method, JSON_TYPE, token, text, &status, error) : NULL;
  }
  memset (text, 0, strlen (text)); /* it may hold a PIN */
  return answer;
}

/* ---- info, once: a service of another kind is not asked further */

static gboolean
meet (PnCscClient *self, PnCscHttp *http, GError **error)
{
  long status;
  g_mutex_lock (&self->mutex);
  gboolean known = self->known;
  g_mutex_unlock (&self->mutex);
  if (known)
    return TRUE;
  g_autoptr (GBytes) body = pn_csc_http_post (http, "info", JSON_TYPE, NULL, "{}", &status, error);
  if (body == NULL || !pn_csc_read_info (body, error))
    return FALSE;
  g_mutex_lock (&self->mutex);
  self->known = TRUE;
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static PnJson *
asking (const char *credential)
{
  PnJson *json = pn_wire_object ();
  pn_wire_set_str (json, "credentialID", credential);
  return json;
}

char **
pn_csc_client_list (PnCscClient *self, GError **error)
{
  g_autoptr (PnCscHttp) http = pn_csc_http_new (self->web);
  g_autoptr (GBytes) body
      = meet (self, http, error) ? call (self, http, "credentials/list", pn_wire_object (), error) : NULL;
  return body != NULL ? pn_csc_read_list (body, error) : NULL;
}

static PnCscCert *
ask_credential (PnCscClient *self, PnCscHttp *http, const char *credential, PnCscCredential **how,
                GError **error)
{
  if (!meet (self, http, error))
    return NULL;
  PnJson *ask = asking (credential);
  pn_wire_set_str (ask, "certificates", "chain");
  pn_wire_set_bool (ask, "certInfo", TRUE);
  pn_wire_set_bool (ask, "authInfo", TRUE);
  g_autoptr (GBytes) body = call (self, http, "credentials/info", ask, error);
  g_autoptr (PnCscCredential) told = body != NULL ? pn_csc_read_credential (body, error) : NULL;
  PnCscCert *cert = told != NULL
                        ? pn_csc_cert_check (told, self->roots, g_get_real_time () / G_USEC_PER_SEC, error)
                        : NULL;
  if (cert != NULL && how != NULL)
    *how = g_steal_pointer (&told);
  return cert;
}

PnCscCert *
pn_csc_client_credential (PnCscClient *self, const char *credential, PnCscCredential **how, GError **error)
{
  g_autoptr (PnCscHttp) http = pn_csc_http_new (self->web);
  return ask_credential (self, http, credential, how, error);
}

gboolean
pn_csc_client_challenge (PnCscClient *self, const char *credential, GError **error)
{
  g_autoptr (PnCscHttp) http = pn_csc_http_new (self->web);
  g_autoptr (GBytes) body = call (self, http, "credentials/getChallenge", asking (credential), error);
  return body != NULL;
}

/* ---- authorize and signHash: the SAD is asked for this very hash and used for it at once */

static PnJson *
hashes_of (GBytes *attributes)
{
  guint8 hash[PN_SHA256_BYTES];
  gsize n;
  const guint8 *bytes = g_bytes_get_data (attributes, &n);
  pn_sha256 (bytes, n, hash);
  g_autofree char *text = g_base64_encode (hash, sizeof hash);
  PnJson *list = pn_wire_array ();
  pn_wire_add_str (list, text);
  return list;
}

static void
add_answer (PnJson *list, const char *id, const char *value)
{
  if (id == NULL)
    return;
  PnJson *item = pn_wire_object ();
  pn_wire_set_str (item, "id", id);
  pn_wire_set_str (item, "value", value);
  pn_wire_add_take (list, item);
}

static char *
authorize (PnCscClient *self, PnCscHttp *http, const PnCscWish *wish, const PnCscCredential *how,
           const PnJson *hashes, GError **error)
{
  PnJson *ask = asking (wish->credential), *data = pn_wire_array ();
  add_answer (data, how->pin_id, wish->pin);
  add_answer (data, how->otp_id, wish->otp);
  pn_wire_set_int (ask, "numSignatures", 1);
  pn_wire_set_ref (ask, "hashes", hashes);
  pn_wire_set_str (ask, "hashAlgorithmOID", OID_SHA256);
  pn_wire_set_take (ask, "authData", data);
  g_autoptr (GBytes) body = call (self, http, "credentials/authorize", ask, error);
  return body != NULL ? pn_csc_read_sad (body, error) : NULL;
}

static GBytes *
sign_hash (PnCscClient *self, PnCscHttp *http, const char *credential, const PnCscCert *cert, const char *sad,
           const PnJson *hashes, GError **error)
{
  PnJson *ask = asking (credential);
  pn_wire_set_str (ask, "SAD", sad);
  pn_wire_set_ref (ask, "hashes", hashes);
  pn_wire_set_str (ask, "hashAlgorithmOID", OID_SHA256);
  pn_wire_set_str (ask, "signAlgo", cert->algo);
  pn_wire_set_str (ask, "operationMode", "S");
  g_autoptr (GBytes) body = call (self, http, "signatures/signHash", ask, error);
  return body != NULL ? pn_csc_read_signature (body, error) : NULL;
}

static gboolean
is_bound (const PnCscCert *cert, const char *expected, GError **error)
{
  g_autofree char *hash = pn_csc_cert_hash (cert->leaf);
  if (g_strcmp0 (hash, expected) == 0)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_REMOTE_WRONG_CERT,
                       "the credential has another certificate than the one that was bound");
  return FALSE;
}

GBytes *
pn_csc_client_sign (PnCscClient *self, const PnCscWish *wish, GError **error)
{
  g_autoptr (PnCscHttp) http = pn_csc_http_new (self->web);
  g_autoptr (PnCscCredential) how = NULL;
  g_autoptr (PnCscCert) cert = ask_credential (self, http, wish->credential, &how, error);
  if (cert == NULL || !is_bound (cert, wish->cert_sha256, error))
    return NULL;
  g_autoptr (GBytes) attributes = pn_cms_attributes (cert->leaf, wish->digest, error);
  if (attributes == NULL)
    return NULL;
  g_autoptr (PnJson) hashes = hashes_of (attributes);
  g_autofree char *sad = authorize (self, http, wish, how, hashes, error);
  g_autoptr (GBytes) raw
      = sad != NULL ? sign_hash (self, http, wish->credential, cert, sad, hashes, error) : NULL;
  g_autoptr (GBytes) value = raw != NULL ? pn_csc_value_check (cert->leaf, attributes, raw, error) : NULL;
  return value != NULL ? pn_cms_assemble (cert->leaf, cert->between, wish->digest, value, error) : NULL;
}
