/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/demux.h"

/* A record with `n` bytes of content. */
static gsize
add_record (guint8 *at, guint8 type, guint16 version, guint16 n)
{
  memset (at, 0, 13 + (gsize) n);
  at[0] = type;
  pn_put16 (at + 1, version);
  pn_put16 (at + 11, n);
  return 13 + (gsize) n;
}

static void
test_first_byte_decides (void)
{
  guint8 d[64] = { 0 };
  for (guint first = 0; first < 256; first++) {
    add_record (d, 22, 0xFEFD, sizeof d - 13);
    d[0] = (guint8) first;
    PnKind want = first < 4                      ? PN_KIND_STUN
                  : first >= 20 && first <= 24   ? PN_KIND_DTLS
                  : first >= 128 && first <= 191 ? PN_KIND_RTP
                                                 : PN_KIND_BAD;
    g_assert_cmpint (pn_demux (d, sizeof d), ==, want);
  }
  d[0] = 0x80;
  d[1] = 200;
  g_assert_cmpint (pn_demux (d, sizeof d), ==, PN_KIND_RTCP);
}

static void
test_too_short_is_bad (void)
{
  static const struct {
    guint8 first, second;
    gsize min;
  } kinds[] = { { 0, 1, 20 }, { 0x80, 111, 22 }, { 0x80, 200, 22 } };
  guint8 d[64] = { 0 };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    d[0] = kinds[i].first;
    d[1] = kinds[i].second;
    for (gsize len = 0; len < sizeof d; len++)
      g_assert_true ((pn_demux (d, len) != PN_KIND_BAD) == (len >= kinds[i].min));
  }
}

static void
test_only_whole_records_are_dtls (void)
{
  guint8 d[200];
  gsize one = add_record (d, 22, 0xFEFF, 30), all = one + add_record (d + one, 20, 0xFEFD, 1);
  for (gsize len = 1; len <= all; len++)
    g_assert_true ((pn_demux (d, len) == PN_KIND_DTLS) == (len == one || len == all));
  pn_put16 (d + one + 1, 0x0303); /* TLS is not DTLS */
  g_assert_cmpint (pn_demux (d, all), ==, PN_KIND_BAD);
  pn_put16 (d + 11, 0xFFFF);
  g_assert_cmpint (pn_demux (d, one), ==, PN_KIND_BAD);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/demux/first-byte", test_first_byte_decides);
  g_test_add_func ("/demux/short", test_too_short_is_bad);
  g_test_add_func ("/demux/records", test_only_whole_records_are_dtls);
  return g_test_run ();
}
