/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/password.h"

#include <argon2.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"

#define MEMORY_KIB 19456
#define PASSES 2
#define LANES 1
#define SALT_BYTES 16
#define HASH_BYTES 32

char *
pn_password_hash (const char *password, GError **error)
{
  guint8 salt[SALT_BYTES];
  char phc[160];
  glong length = g_utf8_validate (password, -1, NULL) ? g_utf8_strlen (password, -1) : 0;
  if (length < PN_PASSWORD_MIN || length > PN_PASSWORD_MAX) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a password has %d to %d characters", PN_PASSWORD_MIN, PN_PASSWORD_MAX);
    return NULL;
  }
  pn_random_bytes (salt, sizeof salt);
  int status = argon2id_hash_encoded (PASSES, MEMORY_KIB, LANES, password, strlen (password), salt, sizeof salt, HASH_BYTES,
                                      phc, sizeof phc);
  if (status != ARGON2_OK) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, argon2_error_message (status));
    return NULL;
  }
  return g_strdup (phc);
}

gboolean
pn_password_verify (const char *phc, const char *password)
{
  return argon2id_verify (phc, password, strlen (password)) == ARGON2_OK;
}
