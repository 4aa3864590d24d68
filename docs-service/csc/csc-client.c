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
#include "docs-service/csc/csc-wait.h"
#include "docs-service/signer/cms-build.h"

#define SECRET_MAX 16384
#define TOKEN_SLACK_S 30
#define JSON_TYPE "application/json"
#define FORM_TYPE "application/x-www-form-urlencoded"
#define OID_SHA256 "2.16.840.1.101.3.4.2.1"

struct PnCscClient {
  const PnCscWeb *web;
  X509_STORE *roots;
  char *form;   /* of the token request; NULL with a fixed token */
  char *id, *secret; /* escaped, of the client; NULL likewise */
  const char *oauth2, *redirect;
  PnCscWait *wait;
  GMutex mutex; /* of what follows */
  char *token;
  gint64 until;   /* monotonic µs; 0: no end known */
  gboolean known; /* info has been asked */
  gboolean later; /* it signs asynchronously */
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
    self->id = g_uri_escape_string (id, NULL, FALSE);
    self->secret = g_uri_escape_string (secret, NULL, FALSE);
    self->form = g_strdup_printf ("grant_type=client_credentials&client_id=%s&client_secret=%s", self->id, self->secret);
    g_clear_pointer (&self->token, g_free);
  }
  if (self->form != NULL || self->token != NULL)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_CONFIG,
               "%s has neither client_id and client_secret nor access_token", file);
  return FALSE;
}

PnCscClient *
pn_csc_client_new (const PnCscWeb *web, const char *secret_file, const char *roots_file, const char *oauth2, const char *redirect, GError **error)
{
  g_autoptr (PnCscClient) self = g_new0 (PnCscClient, 1);
  g_mutex_init (&self->mutex);
  self->web = web;
  self->oauth2 = *oauth2 != '\0' ? oauth2 : web->url;
  self->redirect = redirect;
  self->wait = pn_csc_wait_new ();
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
  g_free (self->id);
  g_free (self->secret);
  g_free (self->token);
  pn_csc_wait_free (self->wait);
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
  g_autoptr (GBytes) body = pn_csc_http_post (http, "oauth2/token", FORM_TYPE, NULL,
                                              self->form, &status, error);
  token = body != NULL ? pn_csc_read_token (body, "Bearer", &lives, error) : NULL;
  if (token != NULL)
    keep_token (self, token, lives);
  return token;
}

/* One method; a token the service no longer takes is renewed once. A null answer (204) is an empty one. */
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
  gboolean later = FALSE;
  if (body == NULL || !pn_csc_read_info (body, &later, error))
    return FALSE;
  g_mutex_lock (&self->mutex);
  self->known = TRUE;
  self->later = later;
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

/* 11.8: for the object of the credential that asks for a code. */
gboolean
pn_csc_client_challenge (PnCscClient *self, const char *credential, GError **error)
{
  g_autoptr (PnCscHttp) http = pn_csc_http_new (self->web);
  g_autoptr (PnCscCredential) how = NULL;
  g_autoptr (PnCscCert) cert = ask_credential (self, http, credential, &how, error);
  if (cert == NULL)
    return FALSE;
  if (how->otp_id == NULL || !how->otp_sent) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_REMOTE_REFUSED, "this credential asks for no code that is sent");
    return FALSE;
  }
  PnJson *ask = asking (credential);
  pn_wire_set_str (ask, "authObjectID", how->otp_id);
  g_autoptr (GBytes) body = call (self, http, "credentials/getChallenge", ask, error);
  return body != NULL;
}

/* ---- one signature: the wish, the credential, and what is signed */

typedef struct {
  PnCscClient *client;
  PnCscHttp *http;
  const PnCscWish *wish;
  PnCscCredential *how;
  PnCscCert *cert;
  GBytes *attributes;
  PnJson *hashes;
  char *hash; /* base64 of the one in hashes */
} Sign;

static void
sign_clear (Sign *self)
{
  g_clear_pointer (&self->http, pn_csc_http_free);
  g_clear_pointer (&self->how, pn_csc_credential_free);
  g_clear_pointer (&self->cert, pn_csc_cert_free);
  g_clear_pointer (&self->attributes, g_bytes_unref);
  pn_json_unref (self->hashes);
  g_free (self->hash);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sign, sign_clear)

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

