/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transport-wide feedback both ways, and FIR; the other RTCP packets are in test-rtp.c. */
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/rtcp-twcc.h"

#define MS 1000

/* Parses `data` as one compound whose only packet is a TWCC message. */
static gboolean
read_twcc (PnTwcc *t, const guint8 *data, gsize len)
{
  PnRtcpIter iter;
  PnRtcp r;
  return pn_rtcp_iter_init (&iter, data, len) && pn_rtcp_next (&iter, &r) && pn_twcc_read (t, &r);
}

static void
check_round_trip (guint16 base, const gint64 *at, guint n)
{
  guint8 data[6000];
  PnRtcpWriter w = { data, sizeof data, 0 };
  PnTwcc t;
  guint16 number;
  gboolean came;
  gint64 got;
  g_assert_cmpint (pn_rtcp_write_twcc (&w, 1, 2, 77, base, at, n), ==, n);
  g_assert_true (read_twcc (&t, data, w.len));
  g_assert_cmpint (t.base, ==, base);
  g_assert_cmpint (t.number, ==, 77);
  for (guint i = 0; i < n; i++) {
    g_assert_true (pn_twcc_next (&t, &number, &came, &got));
    g_assert_cmpint (number, ==, (guint16) (base + i));
    g_assert_cmpint (came, ==, at[i] >= 0);
    if (came) /* no error adds up: each time is cut to its own tick */
      g_assert_cmpint (got + (gint64) t.reference * PN_TWCC_REFERENCE_US, ==, at[i] / 250 * 250);
  }
  g_assert_false (pn_twcc_next (&t, &number, &came, &got));
}

static void
test_twcc_is_read_as_written (void)
{
  gint64 steady[300], holes[300], far[40];
  for (guint i = 0; i < 300; i++) {
    steady[i] = 1000 * MS + i * 3333;
    holes[i] = i % 3 == 1 || (i > 100 && i < 160) ? -1 : 5000 * MS + (gint64) i * 777;
  }
  for (guint i = 0; i < 40; i++) /* reordered, and far apart: two-byte deltas, also negative ones */
    far[i] = i % 5 == 4 ? -1 : 9000 * MS + (gint64) i * 90 * MS - (i % 3) * 200 * MS;
  check_round_trip (65400, steady, 300);
  check_round_trip (3, holes, 300);
  check_round_trip (3, far, 40);
  for (guint n = 1; n < 40; n++) {
    check_round_trip (0, steady, n);
    check_round_trip (0, far, n);
  }
}

/* Every pattern of 12 packets that are lost, near or far: all forms of chunk meet one another. */
static void
test_twcc_of_every_short_pattern (void)
{
  gint64 at[12];
  for (guint code = 0; code < 531441; code += 7) {
    gint64 now = 64 * MS;
    gboolean any = FALSE;
    for (guint i = 0, c = code; i < 12; i++, c /= 3) {
      now += c % 3 == 2 ? 70 * MS : MS;
      at[i] = c % 3 == 0 ? -1 : now;
      any |= c % 3 != 0;
    }
    if (any)
      check_round_trip (65530, at, 12);
  }
}

static void
test_twcc_ends_early_rather_than_lie (void)
{
  guint8 data[1000];
  PnRtcpWriter w = { data, sizeof data, 0 };
  const gint64 at[] = { 0, 10 * MS, 9000 * MS };
  const gint64 nothing[] = { -1, -1 };
  gint64 many[1000];
  g_assert_cmpint (pn_rtcp_write_twcc (&w, 1, 2, 0, 9, at, 3), ==, 2); /* 9 s does not fit a delta */
  w.len = 0;
  g_assert_cmpint (pn_rtcp_write_twcc (&w, 1, 2, 0, 9, nothing, 2), ==, 0);
  g_assert_cmpint (w.len, ==, 0);
  for (guint i = 0; i < 1000; i++)
    many[i] = i * 65 * MS;
  guint n = pn_rtcp_write_twcc (&w, 1, 2, 0, 9, many, 1000);
  g_assert_cmpint (n, >, 300);
  g_assert_cmpint (n, <, 500);
  g_assert_cmpint (w.len, <=, sizeof data);
  w.len = sizeof data - 20;
  g_assert_cmpint (pn_rtcp_write_twcc (&w, 1, 2, 0, 9, many, 1000), ==, 0);
}

