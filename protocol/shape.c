/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading has two passes on purpose: the check walks the whole value and touches nothing, so the copy cannot fail half-way
 * and leaves no half-built message to free. Includes jansson itself because it must tell 1 from 1.0 from true. */
#include "protocol/shape.h"

#include "base/error.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define AT(type, base, offset) (*(type *) ((char *) (base) + (offset)))

/* The way from the message down to the value, for the error text; lives on the stack. */
typedef struct Place {
  const struct Place *up;
  const char *name; /* NULL: an item of an array */
  gsize index;
} Place;

static void
print_place (const Place *here, GString *out)
{
  if (here == NULL)
    return;
  print_place (here->up, out);
  if (here->name == NULL)
    g_string_append_printf (out, "[%" G_GSIZE_FORMAT "]", here->index);
  else
    g_string_append_printf (out, "%s%s", out->len > 0 ? "." : "", here->name);
}

static gboolean
refuse (GError **error, PnErrorCode code, const Place *here, const char *why)
{
  g_autoptr (GString) place = g_string_new (NULL);
  print_place (here, place);
  if (place->len == 0)
    g_string_append (place, "message");
  g_set_error (error, PN_ERROR, (int) code, "%s %s", place->str, why);
  return FALSE;
}

static gboolean check (const PnShape *shape, const json_t *json, const Place *here, GError **error);

static const PnShapeField *
find_field (const PnShape *shape, const char *name)
{
  for (guint i = 0; i < shape->n_fields; i++) {
    if (g_str_equal (shape->fields[i].name, name))
      return &shape->fields[i];
  }
  return NULL;
}

static gboolean
check_object (const PnShape *shape, const json_t *json, const Place *here, GError **error)
{
  if (!json_is_object (json))
    return refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be an object");
  const char *name;
  json_t *value;
  json_object_foreach ((json_t *) json, name, value) {
    Place below = { here, name, 0 };
    const PnShapeField *field = find_field (shape, name);
    if (field == NULL) {
      /* The stranger's key is not echoed: it may be long or ugly. */
      return refuse (error, PN_ERROR_BAD_MESSAGE, here, "has a key that does not belong there");
    }
    if (!check (field->shape, value, &below, error))
      return FALSE;
  }
  for (guint i = 0; i < shape->n_fields; i++) {
    Place below = { here, shape->fields[i].name, 0 };
    if (shape->fields[i].required && json_object_get (json, shape->fields[i].name) == NULL)
      return refuse (error, PN_ERROR_BAD_MESSAGE, &below, "is missing");
  }
  return TRUE;
}

