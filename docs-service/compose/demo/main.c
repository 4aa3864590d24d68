/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-demo-papers OUTDIR: writes the demo papers and manifest.json. Same program, same bytes. */
#include <glib/gstdio.h>
#include <stdio.h>

#include "base/wire.h"
#include "docs-service/compose/demo/demo.h"

static GBytes *
make (const PnDemoPaper *paper, GError **error)
{
  switch (paper->form) {
  case PN_DEMO_SCAN:
    return pn_demo_scan (paper, error);
  case PN_DEMO_REPORT:
    return pn_demo_report (paper, error);
  case PN_DEMO_TEXT:
    break;
  }
  return pn_demo_text (paper, error);
}

static gboolean
write_paper (const char *dir, const PnDemoPaper *paper, PnJson *list, GError **error)
{
  g_autofree char *file = g_strconcat (paper->file, ".pdf", NULL);
  g_autofree char *path = g_build_filename (dir, file, NULL);
  g_autoptr (GBytes) pdf = make (paper, error);
  gsize n;

  if (pdf == NULL)
    return FALSE;
  const char *bytes = g_bytes_get_data (pdf, &n);
  if (!g_file_set_contents (path, bytes, n, error))
    return FALSE;
  PnJson *entry = pn_wire_object ();
  pn_wire_set_str (entry, "file", file);
  pn_wire_set_str (entry, "title", paper->title);
  pn_wire_set_str (entry, "kind", paper->kind);
  pn_wire_set_str (entry, "meeting", paper->meeting);
  pn_wire_set_str (entry, "item", paper->item);
  pn_wire_add_take (list, entry);
  printf ("%s %" G_GSIZE_FORMAT " KiB\n", file, (n + 1023) / 1024);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) manifest = pn_wire_object ();
  PnJson *list = pn_wire_array ();

  if (argc != 2) {
    fputs ("usage: phien-demo-papers OUTDIR\n", stderr);
    return 64;
  }
  pn_wire_set_take (manifest, "papers", list);
  if (g_mkdir_with_parents (argv[1], 0755) != 0) {
    perror (argv[1]);
    return 73;
  }
  for (guint i = 0; i < pn_demo_papers_count; i++) {
    if (!write_paper (argv[1], &pn_demo_papers[i], list, &error)) {
      fprintf (stderr, "%s: %s\n", pn_demo_papers[i].file, error->message);
      return 1;
    }
  }
  g_autofree char *text = pn_wire_dump (manifest);
  g_autofree char *path = g_build_filename (argv[1], "manifest.json", NULL);
  if (!g_file_set_contents (path, text, -1, &error)) {
    fprintf (stderr, "%s\n", error->message);
    return 73;
  }
  return 0;
}
