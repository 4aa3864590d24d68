/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "meeting-server/core/floor.h"

static void
test_the_queue_keeps_the_order_of_asking (void)
{
  g_autoptr (PnFloor) floor = pn_floor_new ();
  for (gint64 person = 1; person <= 3; person++)
    pn_floor_request (floor, 100 + person, person, person * 10);
  g_assert_true (pn_floor_withdraw (floor, 2, NULL));
  g_assert_cmpuint (pn_floor_waiting (floor), ==, 2);
  g_assert_cmpint (pn_floor_at (floor, 0)->person, ==, 1);
  g_assert_cmpint (pn_floor_at (floor, 1)->person, ==, 3);
}

static void
test_each_waits_once_and_a_speaker_not_at_all (void)
{
  g_autoptr (PnFloor) floor = pn_floor_new ();
  g_autoptr (GError) error = NULL;
  pn_floor_request (floor, 1, 7, 0);
  g_assert_false (pn_floor_may_request (floor, 7, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_ALREADY_EXISTS);
  g_clear_error (&error);
  pn_floor_request (floor, 2, 7, 0);
  g_assert_cmpuint (pn_floor_waiting (floor), ==, 1);
  pn_floor_grant (floor, 7, 60, 5);
  g_assert_false (pn_floor_may_request (floor, 7, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_ALREADY_EXISTS);
}

static void
test_a_grant_ends_the_speech_before (void)
{
  g_autoptr (PnFloor) floor = pn_floor_new ();
  pn_floor_request (floor, 1, 7, 0);
  pn_floor_grant (floor, 7, 60, 5);
  pn_floor_grant (floor, 8, 0, 9); /* called without asking */
  g_assert_cmpint (pn_floor_speaker (floor)->person, ==, 8);
  g_assert_cmpint (pn_floor_speaker (floor)->request, ==, 0);
  g_assert_cmpint (pn_floor_speaker (floor)->granted_us, ==, 9);
  g_assert_true (pn_floor_may_request (floor, 7, NULL));
}

static void
test_what_is_not_there_cannot_end (void)
{
  g_autoptr (PnFloor) floor = pn_floor_new ();
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_floor_end (floor, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
  g_clear_error (&error);
  g_assert_false (pn_floor_withdraw (floor, 1, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_NOT_FOUND);
}

static void
test_clear_leaves_nobody (void)
{
  g_autoptr (PnFloor) floor = pn_floor_new ();
  pn_floor_request (floor, 1, 7, 0);
  pn_floor_request (floor, 2, 8, 0);
  pn_floor_grant (floor, 7, 60, 5);
  pn_floor_clear (floor);
  g_assert_null (pn_floor_speaker (floor));
  g_assert_cmpuint (pn_floor_waiting (floor), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/floor/order-of-asking", test_the_queue_keeps_the_order_of_asking);
  g_test_add_func ("/floor/each-waits-once", test_each_waits_once_and_a_speaker_not_at_all);
  g_test_add_func ("/floor/a-grant-ends-the-speech-before", test_a_grant_ends_the_speech_before);
  g_test_add_func ("/floor/what-is-not-there-cannot-end", test_what_is_not_there_cannot_end);
  g_test_add_func ("/floor/clear-leaves-nobody", test_clear_leaves_nobody);
  return g_test_run ();
}
