/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/csc/csc-answer.h"

#include <string.h>

#include "base/error.h"
#include "base/wire.h"

#define BASE64_MAX 65536 /* digits of a certificate or signature */
#define SAD_MAX 8192
#define TOKEN_MAX 8192
#define ID_MAX 200
#define METHODS_MAX 100
#define OBJECTS_MAX 8
#define SIGNATURE_MAX 1024

void
pn_csc_credential_free (PnCscCredential *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  g_clear_pointer (&self->algos, g_ptr_array_unref);
  g_free (self->pin_id);
  g_free (self->otp_id);
  g_free (self);
}

/* Whatever the reader of JSON found, the answer is what is wrong. */
static gboolean
bad (GError **error, const char *method, const char *why)
{
  g_clear_error (error);
  g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_BAD_ANSWER, "%s: %s", method, why);
  return FALSE;
}

static gboolean
bad_json (GError **error, const char *method, GError *cause)
{
  g_autoptr (GError) owned = cause;
  return bad (error, method, owned != NULL ? owned->message : "not understood");
}

static PnJson *
parse (GBytes *body, const char *method, GError **error)
{
  GError *cause = NULL;
  gsize length;
  const void *bytes = g_bytes_get_data (body, &length);
  g_autoptr (PnJson) json = pn_wire_parse (bytes, length, PN_CSC_ANSWER_MAX, &cause);
  if (json == NULL) {
    bad_json (error, method, cause);
    return NULL;
  }
  if (!pn_wire_is_object (json)) {
    bad (error, method, "not an object");
    return NULL;
  }
  return g_steal_pointer (&json);
}

/* Standard alphabet with its padding and nothing else; g_base64_decode alone would skip what it does not
 * know. */
static GBytes *
decode (const char *text, gsize max)
{
  gsize n = strlen (text),
        digits = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
        length = 0;
  gsize padding = strspn (text + digits, "=");
  if (n == 0 || n > BASE64_MAX || n % 4 != 0 || padding > 2 || digits + padding != n)
    return NULL;
  guchar *bytes = g_base64_decode (text, &length);
  g_autoptr (GBytes) out = g_bytes_new_take (bytes, length);
  return length > 0 && length <= max ? g_steal_pointer (&out) : NULL;
}

static gboolean
has_string (const PnJson *array, const char *wanted)
{
  for (gsize i = 0; i < pn_wire_length (array); i++)
    if (g_str_equal (pn_wire_str_at (array, i, ""), wanted))
      return TRUE;
  return FALSE;
}

gboolean
pn_csc_read_info (GBytes *body, gboolean *later, GError **error)
{
  static const char *const needed[] = { "credentials/info", "signatures/signHash" };
  GError *cause = NULL;
  const char *specs;
  const PnJson *methods;
  g_autoptr (PnJson) json = parse (body, "info", error);
  if (json == NULL)
    return FALSE;
  if (!pn_wire_get_str (json, "specs", 1, 20, &specs, &cause)
      || !pn_wire_get_array (json, "methods", METHODS_MAX, &methods, &cause))
    return bad_json (error, "info", cause);
  if (!g_str_has_prefix (specs, "2."))
    return bad (error, "info", "the service does not speak version 2 of the API");
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!has_string (methods, needed[i]))
      return bad (error, "info", "the service lacks a method that is needed");
  *later = pn_wire_bool (json, "asynchronousOperationMode", FALSE) && has_string (methods, "signatures/signPolling");
  return TRUE;
}

/* It goes into a header or a form: RFC 6750 2.1 b64token. */
static gboolean
is_token (const char *text)
{
  return text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=")] == '\0';
}

char *
pn_csc_read_token (GBytes *body, const char *wanted, gint64 *lives, GError **error)
{
  GError *cause = NULL;
  const char *token, *type;
  gint64 seconds = 0;
  g_autoptr (PnJson) json = parse (body, "oauth2/token", error);
  if (json == NULL)
    return NULL;
  if (!pn_wire_get_str (json, "access_token", 1, TOKEN_MAX, &token, &cause)
      || !pn_wire_get_str (json, "token_type", 1, 20, &type, &cause)
      || !pn_wire_opt_int (json, "expires_in", 0, PN_WIRE_MAX_INT, &seconds, &cause)) {
    bad_json (error, "oauth2/token", cause);
    return NULL;
  }
  if (g_ascii_strcasecmp (type, wanted) != 0 || !is_token (token)) {
    bad (error, "oauth2/token", "not a token of the kind that was asked for");
    return NULL;
  }
  *lives = seconds;
  return g_strdup (token);
}

