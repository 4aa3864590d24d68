/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables that say what a JSON value may look like, and the one reader that holds a value against them.
 * Knows no message by name, never logs, keeps no state: any thread may call. */
#pragma once

#include "base/wire.h"

#include <glib.h>

typedef enum {
  PN_SHAPE_INT,
  PN_SHAPE_NUMBER,
  PN_SHAPE_STRING,
  PN_SHAPE_BOOL,
  PN_SHAPE_ENUM,
  PN_SHAPE_CONST_STRING,
  PN_SHAPE_CONST_TRUE,
  PN_SHAPE_CONST_FALSE,
  PN_SHAPE_ARRAY,
  PN_SHAPE_OBJECT, /* closed: an unknown key is refused */
  PN_SHAPE_OPEN,   /* any object; its own message type says what is inside */
  PN_SHAPE_EITHER  /* exactly one of several */
} PnShapeKind;

typedef struct PnShape PnShape;

#define PN_SHAPE_NOWHERE G_MAXSIZE

typedef struct {
  const char *name;
  gboolean required;
  const PnShape *shape;
  gsize offset; /* of the member in the message struct, or PN_SHAPE_NOWHERE: checked only */
  gsize also;   /* of has_NAME (optional scalars) or n_NAME (arrays), or PN_SHAPE_NOWHERE */
} PnShapeField;

struct PnShape {
  PnShapeKind kind;
  gboolean nullable;
  gint64 min, max;   /* value, characters or items */
  double from, to;   /* numbers */
  gboolean (*matches) (const char *text);
  const char *const *values; /* ENUM, CONST_STRING: NULL-ended */
  const PnShape *items;      /* ARRAY */
  const PnShape *const *one_of; /* EITHER: NULL-ended */
  const PnShapeField *fields;
  guint n_fields;
  gsize size; /* OBJECT: bytes of its struct, 0 when it has none */
};

/* Errors: BAD_MESSAGE (missing, unknown key, wrong type), BAD_VALUE (out of bounds); the text names the place ("sites[2].name"). */
gboolean pn_shape_check (const PnShape *shape, const PnJson *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Checks, then copies into a new struct of shape->size bytes. Strings are owned; an OPEN member borrows from json. */
gpointer pn_shape_read (const PnShape *shape, const PnJson *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_shape_free (const PnShape *shape, gpointer message);