static gboolean
begin (Sign *self, PnCscClient *client, const PnCscWish *wish, GError **error)
{
  guint8 hash[PN_SHA256_BYTES];
  gsize n;
  self->client = client;
  self->wish = wish;
  self->http = pn_csc_http_new (client->web);
  self->cert = ask_credential (client, self->http, wish->credential, &self->how, error);
  if (self->cert == NULL || !is_bound (self->cert, wish->cert_sha256, error))
    return FALSE;
  self->attributes = pn_cms_attributes (self->cert->leaf, wish->digest, error);
  if (self->attributes == NULL)
    return FALSE;
  const guint8 *bytes = g_bytes_get_data (self->attributes, &n);
  pn_sha256 (bytes, n, hash);
  self->hash = g_base64_encode (hash, sizeof hash);
  self->hashes = pn_wire_array ();
  pn_wire_add_str (self->hashes, self->hash);
  return TRUE;
}

/* Before the n-th question: soon at first, then every second. FALSE: it has been long enough, and he is told to come back. */
static gboolean
pause_before (guint n, gint64 began, const PnCscClient *client)
{
  if (n == 0)
    return TRUE;
  if (g_get_monotonic_time () - began > client->web->wait * G_USEC_PER_SEC)
    return FALSE;
  g_usleep (n < 5 ? G_USEC_PER_SEC / 5 : G_USEC_PER_SEC);
  return TRUE;
}

static gboolean
still_waits (GError **error)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_REMOTE_WAITING, "the service has not answered finally");
  return FALSE;
}

/* ---- authorised by PIN and code, or by the holder on his telephone (11.6, 11.7) */

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

static GBytes *
ask_sad (Sign *self, GError **error)
{
  PnJson *ask = asking (self->wish->credential), *data = pn_wire_array ();
  add_answer (data, self->how->pin_id, self->wish->pin);
  add_answer (data, self->how->otp_id, self->wish->otp);
  pn_wire_set_int (ask, "numSignatures", 1);
  pn_wire_set_ref (ask, "hashes", self->hashes);
  pn_wire_set_str (ask, "hashAlgorithmOID", OID_SHA256);
  if (self->how->mode == PN_CSC_EXPLICIT)
    pn_wire_set_take (ask, "authData", data);
  else
    pn_json_unref (data);
  return call (self->client, self->http, "credentials/authorize", ask, error);
}

static GBytes *
ask_again (Sign *self, const char *handle, GError **error)
{
  PnJson *ask = pn_wire_object ();
  pn_wire_set_str (ask, "handle", handle);
  return call (self->client, self->http, "credentials/authorizeCheck", ask, error);
}

static char *
authorize (Sign *self, GError **error)
{
  g_autofree char *handle = pn_csc_wait_take (self->client->wait, PN_CSC_WAIT_SAD, self->hash);
  char *sad = NULL;
  gint64 began = g_get_monotonic_time ();
  for (guint i = 0; sad == NULL && pause_before (i, began, self->client); i++) {
    g_autoptr (GBytes) body = handle != NULL ? ask_again (self, handle, error) : ask_sad (self, error);
    g_clear_pointer (&handle, g_free);
    if (body == NULL || !pn_csc_read_sad (body, &sad, &handle, error))
      return NULL;
  }
  if (sad == NULL && handle != NULL) {
    pn_csc_wait_keep (self->client->wait, PN_CSC_WAIT_SAD, self->hash, handle);
    still_waits (error);
  }
  return sad;
}

/* ---- authorised on a page of the service: OAuth 2.0 authorisation code with PKCE (8; RFC 6749 4.1, RFC 7636), scope credential */

char *
pn_csc_client_page (PnCscClient *client, const PnCscWish *wish, GError **error)
{
  g_auto (Sign) self = { 0 };
  if (!begin (&self, client, wish, error))
    return NULL;
  if (self.how->mode != PN_CSC_OAUTH2CODE || *client->redirect == '\0' || client->id == NULL) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_REMOTE_REFUSED, "no page of the service: the credential is of another mode, or [csc] redirect or client_id is not set");
    return NULL;
  }
  g_autofree char *verifier = pn_id_token (), *state = pn_csc_wait_page (client->wait, self.hash, verifier), *challenge = pn_csc_wait_challenge (verifier);
  g_autofree char *hash = g_strdelimit (g_strdelimit (g_strdup (self.hash), "+", '-'), "/", '_'), *back = g_uri_escape_string (client->redirect, NULL, FALSE);
  g_autofree char *credential = g_uri_escape_string (wish->credential, NULL, FALSE);
  hash[strcspn (hash, "=")] = '\0'; /* base64url (RFC 4648 5) */
  return g_strdup_printf ("%s/oauth2/authorize?response_type=code&client_id=%s&redirect_uri=%s&scope=credential&code_challenge=%s&code_challenge_method=S256&state=%s"
                          "&credentialID=%s&numSignatures=1&hashes=%s&hashAlgorithmOID=" OID_SHA256,
                          client->oauth2, client->id, back, challenge, state, credential, hash);
}

