/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/wire.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

PnJson *
pn_json_ref (const PnJson *self)
{
  return json_incref ((json_t *) self);
}

void
pn_json_unref (PnJson *self)
{
  json_decref (self);
}

/* jansson recurses for each nesting level, so depth is bounded before it starts. Brackets inside strings do not count. */
static gboolean
depth_ok (const char *text, gsize length)
{
  gboolean in_string = FALSE;
  int depth = 0;
  for (gsize i = 0; i < length; i++) {
    char c = text[i];
    if (in_string) {
      if (c == '\\')
        i++;
      else if (c == '"')
        in_string = FALSE;
      continue;
    }
    if (c == '"')
      in_string = TRUE;
    else if (c == '{' || c == '[')
      depth++;
    else if (c == '}' || c == ']')
      depth--;
    if (depth > PN_WIRE_MAX_DEPTH)
      return FALSE;
  }
  return TRUE;
}

PnJson *
pn_wire_parse (const void *bytes, gsize length, gsize max_bytes, GError **error)
{
  if (length > max_bytes) {
    g_set_error (error, PN_ERROR, PN_ERROR_TOO_LARGE, "%" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT, length, max_bytes);
    return NULL;
  }
  if (!depth_ok (bytes, length)) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "nested deeper than %d", PN_WIRE_MAX_DEPTH);
    return NULL;
  }
  json_error_t reason;
  json_t *root = json_loadb (bytes, length, JSON_REJECT_DUPLICATES, &reason);
  if (root == NULL)
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "line %d column %d: %s", reason.line, reason.column, reason.text);
  return root;
}

char *
pn_wire_dump (const PnJson *json)
{
  char *text = json_dumps (json, JSON_COMPACT | JSON_ENCODE_ANY);
  char *copy = g_strdup (text != NULL ? text : "null");
  free (text); /* jansson allocates with malloc, GLib promises nothing about sharing it */
  return copy;
}

GBytes *
pn_wire_dump_bytes (const PnJson *json)
{
  char *text = pn_wire_dump (json);
  return g_bytes_new_take (text, strlen (text));
}

/* ---- strict reading */

typedef enum { FOUND, ABSENT, FAILED } Lookup;

static Lookup
look (const PnJson *o, const char *key, gboolean needed, const json_t **value, GError **error)
{
  *value = json_object_get (o, key);
  if (*value != NULL && (needed || !json_is_null (*value)))
    return FOUND;
  if (!needed)
    return ABSENT;
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "\"%s\" is missing", key);
  return FAILED;
}

static gboolean
wrong_type (const char *key, const char *wanted, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "\"%s\" must be %s", key, wanted);
  return FALSE;
}

static gboolean
out_of_bounds (const char *key, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "\"%s\" is out of bounds", key);
  return FALSE;
}

static gboolean
read_int (const PnJson *o, const char *key, gboolean needed, gint64 min, gint64 max, gint64 *out, GError **error)
{
  const json_t *value;
  Lookup found = look (o, key, needed, &value, error);
  if (found != FOUND)
    return found == ABSENT;
  if (!json_is_integer (value))
    return wrong_type (key, "a whole number", error);
  gint64 number = json_integer_value (value);
  if (number < min || number > max)
    return out_of_bounds (key, error);
  *out = number;
  return TRUE;
}

static gboolean
read_number (const PnJson *o, const char *key, gboolean needed, double min, double max, double *out, GError **error)
{
  const json_t *value;
  Lookup found = look (o, key, needed, &value, error);
  if (found != FOUND)
    return found == ABSENT;
  if (!json_is_number (value))
    return wrong_type (key, "a number", error);
  double number = json_number_value (value);
  if (!(number >= min && number <= max)) /* also refuses NaN */
    return out_of_bounds (key, error);
  *out = number;
  return TRUE;
}

static gboolean
read_str (const PnJson *o, const char *key, gboolean needed, gsize min, gsize max, const char **out, GError **error)
{
  const json_t *value;
  Lookup found = look (o, key, needed, &value, error);
  if (found != FOUND)
    return found == ABSENT;
  if (!json_is_string (value))
    return wrong_type (key, "a string", error);
  const char *text = json_string_value (value);
  gsize length = (gsize) g_utf8_strlen (text, -1);
  if (length < min || length > max)
    return out_of_bounds (key, error);
  *out = text;
  return TRUE;
}

