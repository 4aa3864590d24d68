/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A note on a page: which shapes are acceptable. Pure logic, no JSON, no database; any thread. Lengths in points from the
 * top left of the page. */
#pragma once
#include <glib.h>
#include "base/error.h"

#define PN_NOTE_TEXT_MAX 4000   /* characters */
#define PN_NOTE_POINTS_MAX 8000 /* numbers in one drawing */

typedef enum { PN_NOTE_HIGHLIGHT, PN_NOTE_NOTE, PN_NOTE_INK, PN_NOTE_BOX } PnNoteKind;

typedef struct {
  PnNoteKind kind;
  gboolean shared;
  gint64 page;
  gint64 page_count;
  const char *text;      /* may be NULL */
  const double *numbers; /* every coordinate of the shape */
  gsize n_numbers;
} PnNote;

/* BAD_VALUE for unknown names. */
gboolean pn_note_kind_from_name (const char *name, PnNoteKind *kind, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_note_layer_from_name (const char *name, gboolean *shared, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* BAD_VALUE says which bound is broken; TOO_LARGE for too many points. */
gboolean pn_note_check (const PnNote *note, GError **error) G_GNUC_WARN_UNUSED_RESULT;
