/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checked file is held for its reader, not for longer, and never more than there is room for. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "docs-service/http/shelf.h"

#define MIB (G_GINT64_CONSTANT (1) << 20)

static int fd;
static PnJson *report;

static char *
put (PnShelf *shelf, gint64 mib, gint64 now)
{
  return pn_shelf_put (shelf, fd, mib * MIB, TRUE, report, now);
}

static gboolean
is_there (PnShelf *shelf, const char *token, gint64 now)
{
  PnShelved found;
  return pn_shelf_find (shelf, token, now, &found);
}

static void
test_only_the_token_finds_it (void)
{
  PnShelf *shelf = pn_shelf_new ();
  PnShelved found;
  g_autofree char *token = put (shelf, 3, 0);
  g_assert_cmpuint (strlen (token), ==, 43);
  g_assert_true (pn_shelf_find (shelf, token, 1, &found));
  g_assert_cmpint (found.size, ==, 3 * MIB);
  g_assert_true (found.report == report);
  int held = found.file;
  g_assert_cmpint (fcntl (held, F_GETFD), !=, -1);
  g_assert_false (is_there (shelf, "", 1));
  g_assert_false (is_there (shelf, NULL, 1));
  pn_shelf_drop (shelf, token);
  g_assert_false (is_there (shelf, token, 1));
  g_assert_cmpint (fcntl (held, F_GETFD), ==, -1); /* let go of, not only forgotten */
  pn_shelf_free (shelf);
}

static void
test_it_goes_when_nobody_looks_and_in_any_case_after_a_while (void)
{
  PnShelf *shelf = pn_shelf_new ();
  g_autofree char *looked_at = put (shelf, 1, 0), *left = put (shelf, 1, 0);
  gint64 now = 0;
  for (guint i = 0; i < 4; i++) {
    now += PN_SHELF_IDLE_US - 1;
    g_assert_true (is_there (shelf, looked_at, now));
  }
  g_assert_false (is_there (shelf, left, now));
  g_assert_false (is_there (shelf, looked_at, PN_SHELF_LIFE_US));
  pn_shelf_free (shelf);
}

static void
test_others_make_room (void)
{
  PnShelf *shelf = pn_shelf_new ();
  g_autofree char *first = put (shelf, 60, 1), *second = put (shelf, 60, 2);
  g_assert_true (is_there (shelf, first, 3)); /* now the second was longer unused */
  g_autofree char *third = put (shelf, 60, 4);
  g_assert_true (is_there (shelf, first, 5));
  g_assert_false (is_there (shelf, second, 5));
  g_assert_true (is_there (shelf, third, 5));
  for (guint i = 0; i < PN_SHELF_FILES; i++) {
    g_autofree char *one = pn_shelf_put (shelf, fd, 500 * MIB, FALSE, report, 10 + i); /* the store's own file weighs nothing */
    g_assert_true (is_there (shelf, one, 10 + i));
  }
  g_assert_false (is_there (shelf, first, 100));
  pn_shelf_free (shelf);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fd = memfd_create ("test", MFD_CLOEXEC);
  report = pn_wire_object ();
  g_test_add_func ("/shelf/token", test_only_the_token_finds_it);
  g_test_add_func ("/shelf/time", test_it_goes_when_nobody_looks_and_in_any_case_after_a_while);
  g_test_add_func ("/shelf/room", test_others_make_room);
  int rc = g_test_run ();
  pn_json_unref (report);
  close (fd);
  return rc;
}