static gboolean
read_bool (const PnJson *o, const char *key, gboolean needed, gboolean *out, GError **error)
{
  const json_t *value;
  Lookup found = look (o, key, needed, &value, error);
  if (found != FOUND)
    return found == ABSENT;
  if (!json_is_boolean (value))
    return wrong_type (key, "true or false", error);
  *out = json_is_true (value);
  return TRUE;
}

static gboolean
read_object (const PnJson *o, const char *key, gboolean needed, const PnJson **out, GError **error)
{
  const json_t *value;
  Lookup found = look (o, key, needed, &value, error);
  if (found != FOUND)
    return found == ABSENT;
  if (!json_is_object (value))
    return wrong_type (key, "an object", error);
  *out = value;
  return TRUE;
}

static gboolean
read_array (const PnJson *o, const char *key, gboolean needed, gsize max, const PnJson **out, GError **error)
{
  const json_t *value;
  Lookup found = look (o, key, needed, &value, error);
  if (found != FOUND)
    return found == ABSENT;
  if (!json_is_array (value))
    return wrong_type (key, "an array", error);
  if (json_array_size (value) > max)
    return out_of_bounds (key, error);
  *out = value;
  return TRUE;
}

gboolean
pn_wire_get_int (const PnJson *o, const char *key, gint64 min, gint64 max, gint64 *out, GError **error)
{
  return read_int (o, key, TRUE, min, max, out, error);
}

gboolean
pn_wire_opt_int (const PnJson *o, const char *key, gint64 min, gint64 max, gint64 *out, GError **error)
{
  return read_int (o, key, FALSE, min, max, out, error);
}

gboolean
pn_wire_get_number (const PnJson *o, const char *key, double min, double max, double *out, GError **error)
{
  return read_number (o, key, TRUE, min, max, out, error);
}

gboolean
pn_wire_opt_number (const PnJson *o, const char *key, double min, double max, double *out, GError **error)
{
  return read_number (o, key, FALSE, min, max, out, error);
}

gboolean
pn_wire_get_str (const PnJson *o, const char *key, gsize min, gsize max, const char **out, GError **error)
{
  return read_str (o, key, TRUE, min, max, out, error);
}

gboolean
pn_wire_opt_str (const PnJson *o, const char *key, gsize min, gsize max, const char **out, GError **error)
{
  return read_str (o, key, FALSE, min, max, out, error);
}

gboolean
pn_wire_get_bool (const PnJson *o, const char *key, gboolean *out, GError **error)
{
  return read_bool (o, key, TRUE, out, error);
}

gboolean
pn_wire_opt_bool (const PnJson *o, const char *key, gboolean *out, GError **error)
{
  return read_bool (o, key, FALSE, out, error);
}

gboolean
pn_wire_get_object (const PnJson *o, const char *key, const PnJson **out, GError **error)
{
  return read_object (o, key, TRUE, out, error);
}

gboolean
pn_wire_opt_object (const PnJson *o, const char *key, const PnJson **out, GError **error)
{
  return read_object (o, key, FALSE, out, error);
}

gboolean
pn_wire_get_array (const PnJson *o, const char *key, gsize max_items, const PnJson **out, GError **error)
{
  return read_array (o, key, TRUE, max_items, out, error);
}

gboolean
pn_wire_opt_array (const PnJson *o, const char *key, gsize max_items, const PnJson **out, GError **error)
{
  return read_array (o, key, FALSE, max_items, out, error);
}

gboolean
pn_wire_only (const PnJson *o, const char *const *keys, GError **error)
{
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *) o, key, value) {
    if (!g_strv_contains (keys, key)) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "\"%.64s\" is not expected here", key);
      return FALSE;
    }
  }
  return TRUE;
}

/* ---- lenient reading of our own messages */

gint64
pn_wire_int (const PnJson *o, const char *key, gint64 fallback)
{
  const json_t *value = json_object_get (o, key);
  return json_is_integer (value) ? json_integer_value (value) : fallback;
}

double
pn_wire_number (const PnJson *o, const char *key, double fallback)
{
  const json_t *value = json_object_get (o, key);
  return json_is_number (value) ? json_number_value (value) : fallback;
}

