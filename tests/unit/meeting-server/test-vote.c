/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "meeting-server/core/vote.h"

static PnMotion *
open_motion (gint voters)
{
  PnMotion *m = pn_motion_new (12, 3, "?");
  PnRule rule = pn_rule_default ();
  pn_motion_set_rule (m, &rule, 21);
  for (gint64 person = 1; person <= voters; person++)
    g_assert_true (pn_motion_add_voter (m, person, NULL));
  g_assert_true (pn_motion_set_state (m, PN_MOTION_OPEN, 1, NULL));
  return m;
}

static void
test_seventeen_of_twenty_one_is_adopted_in_words (void)
{
  g_autoptr (PnMotion) m = open_motion (21);
  for (gint64 person = 1; person <= 21; person++)
    g_assert_true (pn_motion_cast (m, person, person <= 17 ? PN_CHOICE_YES : PN_CHOICE_NO, NULL));
  g_autoptr (PnOutcome) out = pn_motion_outcome (m, 21);
  g_assert_true (out->adopted);
  g_assert_cmpstr (out->text_vi, ==, "17/21 thành viên có mặt tán thành; quá nửa tổng số thành viên: được thông qua");
  g_assert_cmpstr (out->text_en, ==, "17 of 21 present in favour; more than half of all members: adopted");
}

static void
test_half_of_the_members_is_not_more_than_half (void)
{
  PnRule rule = pn_rule_default ();
  PnTally tally = { .yes = 10, .present = 10, .members = 20, .entitled = 20, .not_cast = 10 };
  g_assert_false (pn_rule_adopts (&rule, &tally));
  tally.yes = 11;
  g_assert_true (pn_rule_adopts (&rule, &tally));
}

static void
test_closed_motion_refuses_ballots (void)
{
  g_autoptr (PnMotion) m = open_motion (3);
  g_autoptr (GError) error = NULL;
  g_assert_true (pn_motion_set_state (m, PN_MOTION_CLOSED, 2, NULL));
  g_assert_false (pn_motion_cast (m, 1, PN_CHOICE_YES, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
}

static void
test_draft_motion_refuses_ballots_and_open_one_voters (void)
{
  g_autoptr (PnMotion) draft = pn_motion_new (1, 0, "?");
  g_autoptr (PnMotion) open = open_motion (1);
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_motion_cast (draft, 1, PN_CHOICE_YES, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
  g_clear_error (&error);
  g_assert_false (pn_motion_add_voter (open, 2, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
}

static void
test_only_voters_vote (void)
{
  g_autoptr (PnMotion) m = open_motion (3);
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_motion_cast (m, 4, PN_CHOICE_YES, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_NOT_ENTITLED);
  g_assert_cmpuint (pn_motion_cast_count (m), ==, 0);
}

static void
test_a_later_ballot_replaces_the_earlier (void)
{
  g_autoptr (PnMotion) m = open_motion (3);
  g_assert_true (pn_motion_cast (m, 1, PN_CHOICE_NO, NULL));
  g_assert_true (pn_motion_cast (m, 1, PN_CHOICE_YES, NULL));
  g_autoptr (PnOutcome) out = pn_motion_outcome (m, 3);
  g_assert_cmpuint (pn_motion_cast_count (m), ==, 1);
  g_assert_cmpint (out->tally.yes, ==, 1);
  g_assert_cmpint (out->tally.no, ==, 0);
  g_assert_cmpint (out->tally.not_cast, ==, 2);
}

static void
test_counts_always_add_up (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (guint round = 0; round < 200; round++) {
    gint n = g_rand_int_range (rand, 1, 60);
    g_autoptr (PnMotion) m = open_motion (n);
    for (guint i = 0; i < 100; i++)
      (void) !pn_motion_cast (m, g_rand_int_range (rand, 1, 70), (PnChoice) g_rand_int_range (rand, 1, PN_N_CHOICES), NULL);
    g_autoptr (PnOutcome) out = pn_motion_outcome (m, n);
    const PnTally *t = &out->tally;
    g_assert_cmpint (t->yes + t->no + t->abstain + t->not_cast, ==, n);
    g_assert_cmpint (t->yes + t->no + t->abstain, ==, pn_motion_cast_count (m));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vote/seventeen-of-twenty-one", test_seventeen_of_twenty_one_is_adopted_in_words);
  g_test_add_func ("/vote/half-is-not-more-than-half", test_half_of_the_members_is_not_more_than_half);
  g_test_add_func ("/vote/closed-refuses-ballots", test_closed_motion_refuses_ballots);
  g_test_add_func ("/vote/draft-refuses-ballots-open-refuses-voters", test_draft_motion_refuses_ballots_and_open_one_voters);
  g_test_add_func ("/vote/only-voters-vote", test_only_voters_vote);
  g_test_add_func ("/vote/a-later-ballot-replaces", test_a_later_ballot_replaces_the_earlier);
  g_test_add_func ("/vote/counts-add-up", test_counts_always_add_up);
  return g_test_run ();
}
