/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the data directory is for a command line tool: $PHIEN_VAR, else "var" below the working directory.
 * Touches no file; any thread. */
#pragma once

/* transfer full */
char *pn_cli_var_path (const char *relative);

/* Root who works on somebody's installation must not leave files there that its daemons cannot open: until pn_cli_be_root, files are made
 * and read as the owner of the data directory. Does nothing for anybody else, or where the directory is root's own or missing. */
void pn_cli_be_owner (void);
void pn_cli_be_root (void);
