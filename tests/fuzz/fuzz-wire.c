/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON reader at the wire: whatever is accepted must be within bounds, readable, and survive a round trip. */
#include <string.h>

#include "base/error.h"
#include "base/wire.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
read_member (const char *key, const PnJson *value, gpointer data)
{
  const PnJson *o = data;
  gint64 number;
  double real;
  const char *text;
  gboolean flag;
  const PnJson *inner;
  (void) !pn_wire_get_int (o, key, -5, PN_WIRE_MAX_INT, &number, NULL);
  (void) !pn_wire_get_number (o, key, 0, 1, &real, NULL);
  (void) !pn_wire_get_bool (o, key, &flag, NULL);
  (void) !pn_wire_get_array (o, key, 3, &inner, NULL);
  if (pn_wire_get_str (o, key, 1, 20, &text, NULL) && (g_utf8_strlen (text, -1) > 20 || text[0] == '\0'))
    g_error ("string out of bounds");
  if (pn_wire_get_object (o, key, &inner, NULL))
    pn_wire_each (inner, read_member, (gpointer) inner);
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) json = pn_wire_parse (data, size, PN_WIRE_FRAME_MAX, &error);
  if ((json == NULL) != (error != NULL))
    g_error ("neither message nor error, or both");
  if (json == NULL)
    return 0;
  if (size > PN_WIRE_FRAME_MAX)
    g_error ("too large a message was accepted");
  pn_wire_each (json, read_member, json);
  g_autofree char *text = pn_wire_dump (json);
  g_autoptr (PnJson) again = pn_wire_parse (text, strlen (text), strlen (text), &error);
  g_autofree char *twice = again != NULL ? pn_wire_dump (again) : NULL;
  if (g_strcmp0 (text, twice) != 0)
    g_error ("round trip: %s became %s", text, twice != NULL ? twice : error->message);
  return 0;
}
