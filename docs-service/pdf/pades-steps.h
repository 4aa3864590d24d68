/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raising a signature in halves: what has to be asked of time-stamp and revocation services, and what is made of their answers; who
 * carries them may be another process, minutes later (ETSI EN 319 142-1 6). Opens no file or socket, holds no key; any thread. */
#pragma once

#include <glib.h>

/* One certificate of the document (of a signer, an authority, a time-stamp) whose issuer is known. */
typedef struct {
  GBytes *ocsp;           /* DER of the OCSPRequest */
  char *ocsp_url;         /* as the certificate names it (RFC 5280 4.2.2.1), "" for none */
  char *crl_url;          /* likewise (4.2.1.13) */
  char *issuer;           /* SHA-256 over the issuer's name in DER, hex: which list is wanted */
} PnPadesSource;

/* The question for a signature time-stamp in this CMS. transfer full: DER. Errors: BAD_VALUE. */
GBytes *pn_pades_question (GBytes *cms, guint64 nonce, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The CMS with the time-stamp of the answer in it. Errors: BAD_VALUE when it answers another question, or refuses. transfer full */
GBytes *pn_pades_stamp_with (GBytes *cms, GBytes *answer, guint64 nonce, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* roots_pem: further certificates among which issuers may be, or NULL. transfer full: of PnPadesSource. Errors: NOT_FOUND (not signed). */
GPtrArray *pn_pades_sources (GBytes *document, const char *roots_pem, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* transfer full: bytes to append, a security store with all certificates and these answers (DER). Errors: as pn_pdf_add_dss; BAD_VALUE
 * when one is no answer at all. */
GBytes *pn_pades_evidence (GBytes *document, const char *roots_pem, const GPtrArray *ocsps, const GPtrArray *crls, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The question for a document time-stamp over everything. transfer full: DER. Errors: as pn_pdf_sign_prepare. */
GBytes *pn_pades_archive_question (GBytes *document, guint64 nonce, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* transfer full: bytes to append. */
GBytes *pn_pades_archive_with (GBytes *document, GBytes *answer, guint64 nonce, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Room for a token with its certificates, bytes of DER. */
#define PN_PADES_STAMP_ROOM 8192
