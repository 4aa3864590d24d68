/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-admin: all subcommands of phien that draw or need the database. A table and nothing else; the exit status is the subcommand's. */
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

typedef struct {
  const char *name;
  int (*run) (int argc, char **argv);
  const char *help;
} Command;

static int
cmd_version (int argc, char **argv)
{
  puts ("phien " PHIEN_VERSION);
  return 0;
}

static const Command commands[] = {
  { "account", pn_cmd_account, "list, add, passwd, disable, enable, forget-pin" },
  { "authority", pn_cmd_authority, "answer as the demo authority: time-stamps, OCSP, CRL; revoke" },
  { "backup", pn_cmd_backup, "database and files to a directory, with hashes" },
  { "body", pn_cmd_body, "list the tree of bodies and units" },
  { "calendar", pn_cmd_calendar, "days off and swapped days of a year: load a file, list, remove" },
  { "cert", pn_cmd_cert, "register a person's own signing certificate, list, revoke" },
  { "extend", pn_cmd_extend, "evidence and archive time-stamp for a signed PDF" },
  { "form", pn_cmd_form, "reserve fields in a PDF, or fill them" },
  { "layout", pn_cmd_layout, "judge the layout of a PDF by Decree 30/2020" },
  { "remote", pn_cmd_remote, "keys at a remote signing service: list, bind to a person, release" },
  { "proof", pn_cmd_proof, "how long signed documents can be proven: list, retry, renew" },
  { "restore", pn_cmd_restore, "fill an empty installation from a backup" },
  { "sign", pn_cmd_sign, "sign a PDF with a key of the demo authority" },
  { "version", cmd_version, "print the version" },
};

static void
usage (FILE *out)
{
  fputs ("phien COMMAND [ARGUMENT...]; phien COMMAND --help tells more\n", out);
  fprintf (out, "  %-10s %s\n", "check", "judge the signatures of a PDF");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (out, "  %-10s %s\n", commands[i].name, commands[i].help);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (argc < 2) {
    usage (stderr);
    return PN_EXIT_USAGE;
  }
  if (strcmp (argv[1], "help") == 0 || strcmp (argv[1], "--help") == 0) {
    usage (stdout);
    return 0;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  fprintf (stderr, "phien: no command %s\n", argv[1]);
  usage (stderr);
  return PN_EXIT_USAGE;
}
