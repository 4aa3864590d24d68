/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST over HTTPS to one configured service: no redirect, no other protocol, bounded in bytes and seconds.
 * Knows nothing of the API; blocks its thread; a PnCscHttp belongs to one thread at a time, its settings may
 * be shared. */
#pragma once

#include <glib.h>

typedef struct {
  const char *url;   /* "https://…/csc/v2", no slash at the end */
  const char *ca;    /* PEM of who may vouch for the service's TLS name; "" the system's */
  const char *proxy; /* "http://host:port" or "" */
  int seconds;       /* for one whole request */
  int wait;          /* seconds in all for a person to confirm, or for a signature that comes later */
} PnCscWeb;

typedef struct PnCscHttp PnCscHttp;

/* Once, before threads. */
void pn_csc_http_global (void);
PnCscHttp *pn_csc_http_new (const PnCscWeb *web);
void pn_csc_http_free (PnCscHttp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnCscHttp, pn_csc_http_free)

/* The body of a 200, a 202 (accepted, not there yet) or a 204 (empty). bearer may be NULL. Errors: REMOTE_AWAY (no connection, too slow, TLS),
 * REMOTE_BAD_ANSWER (too large, redirect), else as pn_csc_read_failure; *status is set in any case. transfer
 * full */
GBytes *pn_csc_http_post (PnCscHttp *self, const char *path, const char *type, const char *bearer,
                          const char *body, long *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
