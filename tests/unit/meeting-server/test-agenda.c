/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "meeting-server/core/agenda.h"

static void
add (PnAgenda *agenda, gint64 id, gint64 parent, gint position)
{
  pn_agenda_add (agenda, pn_item_new (id, parent, position, "x"));
}

static char *
numbers (const PnAgenda *agenda)
{
  GString *s = g_string_new (NULL);
  for (guint i = 0; i < pn_agenda_length (agenda); i++) {
    const PnItem *item = pn_agenda_at (agenda, i);
    g_string_append_printf (s, "%s%" G_GINT64_FORMAT "=%s", i == 0 ? "" : " ", item->id, item->number);
  }
  return g_string_free (s, FALSE);
}

/* 1. (10) with 1.1 (11) and 1.2 (12), below 1.2: 1.2.1 (13); 2. (20) */
static PnAgenda *
sample (void)
{
  PnAgenda *agenda = pn_agenda_new ();
  add (agenda, 20, 0, 9);
  add (agenda, 13, 12, 1);
  add (agenda, 12, 10, 7);
  add (agenda, 11, 10, 3);
  add (agenda, 10, 0, 2);
  pn_agenda_number (agenda);
  return agenda;
}

static void
test_numbers_follow_the_tree (void)
{
  g_autoptr (PnAgenda) agenda = sample ();
  g_autofree char *got = numbers (agenda);
  g_assert_cmpstr (got, ==, "10=1. 11=1.1 12=1.2 13=1.2.1 20=2.");
}

static void
test_orphans_and_rings_are_not_lost (void)
{
  g_autoptr (PnAgenda) agenda = pn_agenda_new ();
  add (agenda, 1, 99, 1);
  add (agenda, 2, 3, 1);
  add (agenda, 3, 2, 1);
  add (agenda, 4, 4, 2);
  pn_agenda_number (agenda);
  g_assert_cmpuint (pn_agenda_length (agenda), ==, 4);
  g_assert_cmpstr (pn_agenda_find (agenda, 1)->number, ==, "1.");
  g_assert_cmpstr (pn_agenda_find (agenda, 4)->number, ==, "2.");
}

static void
test_an_item_hangs_not_below_itself_nor_too_deep (void)
{
  g_autoptr (PnAgenda) agenda = sample ();
  struct { gint64 item, parent; int code; } cases[] = {
    { 10, 13, PN_ERROR_BAD_VALUE }, { 10, 10, PN_ERROR_BAD_VALUE }, { 20, 999, PN_ERROR_NOT_FOUND },
    { 10, 20, -1 },  /* three levels below one: four */
    { 0, 13, -1 },   /* a new leaf on the fourth level */
    { 12, 11, -1 },  { 20, 0, -1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gboolean may = pn_agenda_may_hang (agenda, cases[i].item, cases[i].parent, &error);
    g_assert_cmpint (may, ==, cases[i].code == -1);
    if (!may)
      g_assert_error (error, PN_ERROR, cases[i].code);
  }
  add (agenda, 14, 13, 1);
  pn_agenda_number (agenda);
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_agenda_may_hang (agenda, 0, 14, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
}

static void
test_one_item_at_a_time (void)
{
  g_autoptr (PnAgenda) agenda = sample ();
  g_assert_true (pn_agenda_move (agenda, 10, PN_ITEM_CURRENT, 100, NULL));
  g_assert_true (pn_agenda_move (agenda, 20, PN_ITEM_CURRENT, 200, NULL));
  g_assert_cmpint (pn_agenda_current (agenda)->id, ==, 20);
  g_assert_cmpint (pn_agenda_find (agenda, 10)->state, ==, PN_ITEM_PENDING);
  g_assert_true (pn_agenda_move (agenda, 20, PN_ITEM_DONE, 300, NULL));
  g_assert_null (pn_agenda_current (agenda));
  g_assert_cmpint (pn_agenda_find (agenda, 20)->ended_us, ==, 300);
}

static void
test_every_move_is_as_drawn (void)
{
  static const char *const moves[PN_N_ITEM_STATES] = { "-C-", "P-D", "---" };
  for (guint from = 0; from < PN_N_ITEM_STATES; from++) {
    for (guint to = 0; to < PN_N_ITEM_STATES; to++) {
      g_autoptr (PnAgenda) agenda = sample ();
      g_autoptr (GError) error = NULL;
      pn_agenda_find (agenda, 10)->state = (PnItemState) from;
      g_assert_cmpint (pn_agenda_move (agenda, 10, (PnItemState) to, 1, &error), ==, moves[from][to] != '-');
      if (error != NULL)
        g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
    }
  }
}

static void
test_what_hangs_below_something_internal_is_internal (void)
{
  g_autoptr (PnAgenda) agenda = sample ();
  pn_agenda_find (agenda, 12)->internal = TRUE;
  g_assert_true (pn_agenda_is_internal (agenda, 12));
  g_assert_true (pn_agenda_is_internal (agenda, 13));
  g_assert_false (pn_agenda_is_internal (agenda, 11));
  g_assert_false (pn_agenda_is_internal (agenda, 10));
  g_assert_false (pn_agenda_is_internal (agenda, 0));
  g_assert_false (pn_agenda_is_internal (agenda, 999));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agenda/numbers-follow-the-tree", test_numbers_follow_the_tree);
  g_test_add_func ("/agenda/orphans-and-rings-are-not-lost", test_orphans_and_rings_are_not_lost);
  g_test_add_func ("/agenda/not-below-itself-nor-too-deep", test_an_item_hangs_not_below_itself_nor_too_deep);
  g_test_add_func ("/agenda/one-item-at-a-time", test_one_item_at_a_time);
  g_test_add_func ("/agenda/every-move-is-as-drawn", test_every_move_is_as_drawn);
  g_test_add_func ("/agenda/below-internal-is-internal", test_what_hangs_below_something_internal_is_internal);
  return g_test_run ();
}
