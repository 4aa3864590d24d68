/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-csc-demo DIR: a remote signing service for demonstration and tests, spoken to over the CSC API
 * v2.0.0.2 like a real one: it holds keys of an authority of its own, checks PIN and one-time code, binds the
 * authorisation to the hash, and really signs. A code is "sent" by writing it to DIR/sms.txt; the telephone of who confirms in an app is played by
 * ourselves, and says yes when asked a second time. DIR/misbehave, when it is there, names what to do wrong (for tests). Not for real keys. */
#include <glib.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/id.h"
#include "base/wire.h"
#include "tests/tools/csc-demo/https.h"
#include "tests/tools/csc-demo/keys.h"
#include "tests/tools/csc-demo/page.h"

#define BASE "/csc/v2/"
#define OID_SHA256 "2.16.840.1.101.3.4.2.1"
#define OID_RSA_SHA256 "1.2.840.113549.1.1.11"
#define OID_RSA_PSS "1.2.840.113549.1.1.10"
#define OID_ECDSA_SHA256 "1.2.840.10045.4.3.2"
#define TOKEN_SECONDS 3600
#define SAD_SECONDS 120
#define CODE_SECONDS 300
#define TRIES_MAX 8

typedef struct {
  const DemoCredential *credential;
  char *hash; /* the authorisation holds for this one */
  gint64 until;
} Sad;

typedef struct {
  char code[8];
  gint64 until;
  int wrong;
} People;

static char *dir, *client_id, *client_secret;
static GMutex mutex; /* of what follows */
static GHashTable *tokens, *sads;
static GHashTable *asked; /* handle -> Sad: the holder has been asked once */
static GHashTable *answers; /* responseID -> answer of signHash */
static People people[16];

/* ---- answers */

static char *
misbehaviour (void)
{
  g_autofree char *file = g_build_filename (dir, "misbehave", NULL);
  char *text = NULL;
  return g_file_get_contents (file, &text, NULL, NULL) ? g_strstrip (text) : g_strdup ("");
}

static void
say (DemoReply *reply, int status, PnJson *take)
{
  g_autoptr (PnJson) json = take;
  reply->status = status;
  reply->body = json != NULL ? pn_wire_dump (json) : NULL;
}

static void
refuse (DemoReply *reply, int status, const char *code, const char *why)
{
  PnJson *json = pn_wire_object ();
  pn_wire_set_str (json, "error", code);
  pn_wire_set_str (json, "error_description", why);
  say (reply, status, json);
}

static void
add_strings (PnJson *json, const char *key, const char *const *values)
{
  PnJson *list = pn_wire_array ();
  for (; *values != NULL; values++)
    pn_wire_add_str (list, *values);
  pn_wire_set_take (json, key, list);
}

/* ---- info, token, list */

static void
info (const PnJson *body, const char *wrong, DemoReply *reply)
{
  static const char *const methods[] = { "oauth2/token",
                                         "credentials/list",
                                         "credentials/info",
                                         "credentials/getChallenge",
                                         "credentials/authorize",
                                         "credentials/authorizeCheck",
                                         "oauth2/authorize",
                                         "signatures/signHash",
                                         "signatures/signPolling",
                                         NULL };
  static const char *const auth[] = { "oauth2client", "oauth2code", NULL };
  PnJson *json = pn_wire_object ();
  pn_wire_set_str (json, "specs", "2.0.0.2");
  pn_wire_set_str (json, "name", "Dịch vụ ký số từ xa thử nghiệm (Phien demo)");
  pn_wire_set_str (json, "region", "VN");
  pn_wire_set_str (json, "lang", "vi-VN");
  add_strings (json, "authType", auth);
  add_strings (json, "methods", methods);
  pn_wire_set_bool (json, "asynchronousOperationMode", TRUE);
  say (reply, 200, json);
}

static void
say_token (DemoReply *reply, const char *token, const char *type, int seconds)
{
  PnJson *json = pn_wire_object ();
  pn_wire_set_str (json, "access_token", token);
  pn_wire_set_str (json, "token_type", type);
  pn_wire_set_int (json, "expires_in", seconds);
  say (reply, 200, json);
}

static gint64
now_s (void)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

