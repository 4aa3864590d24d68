/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Services outside that prove things: time-stamps (RFC 3161), OCSP (RFC 6960), lists of the revoked (RFC 5280). The house's own authority
 * behind phien-signer, or others behind phien-trust. DER travels as base64 text; loop's thread only. */
#pragma once
#include <glib.h>

typedef struct PnTrust PnTrust;

typedef enum { PN_TRUST_TIMESTAMP, PN_TRUST_OCSP, PN_TRUST_CRL } PnTrustKind;

typedef struct {
  PnTrustKind kind;
  const char *der;    /* the request; not for a CRL */
  const char *url;    /* as the certificate names it; "": none. Not for a time-stamp */
  const char *issuer; /* SHA-256 of the issuer's name, hex; not for a time-stamp */
} PnTrustQuestion;

/* Errors: STAMP_AWAY or EVIDENCE_AWAY, whatever the reason: it may be asked again later. */
typedef void (*PnTrustDone) (const char *der, const GError *error, gpointer data);

/* `done` runs exactly once, never inside this call. */
void pn_trust_ask (PnTrust *self, const PnTrustQuestion *question, PnTrustDone done, gpointer data);
/* FALSE for 20 s after a time-stamp service did not answer: somebody who waits for his signature does not wait for it again. */
gboolean pn_trust_stamps_likely (const PnTrust *self);
