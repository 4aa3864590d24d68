/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges one CMS (RFC 5652) over given bytes: is it intact, and does its chain lead to a root we were given.
 * Knows no PDF; bytes are a stranger's (fuzzed); any thread. */
#pragma once

#include <glib.h>
#include <openssl/x509.h>
#include "docs-service/pdf/pdf-check.h"

typedef enum {
  PN_CMS_DETACHED,  /* adbe.pkcs7.detached */
  PN_CMS_CADES,     /* ETSI.CAdES.detached: signing-certificate must match */
  PN_CMS_TIMESTAMP, /* ETSI.RFC3161: a token whose imprint is of the bytes */
} PnCmsKind;

/* roots: NULL for none. Fills integrity, trust, their details, level, signer, issuer, serial, not_after of `out`. */
void pn_cms_check (GBytes *der, GBytes *content, PnCmsKind kind, X509_STORE *roots, PnPdfSignature *out);
/* NULL when there is no certificate in the text. transfer full */
X509_STORE *pn_cms_roots (const char *pem);