static void
keep_sad (GHashTable *where, const char *name, const DemoCredential *c, const char *hash)
{
  Sad *sad = g_new0 (Sad, 1);
  *sad = (Sad){ c, g_strdup (hash), now_s () + SAD_SECONDS };
  g_mutex_lock (&mutex);
  g_hash_table_insert (where, g_strdup (name), sad);
  g_mutex_unlock (&mutex);
}

/* What the page authorised is a SAD, whatever OAuth calls it. */
static void
token_for_code (GHashTable *fields, DemoReply *reply)
{
  g_autofree char *hash = NULL, *made = pn_id_token ();
  const DemoCredential *c = demo_page_code (fields, &hash);
  if (c == NULL) {
    refuse (reply, 400, "invalid_grant", "No such code, or not its verifier");
    return;
  }
  keep_sad (sads, made, c, hash);
  say_token (reply, made, "SAD", SAD_SECONDS);
}

static void
token (const char *form, DemoReply *reply)
{
  g_autoptr (GHashTable) fields = g_uri_parse_params (form, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char *id = fields != NULL ? g_hash_table_lookup (fields, "client_id") : NULL,
             *secret = fields != NULL ? g_hash_table_lookup (fields, "client_secret") : NULL,
             *grant = fields != NULL ? g_hash_table_lookup (fields, "grant_type") : NULL;
  if (g_strcmp0 (id, client_id) != 0 || g_strcmp0 (secret, client_secret) != 0) {
    refuse (reply, 401, "invalid_client", "Client authentication failed");
    return;
  }
  if (g_strcmp0 (grant, "authorization_code") == 0) {
    token_for_code (fields, reply);
    return;
  }
  if (g_strcmp0 (grant, "client_credentials") != 0) {
    refuse (reply, 400, "unsupported_grant_type", "client_credentials or authorization_code");
    return;
  }
  g_autofree char *made = pn_id_token ();
  g_mutex_lock (&mutex);
  g_hash_table_add (tokens, g_strdup (made));
  g_mutex_unlock (&mutex);
  say_token (reply, made, "Bearer", TOKEN_SECONDS);
}

static void
list (const PnJson *body, const char *wrong, DemoReply *reply)
{
  PnJson *json = pn_wire_object (), *ids = pn_wire_array ();
  for (guint i = 0; i < demo_n_credentials; i++)
    pn_wire_add_str (ids, demo_credentials[i].id);
  pn_wire_set_take (json, "credentialIDs", ids);
  say (reply, 200, json);
}

/* ---- credentials/info */

static void
add_der (PnJson *array, X509 *cert)
{
  guint8 *der = NULL;
  int n = i2d_X509 (cert, &der);
  g_autofree char *text = g_base64_encode (der, (gsize) n);
  pn_wire_add_str (array, text);
  OPENSSL_free (der);
}

static void
add_object (PnJson *objects, const char *type, const char *id, const char *label)
{
  PnJson *object = pn_wire_object ();
  pn_wire_set_str (object, "type", type);
  pn_wire_set_str (object, "id", id);
  pn_wire_set_str (object, "format", "N");
  pn_wire_set_str (object, "label", label);
  pn_wire_add_take (objects, object);
}

static PnJson *
auth_of (const DemoCredential *c)
{
  PnJson *auth = pn_wire_object (), *objects = pn_wire_array ();
  pn_wire_set_str (auth, "mode", c->mode != NULL ? c->mode : "explicit");
  if (c->mode != NULL) {
    pn_json_unref (objects);
    return auth;
  }
  pn_wire_set_str (auth, "expression", c->otp ? "PIN AND OTP" : "PIN");
  add_object (objects, "Password", "PIN", "Mã PIN");
  if (c->otp)
    add_object (objects, "ChallengeResponse", "OTP", "Mã gửi tới điện thoại");
  pn_wire_set_take (auth, "objects", objects);
  return auth;
}

static gboolean
is_rsa (const DemoCredential *c)
{
  return g_str_has_prefix (c->kind, "RSA-");
}

static const char *
algo_of (const DemoCredential *c)
{
  return c->pss ? OID_RSA_PSS : is_rsa (c) ? OID_RSA_SHA256 : OID_ECDSA_SHA256;
}

static const DemoCredential *
asked_for (const PnJson *body, DemoReply *reply)
{
  const DemoCredential *c = demo_credential_find (pn_wire_str (body, "credentialID", ""));
  if (c == NULL)
    refuse (reply, 400, "invalid_request", "Invalid parameter credentialID");
  return c;
}

static void
credential (const PnJson *body, const char *wrong, DemoReply *reply)
{
  const DemoCredential *c = asked_for (body, reply), *shown = c;
  if (c == NULL)
    return;
  if (g_str_equal (wrong, "other-cert"))
    shown = demo_credential_find ("thanh-otp");
  const char *const algos[] = { algo_of (shown), NULL };
  PnJson *json = pn_wire_object (), *key = pn_wire_object (), *cert = pn_wire_object (),
         *chain = pn_wire_array ();
  pn_wire_set_str (key, "status", "enabled");
  add_strings (key, "algo", algos);
  pn_wire_set_int (key, "len", EVP_PKEY_get_bits (demo_identity (shown)->key));
  pn_wire_set_str (cert, "status", g_str_equal (wrong, "suspended") ? "suspended" : "valid");
  add_der (chain, demo_identity (shown)->cert);
  add_der (chain, demo_root (shown));
  pn_wire_set_take (cert, "certificates", chain);
  pn_wire_set_take (json, "key", key);
  pn_wire_set_take (json, "cert", cert);
  pn_wire_set_take (json, "auth", auth_of (c));
  pn_wire_set_str (json, "SCAL", "2");
  pn_wire_set_int (json, "multisign", 1);
  say (reply, 200, json);
}

/* ---- challenge and authorisation */

static People *
person_of (const DemoCredential *c)
{
  return &people[c - demo_credentials];
}

static void
challenge (const PnJson *body, const char *wrong, DemoReply *reply)
{
  const DemoCredential *c = asked_for (body, reply);
  if (c == NULL)
    return;
  if (!c->otp || !g_str_equal (pn_wire_str (body, "authObjectID", ""), "OTP")) {
    refuse (reply, 400, "invalid_request", "Invalid parameter authObjectID");
    return;
  }
  guint32 n;
  pn_random_bytes (&n, sizeof n);
  g_autofree char *file = g_build_filename (dir, "sms.txt", NULL);
  g_mutex_lock (&mutex);
  People *p = person_of (c);
  g_snprintf (p->code, sizeof p->code, "%06u", n % 1000000);
  p->until = now_s () + CODE_SECONDS;
  g_autofree char *text
      = g_strdup_printf ("%s: mã ký số của bạn là %s (có hiệu lực 5 phút)\n", c->id, p->code);
  g_mutex_unlock (&mutex);
  g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  printf ("a code for %s was sent (sms.txt)\n", c->id);
  reply->status = 204;
}

static const char *
given (const PnJson *body, const char *id)
{
  const PnJson *data = pn_wire_member (body, "authData");
  for (gsize i = 0; i < pn_wire_length (data); i++)
    if (g_str_equal (pn_wire_str (pn_wire_at (data, i), "id", ""), id))
      return pn_wire_str (pn_wire_at (data, i), "value", "");
  return "";
}

/* NULL, or the error code. A code counts once. */
static const char *
check_person (const DemoCredential *c, const PnJson *body)
{
  People *p = person_of (c);
  if (p->wrong >= TRIES_MAX)
    return "invalid_request";
  if (!g_str_equal (given (body, "PIN"), c->pin)) {
    p->wrong++;
    return "invalid_pin";
  }
  if (c->otp && (p->code[0] == '\0' || now_s () > p->until || !g_str_equal (given (body, "OTP"), p->code))) {
    p->wrong++;
    return "invalid_otp";
  }
  p->wrong = 0;
  p->code[0] = '\0';
  return NULL;
}

static const char *
only_hash (const PnJson *body)
{
  const PnJson *hashes = pn_wire_member (body, "hashes");
  return pn_wire_length (hashes) == 1 && g_str_equal (pn_wire_str (body, "hashAlgorithmOID", ""), OID_SHA256)
             ? pn_wire_str_at (hashes, 0, "")
             : "";
}

static void
sad_free (gpointer data)
{
  Sad *sad = data;
  g_free (sad->hash);
  g_free (sad);
}

static void
say_sad (DemoReply *reply, const char *name)
{
  PnJson *json = pn_wire_object ();
  pn_wire_set_str (json, "SAD", name);
  pn_wire_set_int (json, "expiresIn", SAD_SECONDS);
  say (reply, 200, json);
}

static void
say_handle (DemoReply *reply, const char *handle)
{
  PnJson *json = pn_wire_object ();
  pn_wire_set_str (json, "handle", handle);
  say (reply, 202, json);
}

static void
authorize (const PnJson *body, const char *wrong, DemoReply *reply)
{
  const DemoCredential *c = asked_for (body, reply);
  g_autofree char *name = pn_id_token ();
  if (c == NULL)
    return;
  const char *hash = only_hash (body);
  if (pn_wire_int (body, "numSignatures", 0) != 1 || *hash == '\0' || g_strcmp0 (c->mode, "oauth2code") == 0) {
    refuse (reply, 400, "invalid_request", "This service authorises one SHA-256 hash at a time, and not by this method what has a page");
    return;
  }
  if (g_strcmp0 (c->mode, "implicit") == 0) {
    keep_sad (asked, name, c, hash);
    say_handle (reply, name);
    return;
  }
  g_mutex_lock (&mutex);
  const char *problem = check_person (c, body);
  g_mutex_unlock (&mutex);
  if (problem != NULL) {
    refuse (reply, 400, problem,
            g_str_equal (problem, "invalid_request") ? "The credential is locked" : "Wrong PIN or code");
    return;
  }
  keep_sad (sads, name, c, hash);
  say_sad (reply, name);
}

static void
authorize_check (const PnJson *body, const char *wrong, DemoReply *reply)
{
  const char *handle = pn_wire_str (body, "handle", "");
  g_autofree char *hash = NULL, *name = pn_id_token ();
  const DemoCredential *c = NULL;
  g_mutex_lock (&mutex);
  const Sad *sad = g_hash_table_lookup (asked, handle);
  if (sad != NULL) {
    c = sad->credential;
    hash = g_strdup (sad->hash);
  }
  if (!g_str_equal (wrong, "no-answer"))
    g_hash_table_remove (asked, handle);
  g_mutex_unlock (&mutex);
  if (c == NULL) {
    refuse (reply, 400, "invalid_request", "Invalid parameter handle");
  } else if (g_str_equal (wrong, "no-answer")) {
    say_handle (reply, handle);
  } else {
    keep_sad (sads, name, c, hash);
    say_sad (reply, name);
  }
}

/* ---- signatures/signHash */

/* r and s side by side for P-384, as some services give them; DER for P-256. */
static GBytes *
as_pair (GBytes *der, gsize half)
{
  gsize n;
  const guint8 *at = g_bytes_get_data (der, &n);
  ECDSA_SIG *sig = d2i_ECDSA_SIG (NULL, &at, (long) n);
  guint8 *out = g_malloc0 (2 * half);
  BN_bn2binpad (ECDSA_SIG_get0_r (sig), out, (int) half);
  BN_bn2binpad (ECDSA_SIG_get0_s (sig), out + half, (int) half);
  ECDSA_SIG_free (sig);
  return g_bytes_new_take (out, 2 * half);
}

static GBytes *
sign (const DemoCredential *c, const guint8 *hash)
{
  EVP_PKEY *key = demo_identity (c)->key;
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new (key, NULL);
  gsize n = (gsize) EVP_PKEY_get_size (key);
  guint8 *out = g_malloc (n);
  if (EVP_PKEY_sign_init (ctx) != 1 || EVP_PKEY_CTX_set_signature_md (ctx, EVP_sha256 ()) != 1
      || (c->pss && (EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_PKCS1_PSS_PADDING) != 1 || EVP_PKEY_CTX_set_rsa_pss_saltlen (ctx, PN_SHA256_BYTES) != 1))
      || EVP_PKEY_sign (ctx, out, &n, hash, PN_SHA256_BYTES) != 1)
    g_error ("the key does not sign");
  EVP_PKEY_CTX_free (ctx);
  g_autoptr (GBytes) value = g_bytes_new_take (out, n);
  return g_str_equal (c->kind, "P-384") ? as_pair (value, 48) : g_steal_pointer (&value);
}

