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

/* Depth before jansson sees it: its own limit (2048) would let a small message cost us much recursion. Brackets inside
 * strings do not count; malformed text is left for the parser to refuse. */
static gboolean
depth_ok (const char *p, gsize length)
{
  guint depth = 0;
  gboolean in_string = FALSE;
  for (gsize i = 0; i < length; i++) {
    char c = p[i];
    if (in_string) {
      if (c == '\\')
        i++;
      else if (c == '"')
        in_string = FALSE;
    } else if (c == '"') {
      in_string = TRUE;
    } else if (c == '[' || c == '{') {
      if (++depth > PN_WIRE_MAX_DEPTH)
        return FALSE;
    } else if ((c == ']' || c == '}') && depth > 0) {
      depth--;
    }
  }
  return TRUE;
}

PnJson *
pn_wire_parse (const void *bytes, gsize length, gsize max_bytes, GError **error)
{
  if (length > max_bytes) {
    g_set_error (error, PN_ERROR, PN_ERROR_TOO_LARGE, "message of %" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT,
                 length, max_bytes);
    return NULL;
  }
  if (length == 0 || bytes == NULL) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "empty message");
    return NULL;
  }
  if (!depth_ok (bytes, length)) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "nested deeper than %d", PN_WIRE_MAX_DEPTH);
    return NULL;
  }
  json_error_t why;
  json_t *json = json_loadb (bytes, length, JSON_REJECT_DUPLICATES, &why);
  if (json == NULL)
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "no JSON at byte %d: %s", why.position, why.text);
  return json;
}

PnJson *
pn_wire_parse_own (const char *text)
{
  return json_loads (text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

/* ---- typed reading */

static gboolean
missing (const char *key, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "%s is missing", key);
  return FALSE;
}

static gboolean
wrong_type (const char *key, const char *wanted, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "%s must be %s", key, wanted);
  return FALSE;
}

static const json_t *
present (const PnJson *o, const char *key)
{
  const json_t *value = json_object_get (o, key);
  return json_is_null (value) ? NULL : value;
}

static gboolean
read_int (const json_t *v, const char *key, gint64 min, gint64 max, gint64 *out, GError **error)
{
  if (!json_is_integer (v))
    return wrong_type (key, "an integer", error);
  gint64 value = json_integer_value (v);
  if (value < min || value > max) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE,
                 "%s is %" G_GINT64_FORMAT ", allowed %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key, value, min, max);
    return FALSE;
  }
  *out = value;
  return TRUE;
}

static gboolean
read_number (const json_t *v, const char *key, double min, double max, double *out, GError **error)
{
  if (!json_is_number (v))
    return wrong_type (key, "a number", error);
  double value = json_number_value (v);
  if (!isfinite (value) || value < min || value > max) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "%s is %g, allowed %g to %g", key, value, min, max);
    return FALSE;
  }
  *out = value;
  return TRUE;
}

static gboolean
read_str (const json_t *v, const char *key, gsize min, gsize max, const char **out, GError **error)
{
  if (!json_is_string (v))
    return wrong_type (key, "a string", error);
  const char *text = json_string_value (v);
  /* Bytes first: counting characters of a long text is work a hostile client could ask for. */
  gsize bytes = json_string_length (v);
  gsize length = bytes > max * 4 ? bytes : (gsize) g_utf8_strlen (text, (gssize) bytes);
  if (length < min || length > max) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE,
                 "%s has %" G_GSIZE_FORMAT " characters, allowed %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT, key, length,
                 min, max);
    return FALSE;
  }
  *out = text;
  return TRUE;
}

static gboolean
read_bool (const json_t *v, const char *key, gboolean *out, GError **error)
{
  if (!json_is_boolean (v))
    return wrong_type (key, "true or false", error);
  *out = json_is_true (v);
  return TRUE;
}

static gboolean
read_object (const json_t *v, const char *key, const PnJson **out, GError **error)
{
  if (!json_is_object (v))
    return wrong_type (key, "an object", error);
  *out = v;
  return TRUE;
}

static gboolean
read_array (const json_t *v, const char *key, gsize max_items, const PnJson **out, GError **error)
{
  if (!json_is_array (v))
    return wrong_type (key, "an array", error);
  if (json_array_size (v) > max_items) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "%s has more than %" G_GSIZE_FORMAT " items", key, max_items);
    return FALSE;
  }
  *out = v;
  return TRUE;
}

