/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo authority: makes a root certificate and, under it, certificates for people. Only for demonstration: real keys come from
 * the public-service authority. Touches no file; any thread. */
#pragma once

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

typedef struct {
  EVP_PKEY *key;
  X509 *cert;
} PnIdentity;

void pn_identity_clear (PnIdentity *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PnIdentity, pn_identity_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)

#define PN_ROOT_DAYS 3653   /* 10 years */
#define PN_PERSON_DAYS 1096 /* 3 years */

typedef struct {
  const char *common_name;  /* "Nguyễn Văn Ước" */
  const char *title;        /* may be NULL */
  const char *unit;         /* may be NULL */
  const char *organization; /* may be NULL */
  const char *id;           /* serialNumber of the subject; may be NULL */
  const char *services;     /* where its authority answers ("http://HOST": /ca/ocsp, /ca/crl); NULL or "": it names no place */
  const char *key;          /* "P-256" (also NULL), "P-384", "RSA-2048", "RSA-3072", "RSA-4096" */
} PnSubject;

gboolean pn_authority_make_root (const PnSubject *subject, PnIdentity *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A certificate for RFC 3161 time-stamps and nothing else. */
gboolean pn_authority_issue_tsa (const PnIdentity *root, const PnSubject *subject, PnIdentity *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_authority_issue (const PnIdentity *root, const PnSubject *subject, PnIdentity *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
