/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/beside.h"

#include <glib.h>

char *
pn_cli_beside (const char *program)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = g_path_get_dirname (self != NULL ? self : "");
  char *beside = g_build_filename (dir, program, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return beside;
  g_free (beside);
  return g_build_filename (dir, "..", "libexec", "phien", program, NULL);
}
