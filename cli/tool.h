/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PostgreSQL's own tools, run and waited for; what backup and restore agree on. Main thread only. */
#pragma once

#include <glib.h>

#define PN_BACKUP_DUMP "phien.dump"

/* argv[0] is looked for in the newest /usr/lib/postgresql/N/bin, then in the path. The error carries the tool's last words. */
gboolean pn_cli_tool (const char *const *argv, GError **error);
