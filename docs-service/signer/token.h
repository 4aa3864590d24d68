/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys in a hardware token or HSM, by PKCS#11 through the path of its module: lists what can sign and signs with it. The private key never
 * leaves the token; the PIN comes from a file and goes nowhere else. One thread; the module itself runs with this process's rights. */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

typedef struct PnToken PnToken;

/* label: of the token, NULL for the first that is there. pin_file: its first line is the PIN.
 * Errors: CONFIG (no such module or token, wrong PIN: after one refusal it is not tried again), IO. */
PnToken *pn_token_open (const char *module, const char *label, const char *pin_file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_token_free (PnToken *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnToken, pn_token_free)

typedef struct {
  char *label;
  X509 *cert;
  PnToken *token;      /* borrowed */
  gulong private_key;  /* handle */
} PnTokenKey;

/* Of PnTokenKey: private keys that have a certificate beside them (same CKA_ID). Borrowed. */
const GPtrArray *pn_token_keys (const PnToken *self);
const PnTokenKey *pn_token_find (const PnToken *self, const char *label);
/* A PnRawSign; data is a PnTokenKey. RSA: PKCS#1 v1.5 over SHA-256; EC: ECDSA, DER. Errors: INTERNAL (the token's own code is named). */
GBytes *pn_token_raw (gpointer data, GBytes *attributes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