char **
pn_csc_read_list (GBytes *body, GError **error)
{
  GError *cause = NULL;
  const PnJson *ids;
  g_autoptr (PnJson) json = parse (body, "credentials/list", error);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  if (json == NULL)
    return NULL;
  if (!pn_wire_get_array (json, "credentialIDs", PN_CSC_CREDENTIALS_MAX, &ids, &cause)) {
    bad_json (error, "credentials/list", cause);
    return NULL;
  }
  for (gsize i = 0; i < pn_wire_length (ids); i++) {
    const char *id = pn_wire_str_at (ids, i, "");
    if (*id == '\0' || strlen (id) > ID_MAX) {
      bad (error, "credentials/list", "an id is no string of 1 to 200 bytes");
      return NULL;
    }
    g_strv_builder_add (list, id);
  }
  return g_strv_builder_end (list);
}

/* ---- credentials/info */

/* What the service says itself of key and certificate. */
static gboolean
check_status (const PnJson *key, const PnJson *cert, GError **error)
{
  const char *key_status = pn_wire_str (key, "status", ""),
             *cert_status = pn_wire_str (cert, "status", "valid");
  if (!g_str_equal (key_status, "enabled"))
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_WRONG_CERT, "the service says the key is %.20s",
                 key_status);
  else if (!g_str_equal (cert_status, "valid"))
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_WRONG_CERT, "the service says the certificate is %.20s",
                 cert_status);
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_key (PnCscCredential *self, const PnJson *key, GError **error)
{
  GError *cause = NULL;
  const PnJson *algos;
  if (!pn_wire_get_array (key, "algo", 32, &algos, &cause))
    return bad_json (error, "credentials/info", cause);
  for (gsize i = 0; i < pn_wire_length (algos); i++) {
    const char *oid = pn_wire_str_at (algos, i, "");
    if (*oid == '\0' || strlen (oid) > 64 || oid[strspn (oid, "0123456789.")] != '\0')
      return bad (error, "credentials/info", "key/algo holds no OID");
    g_ptr_array_add (self->algos, g_strdup (oid));
  }
  return self->algos->len > 0 || bad (error, "credentials/info", "key/algo is empty");
}

static gboolean
read_chain (PnCscCredential *self, const PnJson *cert, GError **error)
{
  GError *cause = NULL;
  const PnJson *chain;
  if (!pn_wire_get_array (cert, "certificates", PN_CSC_CHAIN_MAX, &chain, &cause))
    return bad_json (error, "credentials/info", cause);
  for (gsize i = 0; i < pn_wire_length (chain); i++) {
    GBytes *der = decode (pn_wire_str_at (chain, i, ""), BASE64_MAX);
    if (der == NULL)
      return bad (error, "credentials/info", "a certificate is not base64");
    g_ptr_array_add (self->chain, der);
  }
  return self->chain->len > 0 || bad (error, "credentials/info", "no certificate");
}

static gboolean
read_object (PnCscCredential *self, const PnJson *object, GError **error)
{
  GError *cause = NULL;
  const char *type, *id;
  if (!pn_wire_is_object (object))
    return bad (error, "credentials/info", "an auth object is none");
  if (!pn_wire_get_str (object, "type", 1, 40, &type, &cause)
      || !pn_wire_get_str (object, "id", 1, 40, &id, &cause))
    return bad_json (error, "credentials/info", cause);
  gboolean sent = g_str_equal (type, "ChallengeResponse"), code = sent || (g_str_equal (type, "Password") && pn_wire_member (object, "generator") != NULL);
  char **place = code ? &self->otp_id : g_str_equal (type, "Password") ? &self->pin_id : NULL;
  if (place == NULL || *place != NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_REFUSED, "authorisation by %.40s is not spoken here", type);
    return FALSE;
  }
  *place = g_strdup (id);
  self->otp_sent = self->otp_sent || sent;
  return TRUE;
}

/* Everything that is asked for is given, so that the expression ("PIN AND OTP") need not be read. */
static gboolean
read_auth (PnCscCredential *self, const PnJson *auth, GError **error)
{
  GError *cause = NULL;
  const char *mode;
  const PnJson *objects = NULL;
  if (!pn_wire_get_str (auth, "mode", 1, 20, &mode, &cause)
      || !pn_wire_opt_array (auth, "objects", OBJECTS_MAX, &objects, &cause))
    return bad_json (error, "credentials/info", cause);
  self->mode = g_str_equal (mode, "implicit") ? PN_CSC_IMPLICIT : g_str_equal (mode, "oauth2code") ? PN_CSC_OAUTH2CODE : PN_CSC_EXPLICIT;
  if (self->mode != PN_CSC_EXPLICIT)
    return TRUE;
  if (!g_str_equal (mode, "explicit")) {
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_REFUSED, "authorisation of mode %.20s is not spoken here",
                 mode);
    return FALSE;
  }
  for (gsize i = 0; i < pn_wire_length (objects); i++)
    if (!read_object (self, pn_wire_at (objects, i), error))
      return FALSE;
  return self->pin_id != NULL || self->otp_id != NULL
         || bad (error, "credentials/info", "explicit authorisation by nothing");
}

