/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/quorum.h"

static void
test_two_thirds_of_all_members (void)
{
  PnRule rule = pn_rule_default ();
  static const struct { gint members, needed; } cases[] = { { 21, 14 }, { 20, 14 }, { 19, 13 }, { 3, 2 }, { 2, 2 }, { 1, 1 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpint (pn_rule_quorum_needed (&rule, cases[i].members), ==, cases[i].needed);
    g_assert_true (pn_rule_quorum_reached (&rule, cases[i].members, cases[i].needed));
    g_assert_false (pn_rule_quorum_reached (&rule, cases[i].members, cases[i].needed - 1));
  }
  g_assert_false (pn_rule_quorum_reached (&rule, 0, 0));
}

static void
test_needed_is_the_smallest_that_satisfies (void)
{
  for (gint more = 0; more < 2; more++) {
    for (gint den = 1; den <= 6; den++) {
      for (gint num = 1; num <= den; num++) {
        for (gint base = 0; base < 60; base++) {
          PnPart part = { num, den, more, PN_BASIS_TOTAL_MEMBERS };
          gint n = pn_part_needed (&part, base);
          g_assert_true (more ? n * den > num * base : n * den >= num * base);
          g_assert_false (n > 0 && (more ? (n - 1) * den > num * base : (n - 1) * den >= num * base));
        }
      }
    }
  }
}

static void
test_each_basis_counts_what_it_says (void)
{
  PnTally tally = { .yes = 6, .no = 4, .abstain = 2, .not_cast = 3, .entitled = 15, .present = 13, .members = 21 };
  static const struct { PnBasis basis; gboolean adopted; } cases[] = {
    { PN_BASIS_TOTAL_MEMBERS, FALSE }, { PN_BASIS_PRESENT, FALSE }, { PN_BASIS_VALID_BALLOTS, FALSE },
  };
  PnRule rule = pn_rule_default ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    rule.majority.basis = cases[i].basis;
    g_assert_cmpint (pn_rule_adopts (&rule, &tally), ==, cases[i].adopted);
  }
  tally.yes = 7; /* 7 of 13 present, 7 of 13 ballots, 7 of 21 members */
  rule.majority.basis = PN_BASIS_PRESENT;
  g_assert_true (pn_rule_adopts (&rule, &tally));
  rule.majority.basis = PN_BASIS_VALID_BALLOTS;
  g_assert_true (pn_rule_adopts (&rule, &tally));
  rule.majority.basis = PN_BASIS_TOTAL_MEMBERS;
  g_assert_false (pn_rule_adopts (&rule, &tally));
}

static void
test_nobody_in_favour_passes_nothing (void)
{
  PnRule rule = pn_rule_default ();
  rule.majority = (PnPart) { 1, 2, FALSE, PN_BASIS_VALID_BALLOTS };
  PnTally nothing = { .entitled = 5, .not_cast = 5 };
  g_assert_false (pn_rule_adopts (&rule, &nothing));
}

static void
test_the_rule_is_said_in_two_languages (void)
{
  PnRule rule = pn_rule_default ();
  g_autofree char *vi = pn_rule_quorum_vi (&rule, 21), *en = pn_rule_quorum_en (&rule, 21);
  g_assert_cmpstr (vi, ==, "ít nhất 2/3 tổng số thành viên có mặt (14/21)");
  g_assert_cmpstr (en, ==, "at least 2/3 of all members present (14 of 21)");
  rule.majority = (PnPart) { 2, 3, FALSE, PN_BASIS_PRESENT };
  g_autofree char *majority = pn_rule_majority_en (&rule);
  g_assert_cmpstr (majority, ==, "at least 2/3 of the members present");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quorum/two-thirds-of-all-members", test_two_thirds_of_all_members);
  g_test_add_func ("/quorum/needed-is-the-smallest", test_needed_is_the_smallest_that_satisfies);
  g_test_add_func ("/quorum/each-basis-counts-what-it-says", test_each_basis_counts_what_it_says);
  g_test_add_func ("/quorum/nobody-in-favour-passes-nothing", test_nobody_in_favour_passes_nothing);
  g_test_add_func ("/quorum/said-in-two-languages", test_the_rule_is_said_in_two_languages);
  return g_test_run ();
}
