/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks time-stamp and revocation services over HTTP: only addresses that were configured, or, of those that stand in a certificate, only
 * hosts that were. No redirect, bounded in bytes and seconds, remembers revocation answers. Blocks; any thread may call. */
#pragma once
#include <glib.h>
#include "docs-service/trust/trust-answers.h"

typedef struct {
  char **tsa_urls;   /* tried in order */
  char **hosts;      /* of certificates' own addresses; "*": any */
  char **mirrors;    /* directories with *.crl */
  const char *ocsp_url; /* for every question; "": the certificate's own */
  const char *proxy; /* "" for none */
  int seconds;       /* for one request */
  int keep_seconds;  /* how long an answer is not asked for again */
} PnTrustSettings;

typedef struct PnFetcher PnFetcher;

PnFetcher *pn_fetcher_new (const PnTrustSettings *settings /* borrowed */);
void pn_fetcher_free (PnFetcher *self);
/* DER of the answer. request NULL for a list; url and issuer as ports/trust.h. Errors: NOT_FOUND (nobody to ask), STAMP_AWAY, EVIDENCE_AWAY. */
GBytes *pn_fetcher_ask (PnFetcher *self, PnAnswerKind kind, GBytes *request, const char *url, const char *issuer, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* http or https, without user and with a host among `hosts`. */
gboolean pn_trust_url_is_allowed (const char *url, const char *const *hosts);
