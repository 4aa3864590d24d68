/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/authn.h"

static void
test_a_burst_then_one_at_a_time (void)
{
  g_autoptr (PnLimiter) limiter = pn_limiter_new (5, G_USEC_PER_SEC, 100);
  gint64 wait = 0;
  for (guint i = 0; i < 5; i++)
    g_assert_true (pn_limiter_take (limiter, "a", 0, NULL));
  g_assert_false (pn_limiter_take (limiter, "a", 0, &wait));
  g_assert_cmpint (wait, ==, G_USEC_PER_SEC);
  g_assert_true (pn_limiter_take (limiter, "b", 0, NULL));
  g_assert_false (pn_limiter_take (limiter, "a", G_USEC_PER_SEC / 2, NULL));
  g_assert_true (pn_limiter_take (limiter, "a", 2 * G_USEC_PER_SEC, NULL));
}

static void
test_a_thousand_wrong_passwords_get_few_tries (void)
{
  g_autoptr (PnLimiter) limiter = pn_limiter_new (20, 3 * G_USEC_PER_SEC, 100);
  guint tries = 0;
  for (guint i = 0; i < 1000; i++)
    tries += pn_limiter_take (limiter, "uyvien1", i * 1000, NULL); /* a thousand in one second */
  g_assert_cmpuint (tries, ==, 20);
  pn_limiter_forget (limiter, "uyvien1");
  g_assert_true (pn_limiter_take (limiter, "uyvien1", G_USEC_PER_SEC, NULL));
}

static void
test_memory_stays_bounded (void)
{
  g_autoptr (PnLimiter) limiter = pn_limiter_new (2, G_USEC_PER_SEC, 50);
  for (guint i = 0; i < 5000; i++) {
    g_autofree char *key = g_strdup_printf ("name-%u", i);
    g_assert_true (pn_limiter_take (limiter, key, i, NULL));
    g_assert_cmpuint (pn_limiter_length (limiter), <=, 50);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/authn/a-burst-then-one-at-a-time", test_a_burst_then_one_at_a_time);
  g_test_add_func ("/authn/a-thousand-wrong-passwords", test_a_thousand_wrong_passwords_get_few_tries);
  g_test_add_func ("/authn/memory-stays-bounded", test_memory_stays_bounded);
  return g_test_run ();
}
