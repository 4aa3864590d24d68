/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/id.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/random.h>

void
pn_random_bytes (void *out, gsize length)
{
  guint8 *at = out;
  while (length > 0) {
    gssize n = getrandom (at, length, 0);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      g_error ("getrandom: %s", g_strerror (errno)); /* a machine without randomness must not go on */
    at += n;
    length -= (gsize) n;
  }
}

guint64
pn_random_u64 (void)
{
  guint64 value;
  pn_random_bytes (&value, sizeof value);
  return value;
}

char *
pn_id_token (void)
{
  guint8 bytes[PN_TOKEN_BYTES];
  pn_random_bytes (bytes, sizeof bytes);
  return pn_base64url_encode (bytes, sizeof bytes);
}

char *
pn_id_uuid (void)
{
  guint8 b[16];
  pn_random_bytes (b, sizeof b);
  b[6] = (b[6] & 0x0f) | 0x40; /* RFC 9562 5.4: version 4 */
  b[8] = (b[8] & 0x3f) | 0x80; /* variant 10 */
  g_autofree char *hex = pn_hex_encode (b, sizeof b);
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

gboolean
pn_id_is_uuid (const char *text)
{
  if (text == NULL || strlen (text) != PN_UUID_LENGTH)
    return FALSE;
  for (int i = 0; i < PN_UUID_LENGTH; i++) {
    gboolean dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !g_ascii_isxdigit (text[i]))
      return FALSE;
  }
  return TRUE;
}

char *
pn_hex_encode (const void *bytes, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *in = bytes;
  char *out = g_malloc (length * 2 + 1);
  for (gsize i = 0; i < length; i++) {
    out[2 * i] = digits[in[i] >> 4];
    out[2 * i + 1] = digits[in[i] & 15];
  }
  out[length * 2] = '\0';
  return out;
}

GBytes *
pn_hex_decode (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 1;
  if (length % 2 != 0)
    return NULL;
  g_autofree guint8 *out = g_malloc (length / 2 + 1);
  for (gsize i = 0; i < length / 2; i++) {
    int high = g_ascii_xdigit_value (text[2 * i]);
    int low = g_ascii_xdigit_value (text[2 * i + 1]);
    if (high < 0 || low < 0)
      return NULL;
    out[i] = (guint8) (high << 4 | low);
  }
  return g_bytes_new_take (g_steal_pointer (&out), length / 2);
}

char *
pn_base64url_encode (const void *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);
  for (char *at = text; *at != '\0'; at++) {
    if (*at == '+')
      *at = '-';
    else if (*at == '/')
      *at = '_';
    else if (*at == '=') {
      *at = '\0';
      break;
    }
  }
  return text;
}

GBytes *
pn_base64url_decode (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;
  if (text == NULL || length % 4 == 1)
    return NULL;
  g_autoptr (GString) plain = g_string_sized_new (length + 4);
  for (gsize i = 0; i < length; i++) {
    char c = text[i];
    if (!g_ascii_isalnum (c) && c != '-' && c != '_')
      return NULL;
    g_string_append_c (plain, c == '-' ? '+' : c == '_' ? '/' : c);
  }
  while (plain->len % 4 != 0)
    g_string_append_c (plain, '=');
  gsize n = 0;
  guint8 *bytes = g_base64_decode (plain->str, &n);
  return g_bytes_new_take (bytes, n);
}

void
pn_sha256 (const void *bytes, gsize length, guint8 out[PN_SHA256_BYTES])
{
  if (EVP_Digest (bytes, length, out, NULL, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is not available");
}

char *
pn_sha256_hex (const void *bytes, gsize length)
{
  guint8 digest[PN_SHA256_BYTES];
  pn_sha256 (bytes, length, digest);
  return pn_hex_encode (digest, sizeof digest);
}

gboolean
pn_is_sha256_hex (const char *text)
{
  if (text == NULL || strlen (text) != PN_SHA256_HEX)
    return FALSE;
  return strspn (text, "0123456789abcdef") == PN_SHA256_HEX;
}

gboolean
pn_equal_secret (const void *a, const void *b, gsize length)
{
  return CRYPTO_memcmp (a, b, length) == 0;
}
