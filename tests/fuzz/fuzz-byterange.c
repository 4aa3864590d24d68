/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ByteRange over a file: the first 32 bytes are its four numbers, the rest is the file. */
#include <string.h>

#include "docs-service/pdf/byterange.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gint64 numbers[4];
  PnByteRange range;

  if (size < sizeof numbers)
    return 0;
  memcpy (numbers, data, sizeof numbers);
  data += sizeof numbers;
  size -= sizeof numbers;
  if (!pn_byterange_check (data, size, numbers, &range, NULL))
    return 0;
  if (range.end > size || range.v[0] != 0 || data[range.v[1]] != '<' || data[range.v[2] - 1] != '>')
    g_error ("a range outside the file was accepted");
  g_autoptr (GBytes) contents = pn_byterange_contents (data, &range);
  g_autoptr (GBytes) covered = pn_byterange_signed (data, &range);
  if (contents != NULL && g_bytes_get_size (contents) * 2 + 2 != range.v[2] - range.v[1])
    g_error ("the string in the gap is not as long as the gap");
  if (g_bytes_get_size (covered) + (range.v[2] - range.v[1]) != range.end)
    g_error ("covered and left out do not add up");
  return 0;
}
