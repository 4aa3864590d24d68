/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the picture of a page lies that phien-docs has drawn for the people in the room, so that the studio
 * can show the same. A contract of one function pointer; reads no page. Loop's thread only. */
#pragma once

#include <glib.h>

typedef struct {
  void *impl;
  /* Name below the pages directory, transfer full; NULL: not drawn (yet). */
  char *(*find) (void *impl, const char *sha256, gint page);
} PnPages;