static void
add_value (PnJson *array, const DemoCredential *c, const guint8 *hash)
{
  g_autoptr (GBytes) value = sign (c, hash);
  gsize n;
  const guint8 *bytes = g_bytes_get_data (value, &n);
  g_autofree char *text = g_base64_encode (bytes, n);
  pn_wire_add_str (array, text);
}

/* The authorisation is used up, whatever comes of it. */
static gboolean
use_sad (const DemoCredential *c, const PnJson *body)
{
  const char *name = pn_wire_str (body, "SAD", "");
  g_mutex_lock (&mutex);
  const Sad *sad = g_hash_table_lookup (sads, name);
  gboolean good = sad != NULL && sad->credential == c && sad->until >= now_s ()
                  && g_str_equal (sad->hash, only_hash (body));
  g_hash_table_remove (sads, name);
  g_mutex_unlock (&mutex);
  return good;
}

/* Asynchronous: the answer is fetched by signPolling. */
static void
say_later (DemoReply *reply, PnJson *take)
{
  g_autoptr (PnJson) json = take;
  g_autofree char *id = pn_id_token ();
  PnJson *promise = pn_wire_object ();
  pn_wire_set_str (promise, "responseID", id);
  g_mutex_lock (&mutex);
  g_hash_table_insert (answers, g_strdup (id), pn_wire_dump (json));
  g_mutex_unlock (&mutex);
  say (reply, 200, promise);
}