gboolean
pn_wire_get_int (const PnJson *o, const char *key, gint64 min, gint64 max, gint64 *out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_int (v, key, min, max, out, error) : missing (key, error);
}

gboolean
pn_wire_opt_int (const PnJson *o, const char *key, gint64 min, gint64 max, gint64 *out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_int (v, key, min, max, out, error) : TRUE;
}

gboolean
pn_wire_get_number (const PnJson *o, const char *key, double min, double max, double *out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_number (v, key, min, max, out, error) : missing (key, error);
}

gboolean
pn_wire_opt_number (const PnJson *o, const char *key, double min, double max, double *out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_number (v, key, min, max, out, error) : TRUE;
}

gboolean
pn_wire_get_str (const PnJson *o, const char *key, gsize min, gsize max, const char **out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_str (v, key, min, max, out, error) : missing (key, error);
}

gboolean
pn_wire_opt_str (const PnJson *o, const char *key, gsize min, gsize max, const char **out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_str (v, key, min, max, out, error) : TRUE;
}

gboolean
pn_wire_get_bool (const PnJson *o, const char *key, gboolean *out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_bool (v, key, out, error) : missing (key, error);
}

gboolean
pn_wire_opt_bool (const PnJson *o, const char *key, gboolean *out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_bool (v, key, out, error) : TRUE;
}

gboolean
pn_wire_get_object (const PnJson *o, const char *key, const PnJson **out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_object (v, key, out, error) : missing (key, error);
}

gboolean
pn_wire_opt_object (const PnJson *o, const char *key, const PnJson **out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_object (v, key, out, error) : TRUE;
}

gboolean
pn_wire_get_array (const PnJson *o, const char *key, gsize max_items, const PnJson **out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_array (v, key, max_items, out, error) : missing (key, error);
}

gboolean
pn_wire_opt_array (const PnJson *o, const char *key, gsize max_items, const PnJson **out, GError **error)
{
  const json_t *v = present (o, key);
  return v != NULL ? read_array (v, key, max_items, out, error) : TRUE;
}

gboolean
pn_wire_only (const PnJson *o, const char *const *keys, GError **error)
{
  const char *key;
  json_t *value;
  if (!json_is_object (o))
    return wrong_type ("message", "an object", error);
  json_object_foreach ((json_t *) o, key, value)
  {
    if (!g_strv_contains (keys, key)) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "key %.40s is not known here", key);
      return FALSE;
    }
  }
  return TRUE;
}

/* ---- lenient reading of our own messages */

gint64
pn_wire_int (const PnJson *o, const char *key, gint64 fallback)
{
  const json_t *v = json_object_get (o, key);
  return json_is_integer (v) ? (gint64) json_integer_value (v) : fallback;
}

double
pn_wire_number (const PnJson *o, const char *key, double fallback)
{
  const json_t *v = json_object_get (o, key);
  return json_is_number (v) ? json_number_value (v) : fallback;
}

const char *
pn_wire_str (const PnJson *o, const char *key, const char *fallback)
{
  const json_t *v = json_object_get (o, key);
  return json_is_string (v) ? json_string_value (v) : fallback;
}

gboolean
pn_wire_bool (const PnJson *o, const char *key, gboolean fallback)
{
  const json_t *v = json_object_get (o, key);
  return json_is_boolean (v) ? json_is_true (v) : fallback;
}

const PnJson *
pn_wire_member (const PnJson *o, const char *key)
{
  return present (o, key);
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
  const json_t *v = json_array_get (array, index);
  return json_is_integer (v) ? (gint64) json_integer_value (v) : fallback;
}

double
pn_wire_number_at (const PnJson *array, gsize index, double fallback)
{
  const json_t *v = json_array_get (array, index);
  return json_is_number (v) ? json_number_value (v) : fallback;
}

const char *
pn_wire_str_at (const PnJson *array, gsize index, const char *fallback)
{
  const json_t *v = json_array_get (array, index);
  return json_is_string (v) ? json_string_value (v) : fallback;
}

void
pn_wire_each (const PnJson *o, gboolean (*visit) (const char *key, const PnJson *value, gpointer data), gpointer data)
{
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *) o, key, value)
  {
    if (!visit (key, value, data))
      return;
  }
}
