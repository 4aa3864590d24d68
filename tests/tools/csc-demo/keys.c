/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/csc-demo/keys.h"

#include "docs-service/signer/evidence.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define ORGANIZATION "Dịch vụ ký số từ xa thử nghiệm"
#define TLS_DAYS 825

/* People of the demo body (db/seed/demo.sql), who hold their keys here. The PINs are printed by ./dev run. */
const DemoCredential demo_credentials[] = {
  { "thanh-pin", "Nguyễn Văn Thành", "Chủ tịch", "RSA-3072", "246810", FALSE, FALSE, NULL, FALSE },
  { "thanh-otp", "Nguyễn Văn Thành", "Chủ tịch", "P-256", "135790", TRUE, FALSE, NULL, FALSE },
  { "thanh-p384", "Nguyễn Văn Thành", "Chủ tịch", "P-384", "246810", FALSE, FALSE, NULL, FALSE },
  { "thanh-rsa2048", "Nguyễn Văn Thành", "Chủ tịch", "RSA-2048", "246810", FALSE, FALSE, NULL, FALSE },
  { "thanh-rsa4096", "Nguyễn Văn Thành", "Chủ tịch", "RSA-4096", "246810", FALSE, FALSE, NULL, FALSE },
  { "thanh-app", "Nguyễn Văn Thành", "Chủ tịch", "P-256", NULL, FALSE, FALSE, "implicit", FALSE },
  { "thanh-web", "Nguyễn Văn Thành", "Chủ tịch", "P-384", "246810", FALSE, FALSE, "oauth2code", FALSE },
  { "thanh-pss", "Nguyễn Văn Thành", "Chủ tịch", "RSA-3072", "246810", FALSE, FALSE, NULL, TRUE },
  { "stranger", "Nguyễn Văn Thành", "Chủ tịch", "P-256", "246810", FALSE, TRUE, NULL, FALSE },
};
const guint demo_n_credentials = G_N_ELEMENTS (demo_credentials);

static char *dir;
static PnIdentity root, foreign_root, identities[G_N_ELEMENTS (demo_credentials)];
static GMutex
    mutexes[G_N_ELEMENTS (demo_credentials)]; /* a large key takes seconds: nobody else waits for it */

static char *
file_of (const char *name, const char *suffix)
{
  return g_strdup_printf ("%s/%s%s", dir, name, suffix);
}

static gboolean
load (const char *name, PnIdentity *out)
{
  g_autofree char *key = file_of (name, ".key"), *cert = file_of (name, ".pem");
  FILE *k = fopen (key, "re"), *c = fopen (cert, "re");
  if (k != NULL && c != NULL) {
    out->key = PEM_read_PrivateKey (k, NULL, NULL, NULL);
    out->cert = PEM_read_X509 (c, NULL, NULL, NULL);
  }
  if (k != NULL)
    fclose (k);
  if (c != NULL)
    fclose (c);
  return out->key != NULL && out->cert != NULL;
}

static void
save (const char *name, const PnIdentity *id)
{
  g_autofree char *key = file_of (name, ".key"), *cert = file_of (name, ".pem");
  umask (077);
  FILE *k = fopen (key, "we");
  umask (022);
  FILE *c = fopen (cert, "we");
  if (k == NULL || c == NULL || PEM_write_PrivateKey (k, id->key, NULL, NULL, 0, NULL, NULL) != 1
      || PEM_write_X509 (c, id->cert) != 1)
    g_error ("%s cannot be written", key);
  fclose (k);
  fclose (c);
}

static void
open_root (const char *name, const char *common_name, PnIdentity *out)
{
  const PnSubject subject = { .common_name = common_name, .organization = ORGANIZATION };
  if (load (name, out))
    return;
  if (!pn_authority_make_root (&subject, out, NULL))
    g_error ("no authority");
  save (name, out);
}

