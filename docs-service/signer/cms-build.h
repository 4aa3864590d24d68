/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the CMS of a PAdES baseline B-B signature in two halves, so that the key may be anywhere: attributes → sign → assemble.
 * Never sees a private key; signed attributes are content-type, message-digest, signing-certificate-v2 and nothing else
 * (ETSI EN 319 142-1 6.3: no signingTime). Any thread. */
#pragma once

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#define PN_CMS_DIGEST_BYTES 32

/* DER of the SET OF signed attributes (RFC 5652 5.4): its SHA-256 is what the key signs. transfer full */
GBytes *pn_cms_attributes (X509 *signer, const guint8 digest[PN_CMS_DIGEST_BYTES], GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* RFC 4055 3.1: SHA-256, MGF1 of it, this salt; the DER of these parameters, for who asks a key elsewhere for such a value. */
#define PN_CMS_PSS_SALT 32
#define PN_CMS_PSS_DER_BYTES 54
extern const guint8 pn_cms_pss_der[PN_CMS_PSS_DER_BYTES];
/* Puts the signature value (over pn_cms_attributes of the same arguments) in place. extra: further certificates or NULL; pss: the value is
 * RSASSA-PSS. transfer full: DER of the ContentInfo */
GBytes *pn_cms_assemble (X509 *signer, STACK_OF (X509) *extra, const guint8 digest[PN_CMS_DIGEST_BYTES], gboolean pss, GBytes *signature,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Both halves in one, for a key that answers at once: `raw` signs the SHA-256 of the attributes. */
typedef GBytes *(*PnRawSign) (gpointer data, GBytes *attributes, GError **error);
GBytes *pn_cms_build (X509 *signer, STACK_OF (X509) *extra, const guint8 digest[PN_CMS_DIGEST_BYTES], PnRawSign raw, gpointer data,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A PnRawSign; data is an EVP_PKEY with its private half. */
GBytes *pn_cms_raw_by_key (gpointer data, GBytes *attributes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
