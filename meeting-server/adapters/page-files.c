/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/page-files.h"

#include <stdlib.h>
#include <string.h>

#include "base/id.h"

#define GOOD_WIDTH 1200 /* pixels; more than the programme can show */

struct PnPageFiles {
  PnPages port;
  char *folder;
};

/* "r1-p12-w1600.png" → 1600; 0: another page, or no picture. */
static guint
width_of (const char *name, gint page)
{
  g_autofree char *mark = g_strdup_printf ("-p%d-w", page);
  const char *at = strstr (name, mark);
  if (at == NULL || !(g_str_has_suffix (name, ".png") || g_str_has_suffix (name, ".jpg")))
    return 0;
  return (guint) g_ascii_strtoull (at + strlen (mark), NULL, 10);
}

/* The smallest that is wide enough, else the widest. */
static gboolean
is_better (guint width, guint than)
{
  if (width >= GOOD_WIDTH)
    return than < GOOD_WIDTH || width < than;
  return width > than;
}

static char *
find (void *impl, const char *sha256, gint page)
{
  PnPageFiles *self = impl;
  if (!pn_is_sha256_hex (sha256))
    return NULL;
  g_autofree char *below = g_strdup_printf ("%.2s/%s", sha256, sha256);
  g_autofree char *folder = g_build_filename (self->folder, below, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *best = NULL;
  guint best_width = 0;
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    guint width = width_of (name, page);
    if (width == 0 || !is_better (width, best_width))
      continue;
    g_free (best);
    best = g_strdup (name);
    best_width = width;
  }
  return best == NULL ? NULL : g_build_filename (below, best, NULL);
}

PnPageFiles *
pn_page_files_new (const char *folder)
{
  PnPageFiles *self = g_new0 (PnPageFiles, 1);
  self->folder = g_strdup (folder);
  self->port = (PnPages){ .impl = self, .find = find };
  return self;
}

void
pn_page_files_free (PnPageFiles *self)
{
  if (self == NULL)
    return;
  g_free (self->folder);
  g_free (self);
}

const PnPages *
pn_page_files_port (PnPageFiles *self)
{
  return &self->port;
}
