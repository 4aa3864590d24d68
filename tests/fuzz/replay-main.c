/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over the files of its corpus, and over each of them cut short at every 16th of its length: the
 * corpus stays exercised where no libFuzzer is at hand. */
#include <glib.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
replay (const char *bytes, gsize length)
{
  for (int part = 1; part <= 16; part++) {
    gsize n = length * (gsize) part / 16;
    guint8 *exact = g_memdup2 (bytes, n); /* own allocation, so that ASan sees one byte too far */
    LLVMFuzzerTestOneInput (exact, n);
    g_free (exact);
  }
}

int
main (int argc, char **argv)
{
  int files = 0;
  for (int i = 1; i < argc; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GDir) dir = g_dir_open (argv[i], 0, &error);
    if (dir == NULL)
      g_error ("%s", error->message);
    for (const char *name; (name = g_dir_read_name (dir)) != NULL; files++) {
      g_autofree char *path = g_build_filename (argv[i], name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;
      if (!g_file_get_contents (path, &bytes, &length, &error))
        g_error ("%s", error->message);
      replay (bytes, length);
    }
  }
  printf ("%d files\n", files);
  return files > 0 ? 0 : 1; /* an empty corpus is a mistake */
}
