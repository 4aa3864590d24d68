/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/http/whip.h"

#include <string.h>

#include "base/id.h"
#include "base/metrics.h"
#include "meeting-server/handlers/equipment.h"
#include "meeting-server/handlers/turn.h"

#define BODY_MAX (64 * 1024)
#define TOKEN_CHARS 43
#define SDP_TYPE "application/sdp"
#define TRICKLE_TYPE "application/trickle-ice-sdpfrag" /* RFC 8840 */

struct PnWhip {
  PnApp *app;
  PnLimiter *addresses; /* by client address: 20 at once, then one a second */
  char **origins;
};

/* ---- What all answers have in common */

/* Browsers of other sites only when their origin is named; our own pages always. */
static void
allow_origin (const PnWhip *self, PnHttpRequest *req)
{
  const char *origin = pn_http_request_header (req, "Origin");
  if (origin == NULL || !g_strv_contains ((const char *const *) self->origins, origin))
    return;
  pn_http_add_header (req, "Access-Control-Allow-Origin", origin);
  pn_http_add_header (req, "Access-Control-Expose-Headers", "Location, ETag, Link, Accept-Post, Retry-After");
  pn_http_add_header (req, "Vary", "Origin");
}

/* FALSE: answered. */
static gboolean
check_origin (const PnWhip *self, PnHttpRequest *req)
{
  const char *origin = pn_http_request_header (req, "Origin");
  g_autoptr (GError) error = NULL;
  if (origin != NULL && g_strv_contains ((const char *const *) self->origins, origin)) {
    allow_origin (self, req);
    return TRUE;
  }
  if (pn_http_check_origin (req, &error) || origin == NULL)
    return TRUE;
  pn_http_respond_error (req, error);
  return FALSE;
}

static void
count (const char *outcome)
{
  pn_metric_add (
      pn_metric_counter_with ("phien_whip_offers_total", "Offers by WHIP and WHEP.", "outcome", outcome), 1);
}

/* RFC 6750 3: says that a key is wanted. */
static void
refuse_key (PnHttpRequest *req)
{
  count ("wrong_key");
  pn_http_add_header (req, "WWW-Authenticate", "Bearer realm=\"phien\"");
  pn_http_respond_code (req, PN_ERROR_BAD_KEY, NULL);
}

static gboolean
is_type (const PnHttpRequest *req, const char *type)
{
  const char *given = pn_http_request_header (req, "Content-Type");
  gsize n = strlen (type);
  return given != NULL && g_ascii_strncasecmp (given, type, n) == 0
         && (given[n] == '\0' || given[n] == ';' || given[n] == ' ');
}

static const char *
bearer (const PnHttpRequest *req)
{
  const char *given = pn_http_request_header (req, "Authorization");
  if (given == NULL || g_ascii_strncasecmp (given, "Bearer ", 7) != 0)
    return NULL;
  return given + 7;
}

/* ---- A new offer */

typedef struct {
  PnWhip *whip;
  PnHttpRequest *req;
  char *sdp;
  gboolean watch;
  gint64 meeting; /* named in the path; 0: the key was there */
} Offer;

