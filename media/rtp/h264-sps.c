/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture size in a sequence parameter set (ITU-T H.264 section 7.3.2.1.1), read bit by bit and never
 * past the end. */
#include "media/rtp/payload.h"

typedef struct {
  const guint8 *p;
  gsize len, byte;
  guint bit, zeros;
  gboolean bad;
} Bits;

static void
next_byte (Bits *b)
{
  b->zeros = b->p[b->byte] == 0 ? b->zeros + 1 : 0;
  b->byte++;
  b->bit = 0;
  /* emulation_prevention_three_byte, section 7.3.1 */
  if (b->zeros >= 2 && b->byte < b->len && b->p[b->byte] == 3) {
    b->byte++;
    b->zeros = 0;
  }
}

static guint
take_bit (Bits *b)
{
  if (b->byte >= b->len) {
    b->bad = TRUE;
    return 0;
  }
  guint v = b->p[b->byte] >> (7 - b->bit) & 1;
  if (++b->bit == 8)
    next_byte (b);
  return v;
}

static guint32
take_bits (Bits *b, guint n)
{
  guint32 v = 0;
  while (n-- > 0)
    v = v << 1 | take_bit (b);
  return v;
}

/* ue(v), section 9.1; se(v) has as many bits, so it is skipped by the same. */
static guint32
take_ue (Bits *b)
{
  guint n = 0;
  while (!b->bad && take_bit (b) == 0)
    if (++n > 31) {
      b->bad = TRUE;
      return 0;
    }
  return b->bad ? 0 : (guint32) (((guint64) 1 << n) - 1 + take_bits (b, n));
}

static void
skip_scaling_list (Bits *b, guint size)
{
  gint64 last = 8, next = 8;
  for (guint i = 0; i < size && next != 0 && !b->bad; i++) {
    guint32 k = take_ue (b);
    last = next = (last + ((k & 1) ? (gint64) (k / 2) + 1 : -(gint64) (k / 2))) & 0xFF;
  }
}

/* Fields only the high profiles have; returns chroma_format_idc. */
static guint32
skip_high_profile (Bits *b)
{
  guint32 chroma = take_ue (b);
  if (chroma == 3)
    take_bit (b);
  take_ue (b);
  take_ue (b);
  take_bit (b);
  if (take_bit (b))
    for (guint i = 0; i < (chroma == 3 ? 12 : 8); i++)
      if (take_bit (b))
        skip_scaling_list (b, i < 6 ? 16 : 64);
  return chroma;
}

static gboolean
is_high (guint profile)
{
  static const guint8 high[] = { 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 };
  for (guint i = 0; i < G_N_ELEMENTS (high); i++)
    if (high[i] == profile)
      return TRUE;
  return FALSE;
}

static void
skip_order_count (Bits *b)
{
  guint32 type = take_ue (b);
  if (type == 0)
    take_ue (b);
  if (type != 1)
    return;
  take_bit (b);
  take_ue (b);
  take_ue (b);
  for (guint32 n = take_ue (b); n > 0 && !b->bad; n--)
    take_ue (b);
}

gboolean
pn_h264_sps_size (const guint8 *nal, gsize len, guint16 *width, guint16 *height)
{
  Bits b = { .p = nal, .len = len, .byte = 4 };
  if (len < 5)
    return FALSE;
  take_ue (&b); /* seq_parameter_set_id */
  guint32 chroma = is_high (nal[1]) ? skip_high_profile (&b) : 1;
  take_ue (&b);
  skip_order_count (&b);
  take_ue (&b);
  take_bit (&b);
  guint64 w = ((guint64) take_ue (&b) + 1) * 16, h = (guint64) take_ue (&b) + 1;
  guint frame_only = take_bit (&b);
  h *= 16 * (2 - frame_only);
  if (!frame_only)
    take_bit (&b);
  take_bit (&b);
  if (take_bit (&b)) { /* cropping, in chroma samples (table 6-1) */
    guint64 left = take_ue (&b), right = take_ue (&b), top = take_ue (&b), bottom = take_ue (&b);
    guint64 unit_x = chroma == 1 || chroma == 2 ? 2 : 1, unit_y = (chroma == 1 ? 2 : 1) * (2 - frame_only);
    if ((left + right) * unit_x >= w || (top + bottom) * unit_y >= h)
      return FALSE;
    w -= (left + right) * unit_x;
    h -= (top + bottom) * unit_y;
  }
  if (b.bad || w > 16384 || h > 16384)
    return FALSE;
  *width = (guint16) w;
  *height = (guint16) h;
  return TRUE;
}
