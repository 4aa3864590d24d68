/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/annotations.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 6

/* Every number of the shape, however it is nested; wire numbers are read through their text, which base/wire bounds. */
static gboolean
collect (const PnJson *json, GArray *numbers, guint depth)
{
  if (pn_wire_is_array (json)) {
    if (depth == 0)
      return FALSE;
    for (gsize i = 0; i < pn_wire_length (json); i++)
      if (!collect (pn_wire_at (json, i), numbers, depth - 1))
        return FALSE;
    return TRUE;
  }
  g_autoptr (PnJson) box = pn_wire_object ();
  pn_wire_set_ref (box, "n", json);
  double value;
  if (!pn_wire_get_number (box, "n", -1e9, 1e9, &value, NULL) || numbers->len > PN_NOTE_POINTS_MAX)
    return FALSE;
  g_array_append_val (numbers, value);
  return TRUE;
}

static gboolean
collect_shape (const PnJson *data, GArray *numbers)
{
  static const char *const keys[] = { "rects", "rect", "points", "strokes", "x", "y", "w", "h", "at" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const PnJson *part = pn_wire_member (data, keys[i]);
    if (part != NULL && !collect (part, numbers, DEPTH_MAX))
      return FALSE;
  }
  return TRUE;
}

gboolean
pn_notes_check_body (const PnJson *body, int kind_known, gint64 page_count, gboolean *shared, GError **error)
{
  static const char *const keys[] = { "page", "kind", "layer", "data", "client", NULL };
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  const char *kind = NULL, *layer, *text = NULL, *client = NULL;
  const PnJson *data;
  PnNote note = { .page_count = page_count };
  if (!pn_wire_only (body, keys, error) || !pn_wire_get_int (body, "page", 1, 100000, &note.page, error)
      || !pn_wire_opt_str (body, "kind", 1, 20, &kind, error) || !pn_wire_get_str (body, "layer", 1, 20, &layer, error)
      || !pn_wire_opt_str (body, "client", 36, 36, &client, error) || !pn_wire_get_object (body, "data", &data, error)
      || !pn_wire_opt_str (data, "text", 0, 2 * PN_NOTE_TEXT_MAX, &text, error) || !pn_note_layer_from_name (layer, &note.shared, error))
    return FALSE;
  note.kind = (PnNoteKind) MAX (kind_known, 0);
  if (kind_known < 0 && !pn_note_kind_from_name (kind, &note.kind, error))
    return FALSE;
  if ((client != NULL && !pn_id_is_uuid (client)) || !collect_shape (data, numbers)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "data is no shape, or client no UUID");
    return FALSE;
  }
  note.text = text;
  note.numbers = (const double *) (const void *) numbers->data;
  note.n_numbers = numbers->len;
  *shared = note.shared;
  return pn_note_check (&note, error);
}