static gboolean
add (X509 *cert, int nid, const char *value)
{
  X509V3_CTX ctx;
  X509V3_set_ctx (&ctx, cert, cert, NULL, NULL, 0);
  X509_EXTENSION *ext = X509V3_EXT_conf_nid (NULL, &ctx, nid, value);
  gboolean ok = ext != NULL && X509_add_ext (cert, ext, -1) == 1;
  X509_EXTENSION_free (ext);
  return ok;
}

static void
open_tls (void)
{
  g_auto (PnIdentity) id = { 0 };
  if (load ("tls", &id))
    return;
  pn_identity_clear (&id);
  id.key = EVP_EC_gen ("P-256");
  id.cert = X509_new ();
  X509_NAME *name = X509_get_subject_name (id.cert);
  if (X509_set_version (id.cert, X509_VERSION_3) != 1
      || ASN1_INTEGER_set_int64 (X509_get_serialNumber (id.cert), g_get_real_time ()) != 1
      || X509_gmtime_adj (X509_getm_notBefore (id.cert), -86400) == NULL
      || X509_time_adj_ex (X509_getm_notAfter (id.cert), TLS_DAYS, 0, NULL) == NULL
      || X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guint8 *) "localhost", -1, -1, 0) != 1
      || X509_set_issuer_name (id.cert, name) != 1 || X509_set_pubkey (id.cert, id.key) != 1
      || !add (id.cert, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1")
      || !add (id.cert, NID_basic_constraints, "critical,CA:TRUE")
      || X509_sign (id.cert, id.key, EVP_sha256 ()) == 0)
    g_error ("no TLS certificate");
  save ("tls", &id);
}

/* Nobody is revoked; for whoever must prove that (a mirror directory of phien-trust). Made anew at each start: it holds for seven days. */
static void
write_crl (void)
{
  g_autoptr (GArray) nobody = g_array_new (FALSE, TRUE, sizeof (PnRevoked));
  g_autoptr (GBytes) crl = pn_crl_make (&root, nobody, g_get_real_time () / G_USEC_PER_SEC, NULL);
  g_autofree char *folder = g_build_filename (dir, "crl", NULL), *file = g_build_filename (folder, "root.crl", NULL);
  gsize n = 0;
  const char *bytes = crl != NULL ? g_bytes_get_data (crl, &n) : NULL;
  g_mkdir_with_parents (folder, 0755);
  if (bytes == NULL || !g_file_set_contents_full (file, bytes, (gssize) n, G_FILE_SET_CONTENTS_CONSISTENT, 0644, NULL))
    g_error ("%s cannot be written", file);
}

void
demo_keys_open (const char *where)
{
  dir = g_strdup (where);
  open_root ("root", "Cơ quan chứng thực ký từ xa thử nghiệm", &root);
  open_root ("foreign", "Cơ quan chứng thực lạ", &foreign_root);
  open_tls ();
  write_crl ();
}

const DemoCredential *
demo_credential_find (const char *id)
{
  for (guint i = 0; i < demo_n_credentials; i++)
    if (g_str_equal (demo_credentials[i].id, id))
      return &demo_credentials[i];
  return NULL;
}

static const PnIdentity *
root_of (const DemoCredential *credential)
{
  return credential->foreign ? &foreign_root : &root;
}

X509 *
demo_root (const DemoCredential *credential)
{
  return root_of (credential)->cert;
}

const PnIdentity *
demo_identity (const DemoCredential *credential)
{
  PnIdentity *id = &identities[credential - demo_credentials];
  const PnSubject subject = { .common_name = credential->name,
                              .title = credential->title,
                              .organization = ORGANIZATION,
                              .id = credential->id,
                              .key = credential->kind };
  g_mutex_lock (&mutexes[credential - demo_credentials]);
  if (id->cert == NULL && !load (credential->id, id)) {
    if (!pn_authority_issue (root_of (credential), &subject, id, NULL))
      g_error ("no key for %s", credential->id);
    save (credential->id, id);
  }
  g_mutex_unlock (&mutexes[credential - demo_credentials]);
  return id;
}
