/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/var.h"

#include <glib.h>

char *
pn_cli_var_path (const char *relative)
{
  const char *var = g_getenv ("PHIEN_VAR");

  return g_build_filename (var != NULL && *var != '\0' ? var : "var", relative, NULL);
}
