/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and judges a /ByteRange against the bytes of a file: it must begin at 0 and leave out exactly the /Contents hex string.
 * Allocates only what it returns, trusts no number (fuzzed); any thread. */
#pragma once

#include <glib.h>

typedef struct {
  guint64 v[4];   /* as in the file: 0, length, start, length */
  guint64 end;    /* first byte that is not covered any more: end of the signed revision */
} PnByteRange;

/* numbers as they stand in the array. Errors: BAD_VALUE with the reason (overlaps, leaves the file, does not begin at 0,
 * the gap is more or less than one hex string). */
gboolean pn_byterange_check (const guint8 *bytes, gsize length, const gint64 numbers[4], PnByteRange *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The bytes the gap's hex string stands for. NULL when an odd digit count or another character is in it. transfer full */
GBytes *pn_byterange_contents (const guint8 *bytes, const PnByteRange *range);
/* Both covered pieces in one. transfer full */
GBytes *pn_byterange_signed (const guint8 *bytes, const PnByteRange *range);
