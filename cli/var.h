/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the data directory is for a command line tool: $PHIEN_VAR, else "var" below the working directory.
 * Touches no file; any thread. */
#pragma once

/* transfer full */
char *pn_cli_var_path (const char *relative);
