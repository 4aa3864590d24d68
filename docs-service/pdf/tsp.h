/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time-stamps by RFC 3161: makes a request, takes the token out of an answer, judges a token. Bytes in, bytes out: who carries them is
 * somebody else's affair. Bytes are a stranger's (fuzzed); any thread. */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

/* For this SHA-256 digest; asks for the authority's certificate. transfer full: DER of a TimeStampReq */
GBytes *pn_tsp_request (const guint8 digest[32], guint64 nonce);
/* transfer full: DER of the token. Errors: BAD_VALUE (refused, or an answer to another question). */
GBytes *pn_tsp_token (GBytes *response, const guint8 digest[32], guint64 nonce, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gboolean supported; /* FALSE: over a hash we do not know, or by a certificate nobody brings along */
  gboolean weak;      /* over SHA-1: intact perhaps, but it proves no time and is never trusted */
  gboolean intact;    /* the token is of these bytes and its signature holds */
  gboolean trusted;   /* its chain, valid then, leads to a given root and is made for time-stamps */
  gint64 time_us;     /* 0 when not intact */
} PnTspResult;

/* roots: NULL for none; extra: further certificates or NULL. */
void pn_tsp_check (GBytes *token, const void *bytes, gsize length, X509_STORE *roots, STACK_OF (X509) *extra, PnTspResult *out);

/* SHA-256 over the signature value of a CMS: what a signature time-stamp is for. Errors: BAD_VALUE. */
gboolean pn_tsp_cms_digest (GBytes *cms, guint8 digest[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same CMS with the token as unsigned attribute (PAdES B-T, RFC 3161 Appendix A). transfer full */
GBytes *pn_tsp_add_to_cms (GBytes *cms, GBytes *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
