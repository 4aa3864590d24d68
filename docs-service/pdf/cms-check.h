/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges one CMS (RFC 5652) over given bytes: is it intact, and does its chain lead to a root we were given.
 * Knows no PDF; bytes are a stranger's (fuzzed); any thread. */
#pragma once

#include <glib.h>
#include <openssl/cms.h>
#include <openssl/x509.h>
#include "docs-service/pdf/pdf-check.h"
#include "docs-service/pdf/revocation.h"

typedef enum {
  PN_CMS_DETACHED,  /* adbe.pkcs7.detached */
  PN_CMS_CADES,     /* ETSI.CAdES.detached: without a signing-certificate it has no level */
  PN_CMS_SHA1,      /* adbe.pkcs7.sha1: the CMS holds a SHA-1 of the bytes and signs that */
  PN_CMS_TIMESTAMP, /* ETSI.RFC3161: a token whose imprint is of the bytes */
} PnCmsKind;

/* What is known from outside the CMS. */
typedef struct {
  X509_STORE *roots;          /* NULL for none */
  const PnEvidence *evidence; /* NULL for none */
  const PnEvidence *lists;    /* NULL for none: what the house knows beside its roots. Only what they say against a certificate counts */
  gint64 at_us;               /* a trusted later time-stamp says it existed then; 0: nobody does, and now counts */
} PnCmsContext;

/* Fills integrity, trust, their details, level, stamped_us, evidence, signer, issuer, serial, not_after of `out`. */
void pn_cms_check (GBytes *der, GBytes *content, PnCmsKind kind, const PnCmsContext *context, PnPdfSignature *out);
/* The certificates in a CMS are not signed by it. Each must be of the chain that was found, or hold by itself: otherwise bytes in the
 * file could be changed unseen. */
gboolean pn_cms_certificates_hold (STACK_OF (X509) *others, STACK_OF (X509) *chain);
/* CAdES and RFC 3161: the certificate must be named inside what is signed, or it could be exchanged for another of the same key. */
gboolean pn_cms_names_certificate (CMS_SignerInfo *si, X509 *cert);
/* MD5 and SHA-1 can be forged: what is signed over them proves nothing. Over SHA-1 it is judged all the same, for old files are many, and
 * is then PN_PDF_WEAK_DIGEST instead of trusted; over MD5 it is unsupported. */
gboolean pn_cms_digest_is_safe (const X509_ALGOR *algorithm);
/* NULL when there is no certificate in the text. transfer full */
X509_STORE *pn_cms_roots (const char *pem);
/* The revocation lists (RFC 5280, RFC 7468 6) that stand among the certificates. NULL when there is none. transfer full */
PnEvidence *pn_cms_lists (const char *pem);
