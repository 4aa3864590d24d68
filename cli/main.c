/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien: the operator's command line. Judges signatures itself, because that must start fast; everything else is done by phien-admin,
 * which loads what draws and what talks to the database. The exit status is the subcommand's. */
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/beside.h"
#include "cli/command.h"

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (argc >= 2 && strcmp (argv[1], "check") == 0)
    return pn_cmd_check (argc - 1, argv + 1);
  g_autofree char *admin = pn_cli_beside ("phien-admin");
  execv (admin, argv);
  perror (admin);
  return PN_EXIT_SOFTWARE;
}
