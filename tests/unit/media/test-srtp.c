/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SRTP against the vectors of RFC 3711 and RFC 7714, and both ways against libsrtp2. */
#include <srtp2/srtp.h>
#include <string.h>

#include "base/id.h"
#include "media/rtp/bytes.h"
#include "media/rtp/rtp.h"
#include "media/sfu/srtp.h"

static void
assert_hex (const guint8 *data, gsize len, const char *want)
{
  g_autofree char *got = pn_hex_encode (data, len);
  g_assert_cmpstr (got, ==, want);
}

static void
test_rfc3711_key_derivation (void)
{
  g_autoptr (GBytes) key = pn_hex_decode ("e1f97a0d3e018be0d64fa32c06de4139");
  g_autoptr (GBytes) salt = pn_hex_decode ("0ec675ad498afeebb6960b3aabe6");
  guint8 out[94];
  const guint8 *k = g_bytes_get_data (key, NULL), *s = g_bytes_get_data (salt, NULL);
  pn_srtp_derive (k, s, 14, 0, out, 16);
  assert_hex (out, 16, "c61e7a93744f39ee10734afe3ff7a087");
  pn_srtp_derive (k, s, 14, 2, out, 14);
  assert_hex (out, 14, "30cbbc08863d8c85d49db34a9ae1");
  pn_srtp_derive (k, s, 14, 1, out, 94);
  assert_hex (out, 20, "cebe321f6ff7716b6fd4ab49af256a156d38baa4");
}

static gsize
from_hex (const char *hex, guint8 *out)
{
  g_autoptr (GBytes) b = pn_hex_decode (hex);
  memcpy (out, g_bytes_get_data (b, NULL), g_bytes_get_size (b));
  return g_bytes_get_size (b);
}

/* RFC 3711 appendix B.2: encrypting zeros shows the key stream. */
static void
test_rfc3711_key_stream (void)
{
  guint8 key[16], salt[14], p[200] = { 0x80 };
  from_hex ("2b7e151628aed2a6abf7158809cf4f3c", key);
  from_hex ("f0f1f2f3f4f5f6f7f8f9fafbfcfd", salt);
  g_autoptr (PnSrtp) s = pn_srtp_new_session (PN_SRTP_CM80, key, salt);
  g_assert_cmpint (pn_srtp_protect (s, p, 12, p + 12, 48, 0), ==, 12 + 48 + 10);
  assert_hex (p + 12, 48,
              "e03ead0935c95e80e166b16dd92b4eb4"
              "d23513162b02d0f72a43a2fe4a5f97ab"
              "41e95b3bb0a2e8dd477901e4fca894c0");
}

/* RFC 7714 section 16.1.1 and 16.1.2. */
static void
test_rfc7714_rtp (void)
{
  guint8 key[16], salt[12], p[200];
  from_hex ("000102030405060708090a0b0c0d0e0f", key);
  from_hex ("517569642070726f2071756f", salt);
  gsize len = from_hex ("8040f17b8041f8d35501a0b2"
                        "47616c6c696120657374206f6d6e697320646976697361"
                        "20696e207061727465732074726573",
                        p);
  g_autoptr (PnSrtp) s = pn_srtp_new_session (PN_SRTP_GCM, key, salt);
  gsize n = pn_srtp_protect (s, p, 12, p + 12, len - 12, 0xf17b);
  assert_hex (p, n,
              "8040f17b8041f8d35501a0b2"
              "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
              "899d7f27beb16a9152cf765ee4390cce");
  g_autoptr (PnSrtp) r = pn_srtp_new_session (PN_SRTP_GCM, key, salt);
  g_assert_cmpint (pn_srtp_unprotect (r, p, &n), ==, PN_SRTP_OK);
  g_assert_cmpmem (p + 12, n - 12, "Gallia est omnis divisa in partes tres", 38);
}

typedef struct {
  PnSrtpProfile profile;
  const char *name;
} Case;
static const Case cases[] = { { PN_SRTP_GCM, "gcm" }, { PN_SRTP_CM80, "cm80" } };

typedef struct {
  guint8 master[30];
  PnSrtp *mine;
  srtp_t theirs;
} Pair;