static void
sign_hash (const PnJson *body, const char *wrong, DemoReply *reply)
{
  const DemoCredential *c = asked_for (body, reply);
  gsize n = 0;
  if (c == NULL)
    return;
  g_autofree guint8 *hash = g_base64_decode (only_hash (body), &n);
  if (n != PN_SHA256_BYTES || !g_str_equal (pn_wire_str (body, "signAlgo", ""), algo_of (c)) || c->pss != (*pn_wire_str (body, "signAlgoParams", "") != '\0')) {
    refuse (reply, 400, "invalid_request", "Invalid parameter hashes or signAlgo");
    return;
  }
  if (!use_sad (c, body)) {
    refuse (reply, 400, "invalid_request", "Invalid parameter SAD");
    return;
  }
  PnJson *json = pn_wire_object (), *values = pn_wire_array ();
  if (g_str_equal (wrong, "other-hash"))
    hash[0] ^= 1;
  if (!g_str_equal (wrong, "none"))
    add_value (values, g_str_equal (wrong, "other-key") ? demo_credential_find ("thanh-rsa2048") : c, hash);
  if (g_str_equal (wrong, "two"))
    add_value (values, c, hash);
  pn_wire_set_take (json, "signatures", values);
  printf ("signed with %s\n", c->id);
  if (g_str_equal (pn_wire_str (body, "operationMode", "S"), "A"))
    say_later (reply, json);
  else
    say (reply, 200, json);
}