const char *
pn_wire_str (const PnJson *o, const char *key, const char *fallback)
{
  const json_t *value = json_object_get (o, key);
  return json_is_string (value) ? json_string_value (value) : fallback;
}

gboolean
pn_wire_bool (const PnJson *o, const char *key, gboolean fallback)
{
  const json_t *value = json_object_get (o, key);
  return json_is_boolean (value) ? json_is_true (value) : fallback;
}

const PnJson *
pn_wire_member (const PnJson *o, const char *key)
{
  const json_t *value = json_object_get (o, key);
  return json_is_null (value) ? NULL : value;
}

gboolean
pn_wire_is_object (const PnJson *json)
{
  return json_is_object (json);
}

gboolean
pn_wire_is_array (const PnJson *json)
{
  return json_is_array (json);
}

gboolean
pn_wire_is_null (const PnJson *json)
{
  return json == NULL || json_is_null (json);
}

gsize
pn_wire_length (const PnJson *array)
{
  return json_array_size (array);
}

const PnJson *
pn_wire_at (const PnJson *array, gsize index)
{
  return json_array_get (array, index);
}

gint64
pn_wire_int_at (const PnJson *array, gsize index, gint64 fallback)
{
  const json_t *value = json_array_get (array, index);
  return json_is_integer (value) ? json_integer_value (value) : fallback;
}

const char *
pn_wire_str_at (const PnJson *array, gsize index, const char *fallback)
{
  const json_t *value = json_array_get (array, index);
  return json_is_string (value) ? json_string_value (value) : fallback;
}

void
pn_wire_each (const PnJson *o, gboolean (*visit) (const char *key, const PnJson *value, gpointer data), gpointer data)
{
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *) o, key, value) {
    if (!visit (key, value, data))
      return;
  }
}

/* ---- building */

static json_t *
any_string (const char *value)
{
  if (value == NULL)
    return json_null ();
  json_t *text = json_string (value);
  if (text != NULL)
    return text;
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  return json_string (valid);
}

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

void
pn_wire_set_int (PnJson *o, const char *key, gint64 value)
{
  json_object_set_new (o, key, json_integer (value));
}

void
pn_wire_set_number (PnJson *o, const char *key, double value)
{
  json_object_set_new (o, key, isfinite (value) ? json_real (value) : json_null ());
}

void
pn_wire_set_str (PnJson *o, const char *key, const char *value)
{
  json_object_set_new (o, key, any_string (value));
}

void
pn_wire_set_bool (PnJson *o, const char *key, gboolean value)
{
  json_object_set_new (o, key, json_boolean (value));
}

void
pn_wire_set_null (PnJson *o, const char *key)
{
  json_object_set_new (o, key, json_null ());
}

void
pn_wire_set_take (PnJson *o, const char *key, PnJson *value)
{
  json_object_set_new (o, key, value != NULL ? value : json_null ());
}

void
pn_wire_set_ref (PnJson *o, const char *key, const PnJson *value)
{
  pn_wire_set_take (o, key, value != NULL ? pn_json_ref (value) : NULL);
}

void
pn_wire_remove (PnJson *o, const char *key)
{
  json_object_del (o, key);
}

void
pn_wire_add_int (PnJson *array, gint64 value)
{
  json_array_append_new (array, json_integer (value));
}

void
pn_wire_add_number (PnJson *array, double value)
{
  json_array_append_new (array, isfinite (value) ? json_real (value) : json_null ());
}

void
pn_wire_add_str (PnJson *array, const char *value)
{
  json_array_append_new (array, any_string (value));
}

void
pn_wire_add_take (PnJson *array, PnJson *value)
{
  json_array_append_new (array, value != NULL ? value : json_null ());
}

PnJson *
pn_wire_error (const GError *error)
{
  PnErrorCode code = pn_error_code (error);
  PnJson *inner = pn_wire_object ();
  pn_wire_set_str (inner, "code", pn_error_name (code));
  pn_wire_set_str (inner, "vi", pn_error_vi (code));
  pn_wire_set_str (inner, "en", pn_error_en (code));
  /* What went wrong inside is for the log, not for strangers. */
  if (error != NULL && pn_error_http (code) < 500)
    pn_wire_set_str (inner, "detail", error->message);
  PnJson *outer = pn_wire_object ();
  pn_wire_set_take (outer, "error", inner);
  return outer;
}
