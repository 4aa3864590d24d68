/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/csc/csc-http.h"

#include <curl/curl.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/csc/csc-answer.h"

#define CONNECT_SECONDS 5L

struct PnCscHttp {
  const PnCscWeb *web;
  CURL *curl;
  GByteArray *body;
  gboolean too_large;
};

void
pn_csc_http_global (void)
{
  curl_global_init (CURL_GLOBAL_DEFAULT);
}

static size_t
on_bytes (char *bytes, size_t one, size_t n, void *data)
{
  PnCscHttp *self = data;
  if (n > PN_CSC_ANSWER_MAX - self->body->len) {
    self->too_large = TRUE;
    return 0;
  }
  g_byte_array_append (self->body, (const guint8 *) bytes, (guint) n);
  return n;
}

PnCscHttp *
pn_csc_http_new (const PnCscWeb *web)
{
  PnCscHttp *self = g_new0 (PnCscHttp, 1);
  self->web = web;
  self->body = g_byte_array_new ();
  self->curl = curl_easy_init ();
  return self;
}

void
pn_csc_http_free (PnCscHttp *self)
{
  if (self == NULL)
    return;
  curl_easy_cleanup (self->curl);
  g_byte_array_unref (self->body);
  g_free (self);
}

static void
set_bounds (PnCscHttp *self)
{
  CURL *c = self->curl;
  curl_easy_setopt (c, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (c, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (c, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (c, CURLOPT_PROXY, self->web->proxy); /* "": none, whatever the environment says */
  curl_easy_setopt (c, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
  curl_easy_setopt (c, CURLOPT_TIMEOUT, (long) self->web->seconds);
  curl_easy_setopt (c, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt (c, CURLOPT_WRITEDATA, self);
  if (*self->web->ca != '\0')
    curl_easy_setopt (c, CURLOPT_CAINFO, self->web->ca);
}

static struct curl_slist *
make_headers (const char *type, const char *bearer)
{
  g_autofree char *content = g_strconcat ("Content-Type: ", type, NULL);
  struct curl_slist *list = curl_slist_append (NULL, content);
  list = curl_slist_append (list, "Accept: application/json");
  list = curl_slist_append (list, "Expect:");
  if (bearer != NULL) {
    g_autofree char *line = g_strconcat ("Authorization: Bearer ", bearer, NULL);
    list = curl_slist_append (list, line);
  }
  return list;
}

/* Only the code's text: curl's longer messages may name what was sent. */
static void
not_sent (const PnCscHttp *self, CURLcode rc, GError **error)
{
  if (self->too_large)
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_BAD_ANSWER, "the answer is larger than %d bytes",
                 PN_CSC_ANSWER_MAX);
  else
    g_set_error (error, PN_ERROR, PN_ERROR_REMOTE_AWAY, "the service cannot be reached: %s",
                 curl_easy_strerror (rc));
}

GBytes *
pn_csc_http_post (PnCscHttp *self, const char *path, const char *type, const char *bearer, const char *body,
                  long *status, GError **error)
{
  g_autofree char *url = g_strconcat (self->web->url, "/", path, NULL);
  struct curl_slist *headers = make_headers (type, bearer);
  CURL *c = self->curl;
  *status = 0;
  g_byte_array_set_size (self->body, 0);
  self->too_large = FALSE;
  curl_easy_reset (c);
  set_bounds (self);
  curl_easy_setopt (c, CURLOPT_URL, url);
  curl_easy_setopt (c, CURLOPT_POST, 1L);
  curl_easy_setopt (c, CURLOPT_POSTFIELDSIZE, (long) strlen (body));
  curl_easy_setopt (c, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt (c, CURLOPT_HTTPHEADER, headers);
  CURLcode rc = curl_easy_perform (c);
  curl_easy_getinfo (c, CURLINFO_RESPONSE_CODE, status);
  curl_slist_free_all (headers);
  g_autoptr (GBytes) answer = g_bytes_new (self->body->data, self->body->len);
  if (rc != CURLE_OK)
    not_sent (self, rc, error);
  else if (*status != 200 && *status != 202 && *status != 204)
    pn_csc_read_failure (*status, answer, error);
  else
    return g_steal_pointer (&answer);
  return NULL;
}
