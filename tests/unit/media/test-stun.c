/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STUN against the vectors of RFC 5769, and ICE-lite's answers. */
#include <arpa/inet.h>
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/sfu/ice.h"

#define PASSWORD "VOkJxbRl1RmTxUk/WvJxBt"

/* RFC 5769 section 2.1. */
static const guint8 request[]
    = "\x00\x01\x00\x58\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
      "\x80\x22\x00\x10"
      "STUN test client"
      "\x00\x24\x00\x04\x6e\x00\x01\xff\x80\x29\x00\x08\x93\x2f\xf9\xb1\x51\x26\x3b\x36"
      "\x00\x06\x00\x09\x65\x76\x74\x6a\x3a\x68\x36\x76\x59\x20\x20\x20"
      "\x00\x08\x00\x14\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3\xf2\x49\xc1\xb5\x71\xa2"
      "\x80\x28\x00\x04\xe5\x7a\x3b\xcf";
#define REQUEST_LEN (sizeof request - 1)

static void
test_rfc5769_request_is_read_and_authentic (void)
{
  PnStun m;
  g_assert_true (pn_stun_parse (&m, request, REQUEST_LEN));
  g_assert_cmpint (m.type, ==, PN_STUN_BINDING_REQUEST);
  g_assert_true (m.fingerprint);
  g_assert_true (m.controlled);
  g_assert_cmphex (m.priority, ==, 0x6e0001ff);
  g_assert_cmpmem (m.username, m.username_len, "evtj:h6vY", 9);
  g_assert_true (pn_stun_check (&m, request, PASSWORD));
  g_assert_false (pn_stun_check (&m, request, "VOkJxbRl1RmTxUk/WvJxBT"));
}

static void
test_every_changed_bit_is_noticed (void)
{
  for (gsize bit = 0; bit < REQUEST_LEN * 8; bit++) {
    guint8 copy[REQUEST_LEN];
    PnStun m;
    memcpy (copy, request, sizeof copy);
    copy[bit / 8] ^= (guint8) (1 << bit % 8);
    gboolean passes
        = pn_stun_parse (&m, copy, sizeof copy) && m.fingerprint && pn_stun_check (&m, copy, PASSWORD);
    g_assert_false (passes);
  }
}

static void
test_every_truncation_is_refused (void)
{
  PnStun m;
  for (gsize n = 0; n < REQUEST_LEN; n++) {
    g_autofree guint8 *copy = g_memdup2 (request, MAX (n, 1));
    g_assert_false (pn_stun_parse (&m, copy, n));
  }
}

/* ---- ICE-lite */

static gsize
make_check (const PnIce *ice, guint8 *out, gsize size, const char *remote, const char *pwd, guint16 role,
            gboolean nominate)
{
  static const guint8 txid[12] = "transaction";
  PnStunWriter w;
  guint8 tie[8] = { 9 };
  g_autofree char *user = g_strdup_printf ("%s:%s", ice->ufrag, remote);
  pn_stun_begin (&w, out, size, PN_STUN_BINDING_REQUEST, txid);
  pn_stun_add (&w, PN_STUN_ATTR_USERNAME, user, strlen (user));
  pn_stun_add (&w, role, tie, sizeof tie);
  if (nominate)
    pn_stun_add (&w, PN_STUN_ATTR_USE_CANDIDATE, NULL, 0);
  return pn_stun_end (&w, pwd);
}

typedef struct {
  PnIce ice;
  guint8 in[256], out[256];
  gsize out_len;
  PnAddr evicted;
} Fixture;

static PnIceResult
check (Fixture *f, guint16 port, gint64 now, const char *remote, const char *pwd, guint16 role,
       gboolean nominate)
{
  PnAddr from = { .port = port };
  pn_addr_from_v4 (&from.ip, htonl (0x0A000001));
  PnStun m;
  gsize n = make_check (&f->ice, f->in, sizeof f->in, remote, pwd, role, nominate);
  g_assert_true (pn_stun_parse (&m, f->in, n));
  return pn_ice_check (&f->ice, &m, f->in, &from, now, f->out, sizeof f->out, &f->out_len, &f->evicted);
}

