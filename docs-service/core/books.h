/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outputs of Decree 30/2020 Annex VI (R24) and their columns as Annex IV prints them (R15), in both languages. Pure; any thread. */
#pragma once

#include <glib.h>

typedef struct {
  const char *vi, *en;
  guint share; /* of the width, beside its neighbours' */
} PnBookColumn;

typedef struct {
  const char *id, *vi, *en;
  gboolean of_file; /* its id is a file's, else a body's */
  PnBookColumn columns[12]; /* ended by one without words */
} PnBook;

/* NULL: there is no such book. */
const PnBook *pn_book_find (const char *id);