/* One of us sends, libsrtp2 receives, or the other way round. */
static void
pair_init (Pair *p, PnSrtpProfile profile, srtp_ssrc_type_t direction)
{
  srtp_policy_t policy = { 0 };
  pn_random_bytes (p->master, sizeof p->master);
  p->mine = pn_srtp_new (profile, p->master, p->master + PN_SRTP_KEY);
  if (profile == PN_SRTP_GCM) {
    srtp_crypto_policy_set_aes_gcm_128_16_auth (&policy.rtp);
    srtp_crypto_policy_set_aes_gcm_128_16_auth (&policy.rtcp);
  } else {
    srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80 (&policy.rtp);
    srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80 (&policy.rtcp);
  }
  policy.ssrc.type = direction;
  policy.key = p->master;
  policy.window_size = 512;
  policy.allow_repeat_tx = 1;
  g_assert_cmpint (srtp_create (&p->theirs, &policy), ==, srtp_err_status_ok);
}

static void
pair_clear (Pair *p)
{
  pn_srtp_free (p->mine);
  srtp_dealloc (p->theirs);
}

static gsize
make_rtp (guint8 *out, guint16 seq, gsize payload)
{
  const guint8 level = 42;
  PnRtpExt ext = { 3, 1, &level };
  gsize head = pn_rtp_write_header (out, 96, FALSE, seq, seq * 960u, 0xCAFEBABE, &ext, seq & 1);
  for (gsize i = 0; i < payload; i++)
    out[head + i] = (guint8) (seq + i);
  return head + payload;
}

static void
test_libsrtp_reads_ours_over_the_rollover (gconstpointer data)
{
  const Case *c = data;
  Pair p;
  pair_init (&p, c->profile, ssrc_any_inbound);
  for (guint64 index = 65000; index < 67000; index++) {
    guint8 clear[1500], out[1500];
    gsize len = make_rtp (clear, (guint16) index, index % 1200), head = pn_rtp_header_len (clear, len);
    memcpy (out, clear, head);
    int n = (int) pn_srtp_protect (p.mine, out, head, clear + head, len - head, index);
    g_assert_cmpint (srtp_unprotect (p.theirs, out, &n), ==, srtp_err_status_ok);
    g_assert_cmpmem (out, n, clear, len);
  }
  pair_clear (&p);
}

static void
test_we_read_libsrtp_over_the_rollover (gconstpointer data)
{
  const Case *c = data;
  Pair p;
  pair_init (&p, c->profile, ssrc_any_outbound);
  for (guint64 index = 65000; index < 67000; index++) {
    guint8 clear[1500], out[1500];
    gsize len = make_rtp (clear, (guint16) index, index % 1200);
    int n = (int) len;
    memcpy (out, clear, len);
    g_assert_cmpint (srtp_protect (p.theirs, out, &n), ==, srtp_err_status_ok);
    gsize m = (gsize) n;
    g_assert_cmpint (pn_srtp_unprotect (p.mine, out, &m), ==, PN_SRTP_OK);
    g_assert_cmpmem (out, m, clear, len);
  }
  pair_clear (&p);
}

static void
test_rtcp_both_ways (gconstpointer data)
{
  const Case *c = data;
  Pair out, in;
  pair_init (&out, c->profile, ssrc_any_inbound);
  pair_init (&in, c->profile, ssrc_any_outbound);
  for (guint i = 0; i < 100; i++) {
    guint8 clear[32] = { 0x80, 201, 0, 7, 1, 2, 3, 4, (guint8) i }, a[80], b[80];
    memcpy (a, clear, sizeof clear);
    memcpy (b, clear, sizeof clear);
    int n = (int) pn_srtp_protect_rtcp (out.mine, a, sizeof clear);
    g_assert_cmpint (srtp_unprotect_rtcp (out.theirs, a, &n), ==, srtp_err_status_ok);
    g_assert_cmpmem (a, n, clear, sizeof clear);
    n = sizeof clear;
    g_assert_cmpint (srtp_protect_rtcp (in.theirs, b, &n), ==, srtp_err_status_ok);
    gsize m = (gsize) n;
    g_assert_cmpint (pn_srtp_unprotect_rtcp (in.mine, b, &m), ==, PN_SRTP_OK);
    g_assert_cmpmem (b, m, clear, sizeof clear);
  }
  pair_clear (&out);
  pair_clear (&in);
}

/* A sender and a receiver of ours with the same keys. */
static void
make_ends (PnSrtpProfile profile, PnSrtp **a, PnSrtp **b)
{
  guint8 master[30];
  pn_random_bytes (master, sizeof master);
  *a = pn_srtp_new (profile, master, master + PN_SRTP_KEY);
  *b = pn_srtp_new (profile, master, master + PN_SRTP_KEY);
}

