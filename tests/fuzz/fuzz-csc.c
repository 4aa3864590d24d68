/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of a remote signing service: whatever the bytes, each reader takes them within its bounds or
 * refuses with a reason, no certificate in them is trusted, and no value in them is a signature of what we
 * asked. The first byte chooses the reader. */
#include <string.h>

#include "docs-service/csc/csc-cert.h"
#include "docs-service/signer/authority.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static PnIdentity root;
static X509_STORE *nobody;

static void
make_once (void)
{
  const PnSubject who = { .common_name = "Gốc" };
  if (root.cert == NULL && !pn_authority_make_root (&who, &root, NULL))
    g_error ("no authority");
  if (nobody == NULL)
    nobody = X509_STORE_new ();
}

static void
read_credential (GBytes *body, GError **error)
{
  g_autoptr (PnCscCredential) c = pn_csc_read_credential (body, error);
  if (c == NULL)
    return;
  if (c->chain->len == 0 || c->chain->len > PN_CSC_CHAIN_MAX || c->algos->len == 0
      || (c->mode == PN_CSC_EXPLICIT && c->pin_id == NULL && c->otp_id == NULL))
    g_error ("a credential without what it needs");
  g_autoptr (PnCscCert) cert = pn_csc_cert_check (c, nobody, 1790000000, NULL);
  if (cert != NULL)
    g_error ("a certificate was trusted by nobody");
  *error = g_error_new_literal (g_quark_from_static_string ("fuzz"), 0, "read");
}

static void
read_signature (GBytes *body, GError **error)
{
  const PnCscCert cert = { .leaf = root.cert, .algo = "1.2.840.10045.4.3.2" };
  g_autoptr (GBytes) attributes = g_bytes_new_static ("asked", 5), value = NULL;
  g_autofree char *later = NULL;
  if (!pn_csc_read_signature (body, NULL, &value, &later, error))
    return;
  if ((value == NULL) == (later == NULL))
    g_error ("neither a signature nor the promise of one, or both");
  if (value == NULL)
    return;
  g_autoptr (GBytes) taken = pn_csc_value_check (&cert, attributes, value, error);
  if (taken != NULL)
    g_error ("a signature of something else was taken");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  gint64 lives;
  if (size == 0)
    return 0;
  make_once ();
  g_autoptr (GBytes) body = g_bytes_new (data + 1, size - 1);
  gboolean read = FALSE;
  if (data[0] == 'i') {
    gboolean later = FALSE;
    read = pn_csc_read_info (body, &later, &error);
  } else if (data[0] == 't') {
    g_autofree char *token = pn_csc_read_token (body, "Bearer", &lives, &error);
    read = token != NULL;
    if (read && (strpbrk (token, "\r\n ") != NULL || *token == '\0'))
      g_error ("a token that breaks a header");
  } else if (data[0] == 'l') {
    g_auto (GStrv) ids = pn_csc_read_list (body, &error);
    read = ids != NULL;
    if (read && g_strv_length (ids) > PN_CSC_CREDENTIALS_MAX)
      g_error ("too many ids");
  } else if (data[0] == 'c') {
    read_credential (body, &error);
  } else if (data[0] == 'a') {
    g_autofree char *sad = NULL, *handle = NULL;
    read = pn_csc_read_sad (body, &sad, &handle, &error);
    if (read && (sad == NULL) == (handle == NULL))
      g_error ("neither an authorisation nor a handle, or both");
  } else if (data[0] == 's') {
    read_signature (body, &error);
  } else {
    pn_csc_read_failure (200 + data[0], body, &error);
  }
  if (read == (error != NULL))
    g_error ("neither read nor refused");
  return 0;
}
