/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/trust/trust-fetch.h"

#include <curl/curl.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/id.h"

#define ANSWER_MAX (700 * 1024) /* as base64 it must fit into one message of the link */
#define KEPT_MAX 500

typedef struct {
  GBytes *der;
  gint64 asked, until; /* seconds since 1970 */
} Kept;

struct PnFetcher {
  const PnTrustSettings *settings;
  GMutex mutex;
  GHashTable *kept; /* under the mutex */
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;
  g_bytes_unref (kept->der);
  g_free (kept);
}

PnFetcher *
pn_fetcher_new (const PnTrustSettings *settings)
{
  PnFetcher *self = g_new0 (PnFetcher, 1);
  curl_global_init (CURL_GLOBAL_DEFAULT);
  self->settings = settings;
  g_mutex_init (&self->mutex);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  return self;
}

void
pn_fetcher_free (PnFetcher *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->kept);
  g_mutex_clear (&self->mutex);
  g_free (self);
  curl_global_cleanup ();
}

gboolean
pn_trust_url_is_allowed (const char *url, const char *const *hosts)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "", *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")))
    return FALSE;
  for (guint i = 0; hosts[i] != NULL; i++)
    if (g_str_equal (hosts[i], "*") || g_ascii_strcasecmp (hosts[i], host) == 0)
      return TRUE;
  return FALSE;
}

/* ---- what is remembered */

static GBytes *
remembered (PnFetcher *self, const char *key, gint64 now, gboolean line_away)
{
  GBytes *out = NULL;
  g_mutex_lock (&self->mutex);
  const Kept *kept = g_hash_table_lookup (self->kept, key);
  if (kept != NULL && kept->until > now && (line_away || now - kept->asked < self->settings->keep_seconds))
    out = g_bytes_ref (kept->der);
  g_mutex_unlock (&self->mutex);
  return out;
}

static void
remember (PnFetcher *self, const char *key, PnAnswerKind kind, GBytes *der, gint64 now)
{
  gint64 until = pn_answer_until (kind, der);
  if (until <= now)
    return;
  Kept *kept = g_new0 (Kept, 1);
  *kept = (Kept){ g_bytes_ref (der), now, until };
  g_mutex_lock (&self->mutex);
  if (g_hash_table_size (self->kept) >= KEPT_MAX)
    g_hash_table_remove_all (self->kept); /* they are only a convenience */
  g_hash_table_replace (self->kept, g_strdup (key), kept);
  g_mutex_unlock (&self->mutex);
}

/* ---- one request */

static size_t
on_bytes (char *bytes, size_t one, size_t n, void *data)
{
  GByteArray *body = data;
  if (n > ANSWER_MAX - body->len)
    return 0;
  g_byte_array_append (body, (const guint8 *) bytes, (guint) n);
  return n;
}