static gsize
protect (PnSrtp *s, guint8 *out, guint64 index)
{
  gsize len = make_rtp (out, (guint16) index, 100), head = pn_rtp_header_len (out, len);
  return pn_srtp_protect (s, out, head, out + head, len - head, index);
}

static void
test_replay_and_too_old_are_refused (gconstpointer data)
{
  const Case *c = data;
  PnSrtp *a, *b;
  guint8 p[1500], again[1500];
  make_ends (c->profile, &a, &b);
  for (guint64 index = 100; index < 1000; index += 2) {
    gsize n = protect (a, p, index), m = n;
    memcpy (again, p, n);
    g_assert_cmpint (pn_srtp_unprotect (b, p, &n), ==, PN_SRTP_OK);
    g_assert_cmpint (pn_srtp_unprotect (b, again, &m), ==, PN_SRTP_REPLAYED);
  }
  gsize n = protect (a, p, 999 - 510); /* late but within the window, and never seen */
  g_assert_cmpint (pn_srtp_unprotect (b, p, &n), ==, PN_SRTP_OK);
  n = protect (a, p, 301);
  g_assert_cmpint (pn_srtp_unprotect (b, p, &n), ==, PN_SRTP_REPLAYED);
  pn_srtp_free (a);
  pn_srtp_free (b);
}

static void
test_forged_packets_are_refused_and_change_nothing (gconstpointer data)
{
  const Case *c = data;
  PnSrtp *a, *b;
  guint8 p[1500], bad[1500];
  make_ends (c->profile, &a, &b);
  gsize n = protect (a, p, 5), m;
  for (gsize bit = 0; bit < n * 8; bit += 3) {
    memcpy (bad, p, n);
    bad[bit / 8] ^= (guint8) (1 << bit % 8);
    m = n;
    g_assert_cmpint (pn_srtp_unprotect (b, bad, &m), !=, PN_SRTP_OK);
  }
  for (m = 0; m < n; m++) {
    gsize cut = m;
    memcpy (bad, p, n);
    g_assert_cmpint (pn_srtp_unprotect (b, bad, &cut), !=, PN_SRTP_OK);
  }
  g_assert_cmpint (pn_srtp_unprotect (b, p, &n), ==, PN_SRTP_OK);
  pn_srtp_free (a);
  pn_srtp_free (b);
}

static void
test_streams_come_and_go_and_a_live_one_stays (gconstpointer data)
{
  const Case *c = data;
  PnSrtp *a, *b;
  guint8 p[1500], again[1500];
  make_ends (c->profile, &a, &b);
  for (guint i = 0; i < 10 * PN_SRTP_MAX_STREAMS; i++) {
    gsize len = pn_rtp_write_header (p, 96, FALSE, 1, 1, 1000 + i, NULL, 0);
    gsize n = pn_srtp_protect (a, p, len, p, 0, 1);
    g_assert_cmpint (pn_srtp_unprotect (b, p, &n), ==, PN_SRTP_OK);
    n = protect (a, p, i + 1); /* always the same stream */
    memcpy (again, p, n);
    gsize m = n;
    g_assert_cmpint (pn_srtp_unprotect (b, p, &n), ==, PN_SRTP_OK);
    g_assert_cmpint (pn_srtp_unprotect (b, again, &m), ==, PN_SRTP_REPLAYED);
  }
  pn_srtp_free (a);
  pn_srtp_free (b);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    GTestDataFunc func;
  } tests[] = {
    { "ours-to-libsrtp", test_libsrtp_reads_ours_over_the_rollover },
    { "libsrtp-to-ours", test_we_read_libsrtp_over_the_rollover },
    { "rtcp", test_rtcp_both_ways },
    { "replay", test_replay_and_too_old_are_refused },
    { "forged", test_forged_packets_are_refused_and_change_nothing },
    { "streams", test_streams_come_and_go_and_a_live_one_stays },
  };
  g_test_init (&argc, &argv, NULL);
  srtp_init ();
  g_test_add_func ("/srtp/rfc3711-kdf", test_rfc3711_key_derivation);
  g_test_add_func ("/srtp/rfc3711-stream", test_rfc3711_key_stream);
  g_test_add_func ("/srtp/rfc7714-rtp", test_rfc7714_rtp);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (tests); k++) {
      g_autofree char *path = g_strdup_printf ("/srtp/%s/%s", cases[i].name, tests[k].name);
      g_test_add_data_func (path, &cases[i], tests[k].func);
    }
  return g_test_run ();
}
