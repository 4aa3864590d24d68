/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of phien-signer on disk: PKCS#12 files of mode 0600 below a directory of mode 0700, opened by one passphrase file.
 * Never gives a private key out; knows no link and no loop. One thread. */
#pragma once

#include <glib.h>
#include "docs-service/signer/authority.h"
#include "docs-service/signer/pin.h"
#include "docs-service/signer/token.h"

typedef struct PnKeystore PnKeystore;

#define PN_KEY_SEAL "seal" /* the key of the body itself */
#define PN_KEY_REPORT "check-report" /* reports of checks: not the body's word, a machine's */

/* Makes directory, passphrase and, in demo mode, root and seal when they are missing. Errors: IO, CONFIG (wrong passphrase). */
PnKeystore *pn_keystore_open (const char *dir, gboolean demo, const char *organization, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Where the authority answers over HTTP, for certificates made from now on (PnSubject.services). */
void pn_keystore_set_services (PnKeystore *self, const char *url);
/* From now on keys of this token are found too, by their labels, before those on disk. Takes the token. */
void pn_keystore_add_token (PnKeystore *self, PnToken *token);
void pn_keystore_free (PnKeystore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnKeystore, pn_keystore_free)

/* `who`: decimal person id, or PN_KEY_SEAL, or any of [a-z0-9-]{1,40}. Enrolling again gives the certificate that is there, unless
 * it has less than a day left. Errors: NOT_ALLOWED outside demo mode, BAD_VALUE. */
gboolean pn_keystore_enrol (PnKeystore *self, const char *who, const PnSubject *subject, gboolean *is_new, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Borrowed until the next enrol. Errors: NOT_FOUND. */
X509 *pn_keystore_cert (PnKeystore *self, const char *who, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* CMS DER over this SHA-256 digest, and an audit line on disk before it is given out. Errors: NOT_FOUND, IO, WRONG_STATE (expired). */
GBytes *pn_keystore_sign (PnKeystore *self, const char *who, const guint8 digest[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The authority's other services, for the demo: answers to RFC 3161 and OCSP requests, the list of the revoked. All DER, transfer full.
 * Errors: NOT_FOUND without an authority, BAD_VALUE for what is no request. */
GBytes *pn_keystore_timestamp (PnKeystore *self, GBytes *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *pn_keystore_ocsp (PnKeystore *self, GBytes *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *pn_keystore_crl (PnKeystore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* From now on; on disk before it returns. Errors: NOT_FOUND, IO. */
gboolean pn_keystore_revoke (PnKeystore *self, const char *who, GError **error) G_GNUC_WARN_UNUSED_RESULT;
X509 *pn_keystore_root (PnKeystore *self); /* borrowed; NULL without an authority */
PnPins *pn_keystore_pins (PnKeystore *self); /* borrowed */
/* PEM of the root, then, once something was revoked, of the list of the revoked. transfer full */
char *pn_keystore_roots_pem (PnKeystore *self);

char *pn_cert_pem (X509 *cert);
char *pn_crl_pem (GBytes *der); /* transfer full; "" when it cannot be read */
char *pn_cert_serial (X509 *cert);                 /* hex */
char *pn_cert_subject (X509 *cert);                /* RFC 2253, UTF-8 */
char *pn_cert_issuer (X509 *cert);
char *pn_cert_time (const ASN1_TIME *time);        /* ISO 8601 UTC */
