/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a remote credential's certificate may be used, and whether what came back is its signature of what
 * was asked. Never touches a socket or a private key; time is handed in; any thread may call. */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

#include "docs-service/csc/csc-answer.h"

typedef struct {
  X509 *leaf;
  STACK_OF (X509) * between; /* what lies between it and the root, for the CMS */
  const char *kind;          /* "RSA-3072", "P-256": static text */
  const char *algo;          /* OID for signHash's signAlgo: static text */
} PnCscCert;

void pn_csc_cert_free (PnCscCert *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnCscCert, pn_csc_cert_free)

/* PEM certificates of a file, as trust anchors. Errors: CONFIG when there is none. */
X509_STORE *pn_csc_roots (const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Path to a root at this time (Unix seconds), usage for signing, key RSA of 2,048 to 4,096 bits, P-256 or
 * P-384, and an algorithm the service offers for it. Errors: REMOTE_BAD_ANSWER (no DER), REMOTE_WRONG_CERT.
 */
PnCscCert *pn_csc_cert_check (const PnCscCredential *credential, X509_STORE *roots, gint64 now,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* RSASSA-PSS with SHA-256, MGF1 of it and a salt of 32 bytes (RFC 8017 8.1): the only way this service signs with this key. */
gboolean pn_csc_is_pss (const PnCscCert *cert);
/* hex SHA-256 of the certificate. transfer full */
char *pn_csc_cert_hash (X509 *cert);
/* The value as CMS wants it: an ECDSA value that came as r and s side by side is put into DER. Errors:
 * REMOTE_BAD_ANSWER when it is no signature of `attributes` (SHA-256) by this certificate. transfer full */
GBytes *pn_csc_value_check (const PnCscCert *cert, GBytes *attributes, GBytes *value,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
