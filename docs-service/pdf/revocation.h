/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether a certificate was revoked, by CRLs (RFC 5280) and OCSP answers (RFC 6960) that are at hand; also asks and reads OCSP.
 * Opens no socket, knows no clock; bytes are a stranger's (fuzzed); any thread. */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

/* What a document or a caller brings along: certificates, and proofs of what was revoked. */
typedef struct {
  STACK_OF (X509) *certs;
  STACK_OF (X509_CRL) *crls;
  GPtrArray *ocsps; /* of GBytes: DER of OCSPResponse */
} PnEvidence;

PnEvidence *pn_evidence_new (void);
void pn_evidence_free (PnEvidence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnEvidence, pn_evidence_free)
/* What cannot be read is left out, and FALSE. */
gboolean pn_evidence_add_cert (PnEvidence *self, GBytes *der);
gboolean pn_evidence_add_crl (PnEvidence *self, GBytes *der);
gboolean pn_evidence_add_ocsp (PnEvidence *self, GBytes *der);

typedef enum { PN_REVOCATION_UNKNOWN, PN_REVOCATION_GOOD, PN_REVOCATION_REVOKED } PnRevocation;

/* Of `cert` by `issuer` at this time (µs since 1970). A proof must be signed by the issuer, or, for OCSP, by a responder the issuer
 * named; a revocation after that time does not count (ETSI EN 319 102-1 5.2.9.4). */
PnRevocation pn_revocation_of (const PnEvidence *evidence, X509 *cert, X509 *issuer, gint64 at_us);

/* transfer full: DER of an OCSPRequest for one certificate. NULL when the two do not belong together. */
GBytes *pn_ocsp_request (X509 *cert, X509 *issuer);
