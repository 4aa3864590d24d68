/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/csc-demo/page.h"

#include <string.h>

#include "base/id.h"

#define CODE_SECONDS 60

typedef struct {
  const DemoCredential *credential;
  char *hash, *challenge, *redirect;
  gint64 until;
} Code;

static const char *dir, *client;
static GMutex mutex;
static GHashTable *codes;

static void
code_free (gpointer data)
{
  Code *code = data;
  g_free (code->hash);
  g_free (code->challenge);
  g_free (code->redirect);
  g_free (code);
}

void
demo_page_open (const char *where, const char *client_id)
{
  dir = where;
  client = client_id;
  codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, code_free);
}

static const char *
value (GHashTable *form, const char *key)
{
  const char *text = form != NULL ? g_hash_table_lookup (form, key) : NULL;
  return text != NULL ? text : "";
}

static gboolean
is_registered (const char *redirect)
{
  g_autofree char *file = g_build_filename (dir, "redirect", NULL), *text = NULL;
  return g_file_get_contents (file, &text, NULL, NULL) && g_str_equal (g_strstrip (text), redirect);
}

/* What is wrong with who came here; NULL: nothing. */
static const char *
check (GHashTable *form, const DemoCredential **credential)
{
  *credential = demo_credential_find (value (form, "credentialID"));
  if (!g_str_equal (value (form, "client_id"), client) || !is_registered (value (form, "redirect_uri")))
    return "unknown client or redirect_uri";
  if (!g_str_equal (value (form, "response_type"), "code") || !g_str_equal (value (form, "scope"), "credential") || strlen (value (form, "state")) < 20)
    return "response_type, scope or state";
  if (!g_str_equal (value (form, "code_challenge_method"), "S256") || strlen (value (form, "code_challenge")) != 43)
    return "PKCE is required";
  if (*credential == NULL || g_strcmp0 ((*credential)->mode, "oauth2code") != 0)
    return "credentialID";
  return strlen (value (form, "hashes")) == 43 && g_str_equal (value (form, "numSignatures"), "1") ? NULL : "hashes: one SHA-256";
}

static void
show (DemoReply *reply, int status, const char *query, const char *words)
{
  g_autofree char *kept = g_markup_escape_text (query, -1), *said = g_markup_escape_text (words, -1);
  reply->status = status;
  reply->type = "text/html; charset=utf-8";
  reply->body = g_strdup_printf ("<!doctype html><html lang=vi><meta name=viewport content='width=device-width'><title>Dịch vụ ký số từ xa thử nghiệm</title>"
                                 "<body style='font:18px sans-serif;max-width:26em;margin:3em auto;padding:0 1em'><h1 style='font-size:22px'>Dịch vụ ký số từ xa thử nghiệm</h1><p>%s</p>"
                                 "<form method=post action='?%s'><label>Mã PIN <input type=password name=PIN autocomplete=off style='font-size:18px;height:44px'></label> "
                                 "<button style='font-size:18px;height:48px'>Cho phép ký</button></form></body></html>",
                                 said, kept);
}

static char *
from_url64 (const char *text)
{
  g_autofree char *standard = g_strdelimit (g_strdelimit (g_strdup (text), "-", '+'), "_", '/');
  return g_strconcat (standard, "=", NULL);
}

static void
send_back (GHashTable *form, const DemoCredential *credential, DemoReply *reply)
{
  char *name = pn_id_token ();
  Code *code = g_new0 (Code, 1);
  *code = (Code){ credential, from_url64 (value (form, "hashes")), g_strdup (value (form, "code_challenge")), g_strdup (value (form, "redirect_uri")),
                  g_get_monotonic_time () + CODE_SECONDS * G_USEC_PER_SEC };
  g_autofree char *state = g_uri_escape_string (value (form, "state"), NULL, FALSE);
  reply->status = 302;
  reply->location = g_strdup_printf ("%s?code=%s&state=%s", code->redirect, name, state);
  g_mutex_lock (&mutex);
  g_hash_table_insert (codes, name, code);
  g_mutex_unlock (&mutex);
}

void
demo_page (const DemoRequest *request, DemoReply *reply)
{
  g_autoptr (GHashTable) form = g_uri_parse_params (request->query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL), pin = g_uri_parse_params (request->body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const DemoCredential *credential;
  const char *problem = check (form, &credential);
  if (problem != NULL)
    show (reply, 400, "", problem);
  else if (request->get)
    show (reply, 200, request->query, "Phiên (hệ thống họp và văn bản) đề nghị ký một văn bản. Nhập mã PIN để cho phép.");
  else if (!g_str_equal (value (pin, "PIN"), credential->pin))
    show (reply, 403, request->query, "Mã PIN không đúng.");
  else
    send_back (form, credential, reply);
}

const DemoCredential *
demo_page_code (GHashTable *form, char **hash)
{
  const DemoCredential *credential = NULL;
  const char *verifier = value (form, "code_verifier");
  guint8 digest[PN_SHA256_BYTES];
  pn_sha256 (verifier, strlen (verifier), digest);
  g_autofree char *challenge = pn_base64url_encode (digest, sizeof digest);
  g_mutex_lock (&mutex);
  Code *code = g_hash_table_lookup (codes, value (form, "code"));
  if (code != NULL && code->until > g_get_monotonic_time () && g_str_equal (code->challenge, challenge) && g_str_equal (code->redirect, value (form, "redirect_uri"))) {
    credential = code->credential;
    *hash = g_strdup (code->hash);
  }
  g_hash_table_remove (codes, value (form, "code"));
  g_mutex_unlock (&mutex);
  return credential;
}
