/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verifies CMS signatures made with Ed25519 and Ed448 (RFC 8419), which CMS_verify of OpenSSL 3.0 cannot.
 * Never touches a file or socket; any thread may call. */
#pragma once

#include <glib.h>
#include <openssl/cms.h>

/* Whether the certificate's key is of this kind at all. */
gboolean pn_cms_is_edwards (X509 *cert);
/* The only digest each may go with: SHA-512, and 512 bits of SHAKE256 (RFC 8419 3.1; ISO/TS 32002 5). */
gboolean pn_cms_edwards_digest_fits (X509 *cert, const X509_ALGOR *digest);
/* The message-digest is that of the content, and the signature is over the signed attributes, which must be there. */
gboolean pn_cms_edwards_verify (CMS_SignerInfo *si, X509 *cert, const void *content, gsize length);
/* Whether this is the hash of the certificate by SHAKE256 of 512 bits, as signing-certificate-v2 beside Ed448 has it. */
gboolean pn_cms_edwards_names (X509 *cert, const guint8 *hash, gsize length);
