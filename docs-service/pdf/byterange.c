/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/byterange.h"

#include <string.h>

#include "base/error.h"

#define CONTENTS_MAX (4 * 1024 * 1024)

static gboolean
bad (GError **error, const char *why)
{
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "ByteRange %s", why);
  return FALSE;
}

gboolean
pn_byterange_check (const guint8 *bytes, gsize length, const gint64 numbers[4], PnByteRange *out, GError **error)
{
  PnByteRange r;

  for (int i = 0; i < 4; i++) {
    if (numbers[i] < 0 || (guint64) numbers[i] > length)
      return bad (error, "leaves the file");
    r.v[i] = (guint64) numbers[i];
  }
  if (r.v[0] != 0)
    return bad (error, "does not begin at the first byte");
  if (r.v[1] == 0 || r.v[2] < r.v[1] + 2 || r.v[3] == 0 || r.v[3] > length - r.v[2])
    return bad (error, "is out of order or leaves the file");
  if (r.v[2] - r.v[1] > CONTENTS_MAX)
    return bad (error, "leaves out more than a signature can be");
  if (bytes[r.v[1]] != '<' || bytes[r.v[2] - 1] != '>')
    return bad (error, "leaves out something else than the signature");
  for (guint64 i = r.v[1] + 1; i < r.v[2] - 1; i++)
    if (!g_ascii_isxdigit (bytes[i]))
      return bad (error, "leaves out something else than one hex string");
  r.end = r.v[2] + r.v[3];
  *out = r;
  return TRUE;
}

GBytes *
pn_byterange_contents (const guint8 *bytes, const PnByteRange *range)
{
  gsize n = (range->v[2] - range->v[1] - 2) / 2;
  const guint8 *hex = bytes + range->v[1] + 1;

  if (n == 0 || (range->v[2] - range->v[1]) % 2 != 0)
    return NULL;
  guint8 *out = g_malloc (n);
  for (gsize i = 0; i < n; i++) {
    int hi = g_ascii_xdigit_value (hex[2 * i]), lo = g_ascii_xdigit_value (hex[2 * i + 1]);
    if (hi < 0 || lo < 0) {
      g_free (out);
      return NULL;
    }
    out[i] = (guint8) (hi << 4 | lo);
  }
  return g_bytes_new_take (out, n);
}

GBytes *
pn_byterange_signed (const guint8 *bytes, const PnByteRange *range)
{
  guint8 *out = g_malloc (range->v[1] + range->v[3]);

  memcpy (out, bytes, range->v[1]);
  memcpy (out + range->v[1], bytes + range->v[2], range->v[3]);
  return g_bytes_new_take (out, range->v[1] + range->v[3]);
}
