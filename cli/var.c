/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/var.h"

#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

char *
pn_cli_var_path (const char *relative)
{
  const char *var = g_getenv ("PHIEN_VAR");

  return g_build_filename (var != NULL && *var != '\0' ? var : "var", relative, NULL);
}

void
pn_cli_be_owner (void)
{
  g_autofree char *var = pn_cli_var_path ("");
  struct stat st;

  if (geteuid () != 0 || stat (var, &st) != 0 || st.st_uid == 0)
    return;
  if (setegid (st.st_gid) != 0 || seteuid (st.st_uid) != 0)
    g_error ("cannot become the owner of %s", var);
}

void
pn_cli_be_root (void)
{
  if (getuid () != 0)
    return;
  if (seteuid (0) != 0 || setegid (0) != 0)
    g_error ("cannot become root again");
}
