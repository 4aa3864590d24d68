/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/page-key.h"

#include "base/id.h"

static const guint widths[] = { 200, 800, 1200, 1600, 2400 };

guint
pn_page_width (gint64 wanted)
{
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    if (wanted <= (gint64) widths[i])
      return widths[i];
  return widths[G_N_ELEMENTS (widths) - 1];
}

char *
pn_page_key (const char *sha256, guint page, guint width)
{
  if (!pn_is_sha256_hex (sha256) || page < 1)
    return NULL;
  return g_strdup_printf ("%.2s/%s/" PN_PAGE_RENDERER "-p%u-w%u", sha256, sha256, page, width);
}
