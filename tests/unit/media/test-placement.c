/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/placement.h"

static void
test_a_small_room_stays_on_its_home (void)
{
  g_autoptr (PnPlacement) p = pn_placement_new (3, 10);
  guint64 stamp;
  for (gint64 peer = 1; peer <= 10; peer++) {
    g_assert_cmpint (pn_placement_publish (p, 7, peer, &stamp), ==, 1);
    g_assert_cmpint (pn_placement_subscribe (p, 7, peer, &stamp), ==, 1);
  }
}

static void
test_a_large_room_goes_on_to_the_next_worker_and_nobody_moves (void)
{
  g_autoptr (PnPlacement) p = pn_placement_new (3, 2);
  static const guint want[] = { 1, 1, 2, 2, 0, 0, 1, 1 }; /* all full: the one with the fewest, the first of them */
  guint64 stamp;
  for (gint64 peer = 0; peer < 6; peer++)
    g_assert_cmpint (pn_placement_subscribe (p, 7, peer, &stamp), ==, want[peer]);
  for (gint64 peer = 0; peer < 6; peer++)
    g_assert_cmpint (pn_placement_subscribe (p, 7, peer, &stamp), ==, want[peer]);
  g_assert_cmpint (pn_placement_subscribe (p, 7, 100, &stamp), ==, 1);
  g_assert_cmpint (pn_placement_publish (p, 7, 3, &stamp), ==, 1); /* publishers are at home always */
  pn_placement_drop (p, 2);
  pn_placement_drop (p, 100);
  pn_placement_drop (p, 0);
  g_assert_cmpint (pn_placement_subscribe (p, 7, 101, &stamp), ==, 1);
  g_assert_cmpint (pn_placement_subscribe (p, 7, 102, &stamp), ==, 2);
}

static void
test_a_room_is_gone_when_its_last_worker_says_so_about_its_last_offer (void)
{
  g_autoptr (PnPlacement) p = pn_placement_new (2, 1);
  guint64 home, away, again;
  pn_placement_publish (p, 4, 1, &home);
  pn_placement_subscribe (p, 4, 1, &home);
  g_assert_cmpint (pn_placement_subscribe (p, 4, 2, &away), ==, 1);
  pn_placement_gone (p, 4, 1, away);
  g_assert_true (pn_placement_knows (p, 4));
  pn_placement_publish (p, 4, 1, &again); /* on its way while the worker let go */
  pn_placement_gone (p, 4, 0, home);
  g_assert_true (pn_placement_knows (p, 4));
  pn_placement_gone (p, 4, 0, again);
  g_assert_false (pn_placement_knows (p, 4));
  g_assert_cmpint (pn_placement_rooms (p), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/placement/small", test_a_small_room_stays_on_its_home);
  g_test_add_func ("/placement/large", test_a_large_room_goes_on_to_the_next_worker_and_nobody_moves);
  g_test_add_func ("/placement/gone", test_a_room_is_gone_when_its_last_worker_says_so_about_its_last_offer);
  return g_test_run ();
}
