/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/signer/authority.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"

void
pn_identity_clear (PnIdentity *self)
{
  g_clear_pointer (&self->key, EVP_PKEY_free);
  g_clear_pointer (&self->cert, X509_free);
}

static gboolean
failed (GError **error, const char *what)
{
  char text[160];

  ERR_error_string_n (ERR_get_error (), text, sizeof text);
  ERR_clear_error ();
  g_set_error (error, PN_ERROR, PN_ERROR_INTERNAL, "%s: %s", what, text);
  return FALSE;
}

static gboolean
add_entry (X509_NAME *name, const char *key, const char *value)
{
  /* X.520 bounds names at 64 characters; a longer title would make the whole certificate unreadable to some. */
  g_autofree char *cut = value != NULL ? g_utf8_substring (value, 0, MIN (g_utf8_strlen (value, -1), 64)) : NULL;

  return cut == NULL || *cut == '\0'
         || X509_NAME_add_entry_by_txt (name, key, MBSTRING_UTF8, (const guint8 *) cut, -1, -1, 0) == 1;
}

static gboolean
fill_name (X509_NAME *name, const PnSubject *s)
{
  return add_entry (name, "C", "VN") && add_entry (name, "O", s->organization) && add_entry (name, "OU", s->unit)
         && add_entry (name, "title", s->title) && add_entry (name, "serialNumber", s->id)
         && add_entry (name, "CN", s->common_name);
}

static gboolean
set_serial (X509 *cert)
{
  guint8 bytes[16];
  gboolean ok;

  pn_random_bytes (bytes, sizeof bytes);
  bytes[0] = (bytes[0] & 0x7f) | 0x40; /* positive and full length */
  BIGNUM *n = BN_bin2bn (bytes, sizeof bytes, NULL);
  ok = n != NULL && BN_to_ASN1_INTEGER (n, X509_get_serialNumber (cert)) != NULL;
  BN_free (n);
  return ok;
}

static gboolean
add_extension (X509 *cert, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX ctx;
  gboolean ok;

  X509V3_set_ctx (&ctx, issuer, cert, NULL, NULL, 0);
  X509_EXTENSION *ext = X509V3_EXT_conf_nid (NULL, &ctx, nid, value);
  ok = ext != NULL && X509_add_ext (cert, ext, -1) == 1;
  X509_EXTENSION_free (ext);
  return ok;
}

static EVP_PKEY *
make_key (const char *kind)
{
  if (kind == NULL)
    return EVP_EC_gen ("P-256");
  if (g_str_has_prefix (kind, "RSA-"))
    return EVP_RSA_gen ((unsigned) CLAMP (atoi (kind + 4), 2048, 4096));
  return EVP_EC_gen (kind);
}

/* A certificate with key and name, not yet extended or signed. One day of slack for clocks that go slow. */
static gboolean
begin_cert (const PnSubject *subject, int days, PnIdentity *out, GError **error)
{
  out->key = make_key (subject->key);
  out->cert = X509_new ();
  if (out->key == NULL || out->cert == NULL || X509_set_version (out->cert, X509_VERSION_3) != 1 || !set_serial (out->cert)
      || X509_gmtime_adj (X509_getm_notBefore (out->cert), -86400) == NULL
      || X509_time_adj_ex (X509_getm_notAfter (out->cert), days, 0, NULL) == NULL
      || X509_set_pubkey (out->cert, out->key) != 1 || !fill_name (X509_get_subject_name (out->cert), subject))
    return failed (error, "making a certificate");
  return TRUE;
}

gboolean
pn_authority_make_root (const PnSubject *subject, PnIdentity *out, GError **error)
{
  g_auto (PnIdentity) id = { 0 };

  if (!begin_cert (subject, PN_ROOT_DAYS, &id, error))
    return FALSE;
  if (X509_set_issuer_name (id.cert, X509_get_subject_name (id.cert)) != 1
      || !add_extension (id.cert, id.cert, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
      || !add_extension (id.cert, id.cert, NID_key_usage, "critical,keyCertSign,cRLSign")
      || !add_extension (id.cert, id.cert, NID_subject_key_identifier, "hash") || X509_sign (id.cert, id.key, EVP_sha256 ()) == 0)
    return failed (error, "making the root certificate");
  *out = id;
  id = (PnIdentity) { 0 };
  return TRUE;
}

/* RFC 5280 4.2.2.1 and 4.2.1.13. */
static gboolean
add_services (X509 *cert, X509 *issuer, const char *services)
{
  if (services == NULL || *services == '\0')
    return TRUE;
  g_autofree char *ocsp = g_strdup_printf ("OCSP;URI:%s/ca/ocsp", services), *crl = g_strdup_printf ("URI:%s/ca/crl", services);
  return add_extension (cert, issuer, NID_info_access, ocsp) && add_extension (cert, issuer, NID_crl_distribution_points, crl);
}

static gboolean
issue (const PnIdentity *root, const PnSubject *subject, const char *usage, const char *purpose, PnIdentity *out, GError **error)
{
  g_auto (PnIdentity) id = { 0 };

  if (!begin_cert (subject, PN_PERSON_DAYS, &id, error))
    return FALSE;
  if (X509_set_issuer_name (id.cert, X509_get_subject_name (root->cert)) != 1
      || !add_extension (id.cert, root->cert, NID_basic_constraints, "critical,CA:FALSE")
      || !add_extension (id.cert, root->cert, NID_key_usage, usage)
      || !add_extension (id.cert, root->cert, NID_ext_key_usage, purpose)
      || !add_extension (id.cert, root->cert, NID_subject_key_identifier, "hash")
      || !add_extension (id.cert, root->cert, NID_authority_key_identifier, "keyid:always")
      || !add_services (id.cert, root->cert, subject->services)
      || X509_sign (id.cert, root->key, EVP_sha256 ()) == 0)
    return failed (error, "issuing a certificate");
  *out = id;
  id = (PnIdentity) { 0 };
  return TRUE;
}

gboolean
pn_authority_issue (const PnIdentity *root, const PnSubject *subject, PnIdentity *out, GError **error)
{
  /* emailProtection beside documentSigning (RFC 9336): older readers look for the former. */
  return issue (root, subject, "critical,digitalSignature,nonRepudiation", "emailProtection,1.3.6.1.5.5.7.3.36", out, error);
}

gboolean
pn_authority_issue_tsa (const PnIdentity *root, const PnSubject *subject, PnIdentity *out, GError **error)
{
  return issue (root, subject, "critical,digitalSignature,nonRepudiation", "critical,timeStamping", out, error); /* RFC 3161 2.3 */
}
