/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/wire.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

PnJson *
pn_wire_object (void)
{
  return json_object ();
}

PnJson *
pn_wire_array (void)
{
  return json_array ();
}

static json_t *
string_node (const char *value)
{
  if (value == NULL)
    return json_null ();
  json_t *node = json_string (value);
  if (node == NULL) {
    g_autofree char *valid = g_utf8_make_valid (value, -1);
    node = json_string (valid);
  }
  return node;
}

void
pn_wire_set_take (PnJson *o, const char *key, PnJson *value)
{
  /* Fails on a key that is no UTF-8, on a non-object, or on a cycle: all three are our own mistakes. */
  if (json_object_set_new (o, key, value != NULL ? value : json_null ()) != 0)
    g_error ("wire: cannot set %s", key);
}

void
pn_wire_set_ref (PnJson *o, const char *key, const PnJson *value)
{
  pn_wire_set_take (o, key, value != NULL ? pn_json_ref (value) : NULL);
}

void
pn_wire_set_int (PnJson *o, const char *key, gint64 value)
{
  pn_wire_set_take (o, key, json_integer (value));
}

void
pn_wire_set_number (PnJson *o, const char *key, double value)
{
  pn_wire_set_take (o, key, json_real (value)); /* NULL, so null, for NaN and infinity */
}

void
pn_wire_set_str (PnJson *o, const char *key, const char *value)
{
  pn_wire_set_take (o, key, string_node (value));
}

void
pn_wire_set_bool (PnJson *o, const char *key, gboolean value)
{
  pn_wire_set_take (o, key, json_boolean (value));
}

void
pn_wire_set_null (PnJson *o, const char *key)
{
  pn_wire_set_take (o, key, json_null ());
}

void
pn_wire_remove (PnJson *o, const char *key)
{
  json_object_del (o, key);
}

void
pn_wire_add_take (PnJson *array, PnJson *value)
{
  if (json_array_append_new (array, value != NULL ? value : json_null ()) != 0)
    g_error ("wire: cannot append");
}

void
pn_wire_add_int (PnJson *array, gint64 value)
{
  pn_wire_add_take (array, json_integer (value));
}

void
pn_wire_add_number (PnJson *array, double value)
{
  pn_wire_add_take (array, json_real (value));
}

void
pn_wire_add_str (PnJson *array, const char *value)
{
  pn_wire_add_take (array, string_node (value));
}

char *
pn_wire_dump (const PnJson *json)
{
  /* jansson's malloc is not GLib's by contract, so copy; 15 digits after the point are all a double has (JSON_REAL_PRECISION). */
  char *text = json_dumps (json, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION (15));
  char *copy = g_strdup (text != NULL ? text : "null");
  free (text);
  return copy;
}

GBytes *
pn_wire_dump_bytes (const PnJson *json)
{
  char *text = pn_wire_dump (json);
  return g_bytes_new_take (text, strlen (text));
}

PnJson *
pn_wire_error (const GError *error)
{
  PnErrorCode code = pn_error_code (error);
  PnJson *body = pn_wire_object (), *outer = pn_wire_object ();
  pn_wire_set_str (body, "code", pn_error_name (code));
  pn_wire_set_str (body, "vi", pn_error_vi (code));
  pn_wire_set_str (body, "en", pn_error_en (code));
  /* What went wrong inside us is for our log, not for strangers. */
  if (pn_error_http (code) < 500 && error != NULL && error->message[0] != '\0')
    pn_wire_set_str (body, "detail", error->message);
  pn_wire_set_take (outer, "error", body);
  return outer;
}