static PnIceResult
good_check (Fixture *f, guint16 port, gint64 now, gboolean nominate)
{
  return check (f, port, now, "theirs", f->ice.pwd, PN_STUN_ATTR_CONTROLLING, nominate);
}

static void
test_valid_check_is_answered_with_the_address (void)
{
  Fixture f;
  PnStun m;
  pn_ice_init (&f.ice, 0, "theirs");
  g_assert_null (pn_ice_target (&f.ice));
  g_assert_cmpint (good_check (&f, 5000, 1, TRUE), ==, PN_ICE_ANSWERED);
  g_assert_true (pn_stun_parse (&m, f.out, f.out_len));
  g_assert_cmpint (m.type, ==, PN_STUN_BINDING_SUCCESS);
  g_assert_true (pn_stun_check (&m, f.out, f.ice.pwd));
  g_assert_cmpint (pn_get16 (f.out + 26) ^ 0x2112, ==, 5000);
  g_assert_cmpint (pn_ice_target (&f.ice)->port, ==, 5000);
}

/* RFC 5769 section 2.3: the same address and transaction give the same attribute. */
static void
test_ipv6_address_is_written_as_in_rfc5769 (void)
{
  static const guint8 txid[12] = { 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae };
  static const guint8 want[20] = { 0x00, 0x02, 0xa1, 0x47, 0x01, 0x13, 0xa9, 0xfa, 0xa5, 0xd3,
                                   0xf1, 0x79, 0xbc, 0x25, 0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9 };
  guint8 out[256];
  PnStunWriter w;
  PnAddr a;
  g_assert_true (pn_addr_parse (&a, "2001:db8:1234:5678:11:2233:4455:6677", 32853));
  pn_stun_begin (&w, out, sizeof out, PN_STUN_BINDING_SUCCESS, txid);
  pn_stun_add_xor_address (&w, a.ip.s6_addr, a.port);
  g_assert_cmpmem (out + PN_STUN_HEADER + 4, w.len - PN_STUN_HEADER - 4, want, sizeof want);
}

static void
test_client_that_moved_without_nominating_is_followed (void)
{
  Fixture f;
  const gint64 second = G_USEC_PER_SEC;
  pn_ice_init (&f.ice, 0, "theirs");
  good_check (&f, 5000, 1 * second, TRUE);
  good_check (&f, 5001, 10 * second, FALSE);
  g_assert_true (pn_ice_has_consent (&f.ice, 16 * second));
  g_assert_cmpint (pn_ice_target (&f.ice)->port, ==, 5000);
  g_assert_true (pn_ice_has_consent (&f.ice, 17 * second));
  g_assert_cmpint (pn_ice_target (&f.ice)->port, ==, 5001);
  g_assert_false (pn_ice_has_consent (&f.ice, 26 * second));
}

static void
test_strangers_get_no_answer (void)
{
  Fixture f;
  pn_ice_init (&f.ice, 0, "theirs");
  g_assert_cmpint (check (&f, 5000, 1, "theirs", "wrong", PN_STUN_ATTR_CONTROLLING, TRUE), ==,
                   PN_ICE_IGNORED);
  g_assert_cmpint (check (&f, 5000, 1, "others", f.ice.pwd, PN_STUN_ATTR_CONTROLLING, TRUE), ==,
                   PN_ICE_IGNORED);
  g_assert_cmpint (f.out_len, ==, 0);
  g_assert_null (pn_ice_target (&f.ice));
}

