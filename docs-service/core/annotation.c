/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/annotation.h"

#include <math.h>
#include <string.h>

#define FAR 20000.0 /* PDF pages end at 14,400 points; a stroke may leave the paper a little */

static const char *const kinds[] = { "highlight", "note", "ink", "box" };

static gboolean
bad (GError **error, PnErrorCode code, const char *what)
{
  g_set_error_literal (error, PN_ERROR, (int) code, what);
  return FALSE;
}

gboolean
pn_note_kind_from_name (const char *name, PnNoteKind *kind, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_strcmp0 (name, kinds[i]) == 0) {
      *kind = (PnNoteKind) i;
      return TRUE;
    }
  }
  return bad (error, PN_ERROR_BAD_VALUE, "kind is highlight, note, ink or box");
}

gboolean
pn_note_layer_from_name (const char *name, gboolean *shared, GError **error)
{
  *shared = g_strcmp0 (name, "shared") == 0;
  return *shared || g_strcmp0 (name, "private") == 0 || bad (error, PN_ERROR_BAD_VALUE, "layer is private or shared");
}

gboolean
pn_note_check (const PnNote *note, GError **error)
{
  if (note->page < 1 || note->page > note->page_count)
    return bad (error, PN_ERROR_BAD_VALUE, "no such page");
  if (note->text != NULL && g_utf8_strlen (note->text, -1) > PN_NOTE_TEXT_MAX)
    return bad (error, PN_ERROR_BAD_VALUE, "the text is longer than 4,000 characters");
  if (note->n_numbers > PN_NOTE_POINTS_MAX)
    return bad (error, PN_ERROR_TOO_LARGE, "the drawing has more than 4,000 points");
  for (gsize i = 0; i < note->n_numbers; i++)
    if (!isfinite (note->numbers[i]) || fabs (note->numbers[i]) > FAR)
      return bad (error, PN_ERROR_BAD_VALUE, "a coordinate is off the page");
  if (note->kind == PN_NOTE_NOTE && (note->text == NULL || note->text[0] == '\0'))
    return bad (error, PN_ERROR_BAD_VALUE, "a note needs text");
  if (note->kind != PN_NOTE_NOTE && note->n_numbers < 4)
    return bad (error, PN_ERROR_BAD_VALUE, "the shape needs at least two points");
  return TRUE;
}