static void
polling (const PnJson *body, const char *wrong, DemoReply *reply)
{
  const char *id = pn_wire_str (body, "requestID", "");
  g_mutex_lock (&mutex);
  char *answer = g_strdup (g_hash_table_lookup (answers, id));
  if (answer != NULL && !g_str_equal (wrong, "later"))
    g_hash_table_remove (answers, id);
  g_mutex_unlock (&mutex);
  if (answer == NULL)
    refuse (reply, 400, "invalid_request", "Invalid parameter requestID");
  else if (g_str_equal (wrong, "later"))
    refuse (reply, 202, "accepted_request", "Not yet completed");
  else
    *reply = (DemoReply){ .status = 200, .body = g_steal_pointer (&answer) };
  g_free (answer);
}

/* ---- which is which */

static gboolean
misbehave (const char *wrong, DemoReply *reply)
{
  reply->status = 200;
  if (g_str_equal (wrong, "not-json"))
    reply->body = g_strdup ("{\"signatures\": [");
  else if (g_str_equal (wrong, "html"))
    reply->body = g_strdup ("<html><body>Bảo trì hệ thống</body></html>");
  else if (g_str_equal (wrong, "huge"))
    reply->body = g_strnfill (1 << 20, ' ');
  else if (g_str_equal (wrong, "redirect"))
    *reply = (DemoReply){ .status = 302, .location = g_strdup ("https://localhost:1/elsewhere") };
  else if (g_str_equal (wrong, "unavailable"))
    reply->status = 503;
  else if (g_str_equal (wrong, "slow"))
    g_usleep (20 * G_USEC_PER_SEC);
  else
    return FALSE;
  return TRUE;
}

