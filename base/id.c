/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/id.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

void
pn_random_bytes (void *out, gsize length)
{
  guint8 *p = out;
  while (length > 0) {
    ssize_t n = getrandom (p, MIN (length, 256), 0);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      g_error ("getrandom: %s", g_strerror (errno)); /* going on without randomness would be worse than ending */
    p += n;
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
  b[6] = (b[6] & 0x0f) | 0x40; /* version 4 */
  b[8] = (b[8] & 0x3f) | 0x80; /* variant of RFC 9562 4.1 */
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
  const guint8 *p = bytes;
  char *out = g_malloc (length * 2 + 1);
  for (gsize i = 0; i < length; i++) {
    out[i * 2] = digits[p[i] >> 4];
    out[i * 2 + 1] = digits[p[i] & 15];
  }
  out[length * 2] = '\0';
  return out;
}

GBytes *
pn_hex_decode (const char *text)
{
  gsize length = strlen (text);
  if (length % 2 != 0)
    return NULL;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isxdigit (text[i]))
      return NULL;
  guint8 *out = g_malloc (length / 2 + 1);
  for (gsize i = 0; i < length / 2; i++)
    out[i] = (guint8) (g_ascii_xdigit_value (text[i * 2]) << 4 | g_ascii_xdigit_value (text[i * 2 + 1]));
  return g_bytes_new_take (out, length / 2);
}

char *
pn_base64url_encode (const void *bytes, gsize length)
{
  char *text = length > 0 ? g_base64_encode (bytes, length) : g_strdup ("");
  for (char *p = text; *p != '\0'; p++) {
    if (*p == '+')
      *p = '-';
    else if (*p == '/')
      *p = '_';
    else if (*p == '=')
      *p = '\0'; /* padding ends the text */
    if (*p == '\0')
      break;
  }
  return text;
}

static int
base64url_value (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

GBytes *
pn_base64url_decode (const char *text)
{
  gsize length = strlen (text);
  if (length % 4 == 1)
    return NULL;
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint) (length * 3 / 4 + 1));
  guint32 bits = 0;
  int have = 0;
  for (gsize i = 0; i < length; i++) {
    int value = base64url_value (text[i]);
    if (value < 0)
      return NULL;
    bits = bits << 6 | (guint32) value;
    have += 6;
    if (have >= 8) {
      have -= 8;
      guint8 byte = (guint8) (bits >> have);
      g_byte_array_append (out, &byte, 1);
    }
  }
  /* Bits left over must be zero, or two texts would mean the same token. */
  if ((bits & ((1u << have) - 1)) != 0)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

void
pn_sha256 (const void *bytes, gsize length, guint8 out[PN_SHA256_BYTES])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = PN_SHA256_BYTES;
  if (length > 0)
    g_checksum_update (sum, bytes, (gssize) length);
  g_checksum_get_digest (sum, out, &size);
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
  for (int i = 0; i < PN_SHA256_HEX; i++)
    if (!g_ascii_isdigit (text[i]) && !(text[i] >= 'a' && text[i] <= 'f'))
      return FALSE;
  return TRUE;
}

gboolean
pn_equal_secret (const void *a, const void *b, gsize length)
{
  const volatile guint8 *x = a, *y = b;
  guint8 difference = 0;
  for (gsize i = 0; i < length; i++)
    difference |= x[i] ^ y[i];
  return difference == 0;
}