/* The token of scope credential is what authorises the signature. */
static char *
exchange (Sign *self, GError **error)
{
  gint64 lives;
  long status;
  const PnCscClient *client = self->client;
  g_autofree char *verifier = pn_csc_wait_back (client->wait, self->wish->state, self->hash);
  if (verifier == NULL || client->id == NULL) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_REMOTE_REFUSED, "the page of the service was not asked for this signature, or too long ago");
    return NULL;
  }
  g_autofree char *code = g_uri_escape_string (self->wish->code, NULL, FALSE), *back = g_uri_escape_string (client->redirect, NULL, FALSE);
  g_autofree char *form = g_strdup_printf ("grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s&client_id=%s&client_secret=%s", code, back,
                                           verifier, client->id, client->secret);
  g_autoptr (GBytes) body = pn_csc_http_post (self->http, "oauth2/token", FORM_TYPE, NULL, form, &status, error);
  return body != NULL ? pn_csc_read_token (body, "SAD", &lives, error) : NULL;
}

/* ---- signHash: the SAD is asked for this very hash and used for it at once (11.10, 11.12) */

static GBytes *
ask_value (Sign *self, const char *sad, GError **error)
{
  PnJson *ask = asking (self->wish->credential);
  pn_wire_set_str (ask, "SAD", sad);
  pn_wire_set_ref (ask, "hashes", self->hashes);
  pn_wire_set_str (ask, "hashAlgorithmOID", OID_SHA256);
  pn_wire_set_str (ask, "signAlgo", self->cert->algo);
  if (pn_csc_is_pss (self->cert)) {
    g_autofree char *params = g_base64_encode (pn_cms_pss_der, sizeof pn_cms_pss_der);
    pn_wire_set_str (ask, "signAlgoParams", params);
  }
  pn_wire_set_str (ask, "operationMode", self->client->later ? "A" : "S");
  return call (self->client, self->http, "signatures/signHash", ask, error);
}

static GBytes *
ask_answer (Sign *self, const char *id, GError **error)
{
  PnJson *ask = pn_wire_object ();
  pn_wire_set_str (ask, "requestID", id);
  return call (self->client, self->http, "signatures/signPolling", ask, error);
}

/* later: the id of an answer that is waited for, or NULL; taken. */
static GBytes *
fetch_value (Sign *self, const char *sad, char *later_take, GError **error)
{
  g_autofree char *later = later_take;
  GBytes *value = NULL;
  gint64 began = g_get_monotonic_time ();
  for (guint i = 0; value == NULL && pause_before (i, began, self->client); i++) {
    g_autoptr (GBytes) body = later != NULL ? ask_answer (self, later, error) : ask_value (self, sad, error);
    g_autofree char *asked = g_steal_pointer (&later);
    if (body == NULL || !pn_csc_read_signature (body, asked, &value, &later, error))
      return NULL;
  }
  if (value == NULL) {
    pn_csc_wait_keep (self->client->wait, PN_CSC_WAIT_VALUE, self->hash, later);
    still_waits (error);
  }
  return value;
}

GBytes *
pn_csc_client_sign (PnCscClient *client, const PnCscWish *wish, GError **error)
{
  g_auto (Sign) self = { 0 };
  if (!begin (&self, client, wish, error))
    return NULL;
  char *later = pn_csc_wait_take (client->wait, PN_CSC_WAIT_VALUE, self.hash);
  g_autofree char *sad = later != NULL ? NULL : self.how->mode == PN_CSC_OAUTH2CODE ? exchange (&self, error) : authorize (&self, error);
  g_autoptr (GBytes) raw = sad != NULL || later != NULL ? fetch_value (&self, sad, later, error) : NULL;
  g_autoptr (GBytes) value = raw != NULL ? pn_csc_value_check (self.cert, self.attributes, raw, error) : NULL;
  return value != NULL ? pn_cms_assemble (self.cert->leaf, self.cert->between, wish->digest, pn_csc_is_pss (self.cert), value, error) : NULL;
}