static gboolean
check_array (const PnShape *shape, const json_t *json, const Place *here, GError **error)
{
  if (!json_is_array (json))
    return refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be an array");
  gsize n = json_array_size (json);
  if ((gint64) n < shape->min || (gint64) n > shape->max)
    return refuse (error, PN_ERROR_BAD_VALUE, here, "has too few or too many items");
  for (gsize i = 0; i < n; i++) {
    Place below = { here, NULL, i };
    if (!check (shape->items, json_array_get (json, i), &below, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_string (const PnShape *shape, const json_t *json, const Place *here, GError **error)
{
  if (!json_is_string (json))
    return refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be a string");
  const char *text = json_string_value (json);
  /* A NUL inside would let two readers see two texts; the parser refuses it too. */
  if (strlen (text) != json_string_length (json))
    return refuse (error, PN_ERROR_BAD_VALUE, here, "holds a NUL");
  glong n = g_utf8_strlen (text, -1);
  if (n < shape->min || n > shape->max)
    return refuse (error, PN_ERROR_BAD_VALUE, here, "is too short or too long");
  if (shape->matches != NULL && !shape->matches (text))
    return refuse (error, PN_ERROR_BAD_VALUE, here, "is not of the right form");
  return TRUE;
}

/* 1.0 and 1e2 are integers to JSON Schema and to every JavaScript client. */
static gboolean
whole_number (const json_t *json, gint64 *out)
{
  if (json_is_integer (json)) {
    *out = json_integer_value (json);
    return TRUE;
  }
  double value = json_real_value (json);
  if (!json_is_real (json) || floor (value) != value || fabs (value) > (double) PN_WIRE_MAX_INT)
    return FALSE;
  *out = (gint64) value;
  return TRUE;
}

static gboolean
check_int (const PnShape *shape, const json_t *json, const Place *here, GError **error)
{
  gint64 value;
  if (!whole_number (json, &value))
    return refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be an integer");
  if (value < shape->min || value > shape->max)
    return refuse (error, PN_ERROR_BAD_VALUE, here, "is out of bounds");
  return TRUE;
}

static gboolean
check_number (const PnShape *shape, const json_t *json, const Place *here, GError **error)
{
  if (!json_is_number (json))
    return refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be a number");
  double value = json_number_value (json);
  if (!(value >= shape->from && value <= shape->to))
    return refuse (error, PN_ERROR_BAD_VALUE, here, "is out of bounds");
  return TRUE;
}

static int
place_in_list (const char *const *values, const char *text)
{
  for (int i = 0; text != NULL && values[i] != NULL; i++) {
    if (g_str_equal (values[i], text))
      return i;
  }
  return -1;
}

static gboolean
check_enum (const PnShape *shape, const json_t *json, const Place *here, GError **error)
{
  if (!json_is_string (json))
    return refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be a string");
  if (place_in_list (shape->values, json_string_value (json)) < 0)
    return refuse (error, PN_ERROR_BAD_VALUE, here, "is not one of the known words");
  return TRUE;
}

static gboolean
check_either (const PnShape *shape, const json_t *json, const Place *here, GError **error)
{
  int fits = 0;
  for (int i = 0; shape->one_of[i] != NULL; i++) {
    if (check (shape->one_of[i], json, here, NULL))
      fits++;
  }
  return fits == 1 || refuse (error, PN_ERROR_BAD_MESSAGE, here, "fits none of the allowed forms");
}

static gboolean
check (const PnShape *shape, const json_t *json, const Place *here, GError **error)
{
  if (shape->nullable && json_is_null (json))
    return TRUE;
  switch (shape->kind) {
  case PN_SHAPE_INT:
    return check_int (shape, json, here, error);
  case PN_SHAPE_NUMBER:
    return check_number (shape, json, here, error);
  case PN_SHAPE_STRING:
    return check_string (shape, json, here, error);
  case PN_SHAPE_ENUM:
  case PN_SHAPE_CONST_STRING:
    return check_enum (shape, json, here, error);
  case PN_SHAPE_BOOL:
    return json_is_boolean (json) || refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be true or false");
  case PN_SHAPE_CONST_TRUE:
    return json_is_true (json) || refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be true");
  case PN_SHAPE_CONST_FALSE:
    return json_is_false (json) || refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be false");
  case PN_SHAPE_ARRAY:
    return check_array (shape, json, here, error);
  case PN_SHAPE_OBJECT:
    return check_object (shape, json, here, error);
  case PN_SHAPE_OPEN:
    return json_is_object (json) || refuse (error, PN_ERROR_BAD_MESSAGE, here, "must be an object");
  case PN_SHAPE_EITHER:
    return check_either (shape, json, here, error);
  }
  g_assert_not_reached ();
}

gboolean
pn_shape_check (const PnShape *shape, const PnJson *json, GError **error)
{
  return check (shape, json, NULL, error);
}

/* ---- the copy: only ever sees values that passed the check ---- */

static void fill (const PnShape *shape, const json_t *json, gpointer message);

/* Bytes one value takes inside a struct or an array. */
static gsize
stored_size (const PnShape *shape)
{
  switch (shape->kind) {
  case PN_SHAPE_INT:
    return sizeof (gint64);
  case PN_SHAPE_NUMBER:
    return sizeof (double);
  case PN_SHAPE_BOOL:
    return sizeof (gboolean);
  case PN_SHAPE_ENUM:
    return sizeof (guint);
  default:
    return sizeof (gpointer);
  }
}

static void
store (const PnShape *shape, const json_t *json, gpointer where)
{
  if (json_is_null (json))
    return; /* nullable: zero or NULL says it, has_NAME says it was there */
  gint64 whole = 0;
  switch (shape->kind) {
  case PN_SHAPE_INT:
    if (!whole_number (json, &whole))
      g_assert_not_reached ();
    *(gint64 *) where = whole;
    break;
  case PN_SHAPE_NUMBER:
    *(double *) where = json_number_value (json);
    break;
  case PN_SHAPE_BOOL:
    *(gboolean *) where = json_is_true (json);
    break;
  case PN_SHAPE_ENUM:
    *(guint *) where = (guint) place_in_list (shape->values, json_string_value (json));
    break;
  case PN_SHAPE_STRING:
  case PN_SHAPE_CONST_STRING:
    *(char **) where = g_strdup (json_string_value (json));
    break;
  case PN_SHAPE_OBJECT:
    *(gpointer *) where = g_malloc0 (shape->size);
    fill (shape, json, *(gpointer *) where);
    break;
  case PN_SHAPE_OPEN:
    *(const PnJson **) where = json;
    break;
  case PN_SHAPE_ARRAY: /* arrays stand only in fields, see fill_array */
  case PN_SHAPE_EITHER:
  case PN_SHAPE_CONST_TRUE:
  case PN_SHAPE_CONST_FALSE:
    g_assert_not_reached ();
  }
}

/* Items that are objects stand in the array itself, everything else as stored. */
static gsize
item_size (const PnShape *items)
{
  return items->kind == PN_SHAPE_OBJECT ? items->size : stored_size (items);
}

static void
fill_array (const PnShapeField *field, const json_t *json, gpointer message)
{
  const PnShape *items = field->shape->items;
  gsize n = json_array_size (json);
  gsize size = item_size (items);
  char *block = n > 0 ? g_malloc0_n (n, size) : NULL;
  for (gsize i = 0; i < n; i++) {
    if (items->kind == PN_SHAPE_OBJECT)
      fill (items, json_array_get (json, i), block + i * size);
    else
      store (items, json_array_get (json, i), block + i * size);
  }
  AT (gpointer, message, field->offset) = block;
  AT (gsize, message, field->also) = n;
}

static void
fill (const PnShape *shape, const json_t *json, gpointer message)
{
  for (guint i = 0; i < shape->n_fields; i++) {
    const PnShapeField *field = &shape->fields[i];
    const json_t *value = json_object_get (json, field->name);
    if (value == NULL || field->offset == PN_SHAPE_NOWHERE)
      continue;
    if (field->shape->kind == PN_SHAPE_ARRAY) {
      fill_array (field, value, message);
      continue;
    }
    if (field->also != PN_SHAPE_NOWHERE)
      AT (gboolean, message, field->also) = TRUE;
    store (field->shape, value, (char *) message + field->offset);
  }
}

gpointer
pn_shape_read (const PnShape *shape, const PnJson *json, GError **error)
{
  g_assert (shape->kind == PN_SHAPE_OBJECT);
  if (!check (shape, json, NULL, error))
    return NULL;
  gpointer message = g_malloc0 (MAX (shape->size, 1));
  fill (shape, json, message);
  return message;
}

static void clear (const PnShape *shape, gpointer message);

static void
clear_stored (const PnShape *shape, gpointer where)
{
  if (shape->kind == PN_SHAPE_STRING || shape->kind == PN_SHAPE_CONST_STRING) {
    g_clear_pointer ((char **) where, g_free);
  } else if (shape->kind == PN_SHAPE_OBJECT && *(gpointer *) where != NULL) {
    clear (shape, *(gpointer *) where);
    g_clear_pointer ((gpointer *) where, g_free);
  }
}

static void
clear_array (const PnShapeField *field, gpointer message)
{
  const PnShape *items = field->shape->items;
  char *block = AT (gpointer, message, field->offset);
  gsize n = AT (gsize, message, field->also);
  gsize size = item_size (items);
  for (gsize i = 0; i < n; i++) {
    if (items->kind == PN_SHAPE_OBJECT)
      clear (items, block + i * size);
    else
      clear_stored (items, block + i * size);
  }
  g_free (block);
  AT (gpointer, message, field->offset) = NULL;
  AT (gsize, message, field->also) = 0;
}

static void
clear (const PnShape *shape, gpointer message)
{
  for (guint i = 0; i < shape->n_fields; i++) {
    const PnShapeField *field = &shape->fields[i];
    if (field->offset == PN_SHAPE_NOWHERE)
      continue;
    if (field->shape->kind == PN_SHAPE_ARRAY)
      clear_array (field, message);
    else
      clear_stored (field->shape, (char *) message + field->offset);
  }
}

void
pn_shape_free (const PnShape *shape, gpointer message)
{
  if (message == NULL)
    return;
  clear (shape, message);
  g_free (message);
}