/* Written by hand from the draft's figures: run of 3 small, two-bit vector, one-bit vector. */
static void
test_twcc_chunks_of_the_draft (void)
{
  const guint8 p[] = {
    0x8F, 205, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2, 0xFF, 0xFF, 0, 12, 0, 0, 1, 5,
    0x20, 3,              /* run: 3 packets with a small delta */
    0xC0 | 0x21, 0x00,    /* two bits each: 10 00 01 00 … : large, lost, small, lost, lost, lost, lost */
    0xA0, 0x00,           /* one bit each: small, lost … */
    4, 4, 4, 0xFF, 0xFC, 8, 4, 0, 0, 0,
  };
  const gboolean expect[] = { 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0 };
  const gint64 times[] = { 1000, 2000, 3000, 2000, 0, 4000, 0, 0, 0, 0, 5000, 0 };
  guint8 copy[sizeof p];
  PnTwcc t;
  guint16 number;
  gboolean came;
  gint64 at;
  memcpy (copy, p, sizeof p);
  pn_put16 (copy + 2, sizeof p / 4 - 1);
  g_assert_true (read_twcc (&t, copy, sizeof copy));
  g_assert_cmpint (t.reference, ==, 1);
  for (guint i = 0; i < 12; i++) {
    g_assert_true (pn_twcc_next (&t, &number, &came, &at));
    g_assert_cmpint (number, ==, (guint16) (0xFFFF + i));
    g_assert_cmpint (came, ==, expect[i]);
    if (came)
      g_assert_cmpint (at, ==, times[i]);
  }
}

static void
test_twcc_that_lies_is_refused (void)
{
  guint8 p[24] = { 0x8F, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 1, 0, 0, 0, 0, 0x20, 1, 4, 0 };
  PnTwcc t;
  g_assert_true (read_twcc (&t, p, sizeof p));
  pn_put16 (p + 14, 0); /* about no packet */
  g_assert_false (read_twcc (&t, p, sizeof p));
  pn_put16 (p + 14, 60000); /* about more than there are chunks for */
  g_assert_false (read_twcc (&t, p, sizeof p));
  pn_put16 (p + 14, 3);
  pn_put16 (p + 20, 0x2003); /* three deltas, two bytes left */
  g_assert_false (read_twcc (&t, p, sizeof p));
  pn_put16 (p + 20, 0x6001); /* the reserved symbol */
  g_assert_false (read_twcc (&t, p, sizeof p));
  pn_put16 (p + 20, 0x0000); /* a run of none */
  g_assert_false (read_twcc (&t, p, sizeof p));
}

static void
test_fir_names_each_source (void)
{
  guint8 data[100];
  PnRtcpWriter w = { data, sizeof data, 0 };
  PnRtcpIter iter;
  PnRtcp r;
  guint32 ssrc;
  guint8 number;
  g_assert_true (pn_rtcp_write_fir (&w, 1, 0xABCD, 9));
  g_assert_true (pn_rtcp_iter_init (&iter, data, w.len) && pn_rtcp_next (&iter, &r));
  g_assert_cmpint (r.kind, ==, PN_RTCP_FIR);
  g_assert_true (pn_rtcp_fir_entry (&r, 0, &ssrc, &number));
  g_assert_cmphex (ssrc, ==, 0xABCD);
  g_assert_cmpint (number, ==, 9);
  g_assert_false (pn_rtcp_fir_entry (&r, 1, &ssrc, &number));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/twcc/round-trip", test_twcc_is_read_as_written);
  g_test_add_func ("/twcc/patterns", test_twcc_of_every_short_pattern);
  g_test_add_func ("/twcc/early", test_twcc_ends_early_rather_than_lie);
  g_test_add_func ("/twcc/draft", test_twcc_chunks_of_the_draft);
  g_test_add_func ("/twcc/lies", test_twcc_that_lies_is_refused);
  g_test_add_func ("/fir/entries", test_fir_names_each_source);
  return g_test_run ();
}