static void
on_request (const DemoRequest *request, DemoReply *reply)
{
  static const struct {
    const char *path;
    void (*answer) (const PnJson *body, const char *wrong, DemoReply *reply);
  } methods[] = { { BASE "info", info },
                  { BASE "credentials/list", list },
                  { BASE "credentials/info", credential },
                  { BASE "credentials/getChallenge", challenge },
                  { BASE "credentials/authorize", authorize },
                  { BASE "credentials/authorizeCheck", authorize_check },
                  { BASE "signatures/signHash", sign_hash },
                  { BASE "signatures/signPolling", polling } };
  g_autofree char *wrong = misbehaviour ();
  if (g_str_equal (request->path, BASE "oauth2/authorize")) {
    demo_page (request, reply);
    return;
  }
  if (request->get)
    return;
  if (g_str_equal (request->path, BASE "oauth2/token")) {
    token (request->body, reply);
    return;
  }
  g_mutex_lock (&mutex);
  gboolean known
      = g_hash_table_contains (tokens, request->bearer) || g_str_equal (request->path, BASE "info");
  g_mutex_unlock (&mutex);
  g_autoptr (PnJson) body = pn_wire_parse (request->body, strlen (request->body), PN_WIRE_FRAME_MAX, NULL);
  if (!known)
    refuse (reply, 401, "invalid_token", "The access token is not valid");
  else if (body == NULL)
    refuse (reply, 400, "invalid_request", "The body is no JSON");
  else if (g_str_equal (request->path, BASE "signatures/signHash") && misbehave (wrong, reply))
    return;
  else
    for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
      if (g_str_equal (request->path, methods[i].path)) {
        methods[i].answer (body, wrong, reply);
        return;
      }
  if (reply->body == NULL)
    refuse (reply, 404, "invalid_request", "No such method");
}

/* ---- life */

/* client_id and client_secret as phien-csc reads them; made once. */
static void
open_client (void)
{
  g_autofree char *file = g_build_filename (dir, "client", NULL);
  g_autofree char *text = NULL;
  client_id = g_strdup ("phien-demo");
  if (g_file_get_contents (file, &text, NULL, NULL) && strstr (text, "client_secret=") != NULL) {
    client_secret = g_strstrip (g_strdup (strstr (text, "client_secret=") + strlen ("client_secret=")));
    return;
  }
  client_secret = pn_id_token ();
  g_autofree char *made = g_strdup_printf ("client_id=%s\nclient_secret=%s\n", client_id, client_secret);
  if (!g_file_set_contents_full (file, made, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    g_error ("%s cannot be written", file);
}

/* The same port as before where it is free, so that who was configured finds us after a restart. */
static int
open_port (void)
{
  g_autofree char *file = g_build_filename (dir, "url", NULL);
  g_autofree char *text = NULL;
  const char *colon = g_file_get_contents (file, &text, NULL, NULL) ? strrchr (text, ':') : NULL;
  int port = 0, fd = colon != NULL ? demo_listen ((int) g_ascii_strtoll (colon + 1, NULL, 10), &port) : -1;
  if (fd < 0)
    fd = demo_listen (0, &port);
  g_autofree char *url = g_strdup_printf ("https://localhost:%d/csc/v2", port);
  g_autofree char *ready = g_build_filename (dir, "ready", NULL);
  if (fd < 0 || !g_file_set_contents (file, url, -1, NULL) || !g_file_set_contents (ready, "", -1, NULL))
    g_error ("no port");
  printf ("%s\n", url);
  return fd;
}

int
main (int argc, char **argv)
{
  if (argc != 2) {
    fputs ("phien-csc-demo DIR: a remote signing service for demonstration and tests (CSC API v2)\n", stderr);
    return 64;
  }
  setvbuf (stdout, NULL, _IOLBF, 0);
  signal (SIGPIPE, SIG_IGN);
  dir = argv[1];
  tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sad_free);
  asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sad_free);
  answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  demo_keys_open (dir);
  open_client ();
  demo_page_open (dir, client_id);
  /* those the demo body uses are there before anybody asks */
  demo_identity (demo_credential_find ("thanh-pin"));
  demo_identity (demo_credential_find ("thanh-otp"));
  demo_identity (demo_credential_find ("thanh-app"));
  demo_identity (demo_credential_find ("thanh-web"));
  int listener = open_port ();
  g_autofree char *cert = g_build_filename (dir, "tls.pem", NULL),
                  *key = g_build_filename (dir, "tls.key", NULL);
  demo_serve (listener, cert, key, on_request);
}
