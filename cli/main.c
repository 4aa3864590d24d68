/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien: the operator's command line. Judges signatures itself, because that must start fast; everything else is done by phien-admin,
 * which loads what draws and what talks to the database. The exit status is the subcommand's. */
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

#define ADMIN "phien-admin"

/* Beside this program in a build tree, below libexec when installed. */
static char *
find_admin (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = g_path_get_dirname (self != NULL ? self : "");
  char *beside = g_build_filename (dir, ADMIN, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return beside;
  g_free (beside);
  return g_build_filename (dir, "..", "libexec", "phien", ADMIN, NULL);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (argc >= 2 && strcmp (argv[1], "check") == 0)
    return pn_cmd_check (argc - 1, argv + 1);
  g_autofree char *admin = find_admin ();
  execv (admin, argv);
  perror (admin);
  return PN_EXIT_SOFTWARE;
}