static void
test_role_conflict_is_told_487 (void)
{
  Fixture f;
  pn_ice_init (&f.ice, 0, "theirs");
  g_assert_cmpint (check (&f, 5000, 1, "theirs", f.ice.pwd, PN_STUN_ATTR_CONTROLLED, TRUE), ==,
                   PN_ICE_REFUSED);
  g_assert_cmpint (pn_get16 (f.out), ==, PN_STUN_BINDING_ERROR);
  g_assert_cmpint (f.out[26] * 100 + f.out[27], ==, 487);
  g_assert_null (pn_ice_target (&f.ice));
}

static void
test_consent_runs_out_after_15_s_and_comes_back (void)
{
  Fixture f;
  gint64 second = G_USEC_PER_SEC;
  pn_ice_init (&f.ice, 0, "theirs");
  good_check (&f, 5000, 1, TRUE);
  g_assert_true (pn_ice_has_consent (&f.ice, 15 * second));
  g_assert_false (pn_ice_has_consent (&f.ice, 15 * second + 2));
  good_check (&f, 5000, 20 * second, FALSE);
  g_assert_true (pn_ice_has_consent (&f.ice, 21 * second));
}

static void
test_nomination_moves_the_target (void)
{
  Fixture f;
  pn_ice_init (&f.ice, 0, "theirs");
  good_check (&f, 5000, 1, FALSE);
  good_check (&f, 5001, 2, TRUE);
  good_check (&f, 5000, 3, FALSE);
  g_assert_cmpint (pn_ice_target (&f.ice)->port, ==, 5001);
  good_check (&f, 5002, 4, TRUE); /* the client has another address now */
  g_assert_cmpint (pn_ice_target (&f.ice)->port, ==, 5002);
}

static void
test_addresses_are_bounded_and_the_target_survives (void)
{
  Fixture f;
  pn_ice_init (&f.ice, 0, "theirs");
  good_check (&f, 5000, 1, TRUE);
  for (guint16 i = 1; i < 100; i++)
    good_check (&f, (guint16) (5000 + i), 1 + i, FALSE);
  g_assert_cmpint (f.evicted.port, ==, 5099 - PN_ICE_PAIRS + 1);
  g_assert_cmpint (pn_ice_target (&f.ice)->port, ==, 5000);
}

static void
test_restart_needs_the_new_credentials (void)
{
  Fixture f;
  pn_ice_init (&f.ice, 0, "theirs");
  good_check (&f, 5000, 1, TRUE);
  g_autofree char *old = g_strdup (f.ice.pwd);
  pn_ice_restart (&f.ice, "newone");
  g_assert_cmpint (check (&f, 5000, 2, "theirs", old, PN_STUN_ATTR_CONTROLLING, TRUE), ==, PN_ICE_IGNORED);
  g_assert_cmpint (check (&f, 5000, 2, "newone", f.ice.pwd, PN_STUN_ATTR_CONTROLLING, TRUE), ==,
                   PN_ICE_ANSWERED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stun/rfc5769", test_rfc5769_request_is_read_and_authentic);
  g_test_add_func ("/stun/bits", test_every_changed_bit_is_noticed);
  g_test_add_func ("/stun/truncation", test_every_truncation_is_refused);
  g_test_add_func ("/ice/answer", test_valid_check_is_answered_with_the_address);
  g_test_add_func ("/stun/ipv6", test_ipv6_address_is_written_as_in_rfc5769);
  g_test_add_func ("/ice/moved", test_client_that_moved_without_nominating_is_followed);
  g_test_add_func ("/ice/strangers", test_strangers_get_no_answer);
  g_test_add_func ("/ice/role-conflict", test_role_conflict_is_told_487);
  g_test_add_func ("/ice/consent", test_consent_runs_out_after_15_s_and_comes_back);
  g_test_add_func ("/ice/nomination", test_nomination_moves_the_target);
  g_test_add_func ("/ice/bounded", test_addresses_are_bounded_and_the_target_survives);
  g_test_add_func ("/ice/restart", test_restart_needs_the_new_credentials);
  return g_test_run ();
}
