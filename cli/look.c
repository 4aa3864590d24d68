/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-look FILE.pdf PAGES END…: poppler's opinion of a signed file, in the cage, for phien check. Exit status 0: it sees what was signed; 1: it does
 * not, and the doubt stands on standard output; 2: no opinion. The file is read before the cage shuts, and parsed after. */
#include <stdio.h>
#include <stdlib.h>

#include "docs-service/render/sandbox.h"
#include "docs-service/render/second-look.h"

#define NO_OPINION 2

/* Damaged documents make poppler talk a lot. */
static GLogWriterOutput
write_nothing (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  return G_LOG_WRITER_HANDLED;
}

int
main (int argc, char **argv)
{
  const PnSandboxLimits limits = { .memory = G_GUINT64_CONSTANT (4) << 30, .cpu_seconds = 60, .file_size = 1 << 20 };
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  guint64 ends[PN_SECOND_LOOK_MAX];
  gboolean landlock;
  gsize length;

  g_log_set_writer_func (write_nothing, NULL, NULL);
  if (argc < 3 || argc > 3 + PN_SECOND_LOOK_MAX || !g_file_get_contents (argv[1], &bytes, &length, &error) || !pn_sandbox_enter (&limits, &landlock, &error))
    return NO_OPINION;
  for (int i = 3; i < argc; i++)
    ends[i - 3] = MIN (g_ascii_strtoull (argv[i], NULL, 10), length);
  const char *doubt = pn_second_look_at ((const guint8 *) bytes, length, atoi (argv[2]), ends, (guint) argc - 3);
  if (doubt == NULL)
    return 0;
  puts (doubt);
  return 1;
}