PnCscCredential *
pn_csc_read_credential (GBytes *body, GError **error)
{
  GError *cause = NULL;
  const PnJson *key, *cert, *auth;
  const char *level = "1";
  g_autoptr (PnJson) json = parse (body, "credentials/info", error);
  if (json == NULL)
    return NULL;
  g_autoptr (PnCscCredential) self = g_new0 (PnCscCredential, 1);
  self->chain = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->algos = g_ptr_array_new_with_free_func (g_free);
  if (!pn_wire_get_object (json, "key", &key, &cause) || !pn_wire_get_object (json, "cert", &cert, &cause)
      || !pn_wire_get_object (json, "auth", &auth, &cause)
      || !pn_wire_opt_str (json, "SCAL", 1, 4, &level, &cause)) {
    bad_json (error, "credentials/info", cause);
    return NULL;
  }
  self->binds = g_str_equal (level, "2");
  if (!check_status (key, cert, error) || !read_key (self, key, error) || !read_chain (self, cert, error)
      || !read_auth (self, auth, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* ---- authorising and signing */

gboolean
pn_csc_read_sad (GBytes *body, char **sad, char **handle, GError **error)
{
  GError *cause = NULL;
  const char *text;
  g_autoptr (PnJson) json = parse (body, "credentials/authorize", error);
  if (json == NULL)
    return FALSE;
  gboolean waits = pn_wire_member (json, "SAD") == NULL && pn_wire_member (json, "handle") != NULL;
  if (!pn_wire_get_str (json, waits ? "handle" : "SAD", 1, SAD_MAX, &text, &cause))
    return bad_json (error, "credentials/authorize", cause);
  *sad = waits ? NULL : g_strdup (text);
  *handle = waits ? g_strdup (text) : NULL;
  return TRUE;
}

/* 11.12: an answer that is not there yet may say so as an error, with status 202. */
static gboolean
comes_later (const PnJson *json, const char *asked, char **later)
{
  const char *id = pn_wire_str (json, "responseID", "");
  if (pn_wire_member (json, "signatures") != NULL)
    return FALSE;
  if (asked != NULL)
    *later = g_strdup (asked);
  else if (*id != '\0' && strlen (id) <= ID_MAX)
    *later = g_strdup (id);
  return *later != NULL;
}

gboolean
pn_csc_read_signature (GBytes *body, const char *asked, GBytes **value, char **later, GError **error)
{
  GError *cause = NULL;
  const PnJson *list;
  g_autoptr (PnJson) json = parse (body, "signatures/signHash", error);
  *value = NULL;
  *later = NULL;
  if (json == NULL || comes_later (json, asked, later))
    return json != NULL;
  if (!pn_wire_get_array (json, "signatures", PN_CSC_CREDENTIALS_MAX, &list, &cause))
    return bad_json (error, "signatures/signHash", cause);
  if (pn_wire_length (list) != 1)
    return bad (error, "signatures/signHash", "not exactly one signature for one hash");
  *value = decode (pn_wire_str_at (list, 0, ""), SIGNATURE_MAX);
  return *value != NULL || bad (error, "signatures/signHash", "the signature is not base64");
}

/* ---- failures */

gboolean
pn_csc_read_failure (long status, GBytes *body, GError **error)
{
  g_autoptr (PnJson) json
      = status >= 400 && status < 500 && status != 429 ? parse (body, "error", NULL) : NULL;
  const char *code = json != NULL ? pn_wire_str (json, "error", "") : "",
             *why = json != NULL ? pn_wire_str (json, "error_description", "") : "";
  if (status >= 500 || status == 429)
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_AWAY, "the service answers %ld", status);
  else if (status >= 300 && status < 400)
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_BAD_ANSWER,
                 "the service sends us elsewhere (%ld), which is not followed", status);
  else if (g_str_equal (code, "invalid_pin") || g_str_equal (code, "invalid_otp") || g_str_equal (code, "invalid_authentication_data"))
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_BAD_PIN, "%s", code);
  else if (*code != '\0')
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_REFUSED, "%.60s: %.200s", code, why);
  else
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_BAD_ANSWER, "the service answers %ld without a reason",
                 status);
  return FALSE;
}
