/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What main.c knows of a subcommand: argv[0] is the subcommand's name; the return value is the exit status.
 * Each command is one file, cli/cmd-NAME.c, and prints its own errors. */
#pragma once

#define PN_EXIT_USAGE 64 /* sysexits.h */
#define PN_EXIT_NO_INPUT 66
#define PN_EXIT_SOFTWARE 70
#define PN_EXIT_CANNOT_CREATE 73
#define PN_EXIT_REFUSED 77

int pn_cmd_account (int argc, char **argv);
int pn_cmd_authority (int argc, char **argv);
int pn_cmd_backup (int argc, char **argv);
int pn_cmd_body (int argc, char **argv);
int pn_cmd_calendar (int argc, char **argv);
int pn_cmd_cert (int argc, char **argv);
int pn_cmd_check (int argc, char **argv);
int pn_cmd_extend (int argc, char **argv);
int pn_cmd_form (int argc, char **argv);
int pn_cmd_layout (int argc, char **argv);
int pn_cmd_remote (int argc, char **argv);
int pn_cmd_proof (int argc, char **argv);
int pn_cmd_restore (int argc, char **argv);
int pn_cmd_sign (int argc, char **argv);