static void
offer_free (Offer *offer)
{
  pn_http_request_unref (offer->req);
  g_free (offer->sdp);
  g_free (offer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Offer, offer_free)

/* The tag stands for the ICE session (RFC 9725 4.3.1); a resource has one for life. */
static char *
tag_of (const PnEquipment *equipment)
{
  return g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", equipment->peer);
}

/* RFC 9725 4.6: relays for who cannot reach the media ports, with a name and password of their own. */
static void
add_relays (const PnApp *app, PnHttpRequest *req, const PnEquipment *equipment)
{
  g_autoptr (PnJson) turn
      = pn_turn_credentials (app->turn_urls, app->turn_secret, pn_clock_now_us (app->clock) / G_USEC_PER_SEC, equipment->peer);
  const PnJson *urls = turn == NULL ? NULL : pn_wire_member (turn, "urls");
  for (gsize i = 0; urls != NULL && i < pn_wire_length (urls); i++) {
    g_autofree char *link = g_strdup_printf (
        "<%s>; rel=\"ice-server\"; username=\"%s\"; credential=\"%s\"; credential-type=\"password\"",
        pn_wire_str_at (urls, i, ""), pn_wire_str (turn, "username", ""), pn_wire_str (turn, "credential", ""));
    pn_http_add_header (req, "Link", link);
  }
}

static void
on_answer (const PnEquipment *equipment, const char *sdp, const GError *error, gpointer data)
{
  g_autoptr (Offer) offer = data;
  if (error != NULL) {
    count (pn_error_name (pn_error_code (error)));
    if (pn_error_http (pn_error_code (error)) == 503)
      pn_http_add_header (offer->req, "Retry-After", "5");
    pn_http_respond_error (offer->req, error);
    return;
  }
  g_autofree char *location
      = g_strdup_printf ("/%s/resource/%s", offer->watch ? "whep" : "whip", equipment->secret);
  g_autofree char *tag = tag_of (equipment);
  g_autoptr (GBytes) body = g_bytes_new (sdp, strlen (sdp));
  count ("created");
  pn_http_add_header (offer->req, "Location", location);
  pn_http_add_header (offer->req, "ETag", tag);
  add_relays (offer->whip->app, offer->req, equipment);
  pn_http_respond (offer->req, 201, SDP_TYPE, body);
}

static void
on_token (const PnSiteToken *token, const GError *error, gpointer data)
{
  g_autoptr (Offer) offer = data;
  if (error != NULL) {
    pn_http_respond_error (offer->req, error);
    return;
  }
  if (token == NULL || token->watch != offer->watch
      || (offer->meeting != 0 && offer->meeting != token->meeting)) {
    refuse_key (offer->req);
    return;
  }
  PnApp *app = offer->whip->app;
  const char *sdp = offer->sdp;
  pn_equipment_offer (app, token, sdp, on_answer, g_steal_pointer (&offer));
}

/* From the header, or from the path when it is no number. FALSE: there is none of the right form. */
static gboolean
read_key (const PnHttpRequest *req, guint8 hash[PN_SHA256_BYTES], gint64 *meeting)
{
  const char *key = bearer (req);
  *meeting = 0;
  if (key == NULL)
    key = pn_http_request_param (req, "key");
  else if (!pn_http_request_param_id (req, "key", meeting))
    return FALSE;
  if (key == NULL || strlen (key) != TOKEN_CHARS)
    return FALSE;
  pn_sha256 (key, TOKEN_CHARS, hash);
  return TRUE;
}

/* TRUE: go on. */
static gboolean
admit (PnWhip *self, PnHttpRequest *req)
{
  gint64 wait_us = 0;
  if (!check_origin (self, req))
    return FALSE;
  if (self->app->draining) {
    pn_http_add_header (req, "Retry-After", "3");
    pn_http_respond_code (req, PN_ERROR_OVERLOADED, NULL);
    return FALSE;
  }
  if (pn_limiter_take (self->addresses, pn_http_request_client_ip (req), pn_clock_mono_us (self->app->clock),
                       &wait_us))
    return TRUE;
  g_autofree char *wait = g_strdup_printf ("%d", (int) (wait_us / G_USEC_PER_SEC) + 1);
  pn_http_add_header (req, "Retry-After", wait);
  pn_http_respond_code (req, PN_ERROR_RATE_LIMITED, NULL);
  return FALSE;
}

static void
take_offer (PnWhip *self, PnHttpRequest *req, gboolean watch)
{
  guint8 hash[PN_SHA256_BYTES];
  gint64 meeting = 0;
  gsize length = 0;
  if (!admit (self, req))
    return;
  if (!is_type (req, SDP_TYPE)) {
    pn_http_add_header (req, "Accept-Post", SDP_TYPE);
    pn_http_respond_code (req, PN_ERROR_WRONG_TYPE, "send the offer as " SDP_TYPE);
    return;
  }
  if (!read_key (req, hash, &meeting)) {
    refuse_key (req);
    return;
  }
  const char *body = g_bytes_get_data (pn_http_request_body (req), &length);
  if (length == 0 || memchr (body, '\0', length) != NULL || !g_utf8_validate_len (body, length, NULL)) {
    pn_http_respond_code (req, PN_ERROR_BAD_VALUE, "not an SDP offer");
    return;
  }
  Offer *offer = g_new0 (Offer, 1);
  offer->whip = self;
  offer->req = pn_http_request_ref (req);
  offer->sdp = g_strndup (body, length);
  offer->watch = watch;
  offer->meeting = meeting;
  self->app->store->site_token_find (self->app->store->impl, hash, on_token, offer);
}

static void
on_publish (PnHttpRequest *req, gpointer data)
{
  take_offer (data, req, FALSE);
}

static void
on_watch (PnHttpRequest *req, gpointer data)
{
  take_offer (data, req, TRUE);
}

/* ---- The resource */

/* NULL: answered. Its name cannot be guessed and is the right to it, as the session URL of RFC 9725 4.2
 * allows. */
static PnEquipment *
resource (PnWhip *self, PnHttpRequest *req)
{
  if (!check_origin (self, req))
    return NULL;
  PnEquipment *equipment = pn_equipment_find (self->app, pn_http_request_param (req, "id"));
  gboolean watch = g_str_has_prefix (pn_http_request_path (req), "/whep/");
  if (equipment != NULL && (equipment->via == PN_VIA_WHEP) == watch)
    return equipment;
  pn_http_respond_code (req, PN_ERROR_NOT_FOUND, "no such session any more");
  return NULL;
}

static void
on_delete (PnHttpRequest *req, gpointer data)
{
  PnEquipment *equipment = resource (data, req);
  if (equipment == NULL)
    return;
  pn_equipment_end (equipment);
  pn_http_respond (req, 200, NULL, NULL);
}

/* RFC 9725 4.3: If-Match is the tag for candidates, "*" for an ICE restart. */
static void
on_patch (PnHttpRequest *req, gpointer data)
{
  const PnEquipment *equipment = resource (data, req);
  const char *match = pn_http_request_header (req, "If-Match");
  if (equipment == NULL)
    return;
  g_autofree char *tag = tag_of (equipment);
  if (!is_type (req, TRICKLE_TYPE)) {
    pn_http_add_header (req, "Accept-Patch", TRICKLE_TYPE);
    pn_http_respond_code (req, PN_ERROR_WRONG_TYPE, "send candidates as " TRICKLE_TYPE);
  } else if (match == NULL) {
    pn_http_respond_code (req, PN_ERROR_TAG_NEEDED, NULL);
  } else if (g_str_equal (match, "*") || g_str_equal (match, "\"*\"")) {
    pn_http_respond_code (req, PN_ERROR_BAD_VALUE, "no ICE restart here: offer again by POST");
  } else if (!g_str_equal (match, tag)) {
    pn_http_respond_code (req, PN_ERROR_TAG_STALE, NULL);
  } else {
    pn_http_respond (req, 204, NULL, NULL);
  }
}

/* CORS preflight, and RFC 9725 4.2: what may be posted. */
static void
on_options (PnHttpRequest *req, gpointer data)
{
  PnWhip *self = data;
  if (!check_origin (self, req))
    return;
  pn_http_add_header (req, "Accept-Post", SDP_TYPE);
  pn_http_add_header (req, "Accept-Patch", TRICKLE_TYPE);
  pn_http_add_header (req, "Access-Control-Allow-Methods", "POST, PATCH, DELETE, OPTIONS");
  pn_http_add_header (req, "Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match");
  pn_http_add_header (req, "Access-Control-Max-Age", "600");
  pn_http_respond (req, 204, NULL, NULL);
}

PnWhip *
pn_whip_new (PnApp *app, PnWsServer *server, const char *origins)
{
  PnWhip *self = g_new0 (PnWhip, 1);
  self->app = app;
  self->addresses = pn_limiter_new (20, G_USEC_PER_SEC, 20000);
  self->origins = g_strsplit_set (origins, " ,", 64);
  pn_ws_server_keep_header (server, "If-Match");
  pn_ws_server_route (server, "POST", "/whip/{key}", BODY_MAX, on_publish, self);
  pn_ws_server_route (server, "POST", "/whep/{key}", BODY_MAX, on_watch, self);
  static const char *const resources[] = { "/whip/resource/{id}", "/whep/resource/{id}" };
  static const char *const all[]
      = { "/whip/{key}", "/whep/{key}", "/whip/resource/{id}", "/whep/resource/{id}" };
  for (guint i = 0; i < G_N_ELEMENTS (resources); i++) {
    pn_ws_server_route (server, "DELETE", resources[i], 0, on_delete, self);
    pn_ws_server_route (server, "PATCH", resources[i], BODY_MAX, on_patch, self);
  }
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    pn_ws_server_route (server, "OPTIONS", all[i], 0, on_options, self);
  return self;
}

void
pn_whip_free (PnWhip *self)
{
  if (self == NULL)
    return;
  pn_limiter_free (self->addresses);
  g_strfreev (self->origins);
  g_free (self);
}