static void
set_bounds (CURL *c, const PnTrustSettings *settings, GByteArray *body)
{
  curl_easy_setopt (c, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (c, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (c, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (c, CURLOPT_PROXY, settings->proxy); /* "": none, whatever the environment says */
  curl_easy_setopt (c, CURLOPT_NOPROXY, ""); /* nor is anybody left out of it by the environment */
  curl_easy_setopt (c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (c, CURLOPT_CONNECTTIMEOUT, MIN ((long) settings->seconds, 4L));
  curl_easy_setopt (c, CURLOPT_TIMEOUT, (long) settings->seconds);
  curl_easy_setopt (c, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt (c, CURLOPT_WRITEDATA, body);
}

/* RFC 3161 3.4, RFC 6960 A.1: a POST with its own media type; a list is got. */
static GBytes *
http (const PnTrustSettings *settings, const char *url, const char *type, GBytes *request, char **why)
{
  GByteArray *body = g_byte_array_new ();
  CURL *c = curl_easy_init ();
  gsize n = 0;
  const void *bytes = request != NULL ? g_bytes_get_data (request, &n) : NULL;
  g_autofree char *content = g_strconcat ("Content-Type: ", type, NULL);
  struct curl_slist *headers = curl_slist_append (curl_slist_append (NULL, "Expect:"), content);
  long status = 0;
  set_bounds (c, settings, body);
  curl_easy_setopt (c, CURLOPT_URL, url);
  if (request != NULL) {
    curl_easy_setopt (c, CURLOPT_POST, 1L);
    curl_easy_setopt (c, CURLOPT_POSTFIELDSIZE, (long) n);
    curl_easy_setopt (c, CURLOPT_POSTFIELDS, bytes);
    curl_easy_setopt (c, CURLOPT_HTTPHEADER, headers);
  }
  CURLcode rc = curl_easy_perform (c);
  curl_easy_getinfo (c, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all (headers);
  curl_easy_cleanup (c);
  if (rc == CURLE_OK && status == 200 && body->len > 0)
    return g_byte_array_free_to_bytes (body);
  g_byte_array_unref (body);
  g_free (*why);
  *why = rc == CURLE_OK ? g_strdup_printf ("%s answers with status %ld", url, status) : g_strdup_printf ("%s: %s", url, curl_easy_strerror (rc));
  return NULL;
}

/* ---- whom to ask */

static GBytes *
ask_stamp (PnFetcher *self, GBytes *request, GError **error)
{
  g_autofree char *why = g_strdup ("no time-stamp service is configured");
  for (guint i = 0; self->settings->tsa_urls[i] != NULL; i++) {
    GBytes *answer = http (self->settings, self->settings->tsa_urls[i], "application/timestamp-query", request, &why);
    if (answer != NULL)
      return answer;
  }
  g_set_error_literal (error, PN_ERROR, self->settings->tsa_urls[0] != NULL ? PN_ERROR_STAMP_AWAY : PN_ERROR_NOT_FOUND, why);
  return NULL;
}

static char *
key_for (PnAnswerKind kind, const char *url, GBytes *request)
{
  gsize n = 0;
  const void *bytes = request != NULL ? g_bytes_get_data (request, &n) : "";
  g_autofree char *hash = pn_sha256_hex (bytes, n);
  return g_strdup_printf ("%d %s %s", (int) kind, hash, url);
}

static GBytes *
ask_evidence (PnFetcher *self, PnAnswerKind kind, GBytes *request, const char *url, GError **error)
{
  gint64 now = (gint64) time (NULL);
  g_autofree char *key = key_for (kind, url, request), *why = NULL;
  GBytes *answer = remembered (self, key, now, FALSE);
  if (answer != NULL)
    return answer;
  answer = http (self->settings, url, "application/ocsp-request", request, &why);
  if (answer != NULL && pn_answer_until (kind, answer) > 0)
    remember (self, key, kind, answer, now);
  else
    g_clear_pointer (&answer, g_bytes_unref); /* a page of words, for instance */
  if (answer == NULL)
    answer = remembered (self, key, now, TRUE);
  if (answer == NULL)
    g_set_error (error, PN_ERROR, PN_ERROR_EVIDENCE_AWAY, "%s", why != NULL ? why : "the answer is none");
  return answer;
}

GBytes *
pn_fetcher_ask (PnFetcher *self, PnAnswerKind kind, GBytes *request, const char *url, const char *issuer, GError **error)
{
  const PnTrustSettings *settings = self->settings;
  if (kind == PN_ANSWER_TIMESTAMP)
    return ask_stamp (self, request, error);
  GBytes *mirrored = kind == PN_ANSWER_CRL ? pn_mirror_find ((const char *const *) settings->mirrors, issuer, (gint64) time (NULL)) : NULL;
  if (mirrored != NULL)
    return mirrored;
  if (kind == PN_ANSWER_OCSP && *settings->ocsp_url != '\0')
    return ask_evidence (self, kind, request, settings->ocsp_url, error);
  if (pn_trust_url_is_allowed (url, (const char *const *) settings->hosts))
    return ask_evidence (self, kind, request, url, error);
  g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "nobody to ask: %s", *url != '\0' ? url : "the certificate names no service");
  return NULL;
}
