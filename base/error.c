/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <string.h>

typedef struct {
  const char *name; /* upper case, as in the table */
  int http;
  const char *vi;
  const char *en;
} ErrorRow;

static const ErrorRow rows[PN_N_ERRORS] = {
#define PN_ERR(code, http, vi, en) [PN_ERROR_##code] = { #code, http, vi, en },
#include "base/error-codes.inc"
#undef PN_ERR
};

typedef struct {
  char *sqlstate;
  char *constraint;
} PnErrorPrivate;

static void
pn_error_private_init (PnErrorPrivate *self)
{
  self->sqlstate = NULL;
  self->constraint = NULL;
}

static void
pn_error_private_copy (const PnErrorPrivate *from, PnErrorPrivate *to)
{
  to->sqlstate = g_strdup (from->sqlstate);
  to->constraint = g_strdup (from->constraint);
}

static void
pn_error_private_clear (PnErrorPrivate *self)
{
  g_clear_pointer (&self->sqlstate, g_free);
  g_clear_pointer (&self->constraint, g_free);
}

G_DEFINE_EXTENDED_ERROR (PnError, pn_error)

static const ErrorRow *
row (PnErrorCode code)
{
  return (guint) code < PN_N_ERRORS ? &rows[code] : &rows[PN_ERROR_INTERNAL];
}

const char *
pn_error_name (PnErrorCode code)
{
  static const char *lower[PN_N_ERRORS];
  static gsize once;
  if (g_once_init_enter (&once)) {
    for (guint i = 0; i < PN_N_ERRORS; i++) {
      g_autofree char *name = g_ascii_strdown (rows[i].name, -1);
      lower[i] = g_intern_string (name);
    }
    g_once_init_leave (&once, 1);
  }
  return lower[row (code) - rows];
}

const char *
pn_error_vi (PnErrorCode code)
{
  return row (code)->vi;
}

const char *
pn_error_en (PnErrorCode code)
{
  return row (code)->en;
}

int
pn_error_http (PnErrorCode code)
{
  return row (code)->http;
}

gboolean
pn_error_from_name (const char *name, PnErrorCode *code)
{
  if (name == NULL)
    return FALSE;
  for (guint i = 0; i < PN_N_ERRORS; i++) {
    if (g_ascii_strcasecmp (rows[i].name, name) == 0) {
      *code = (PnErrorCode) i;
      return TRUE;
    }
  }
  return FALSE;
}

PnErrorCode
pn_error_code (const GError *error)
{
  if (error == NULL || error->domain != PN_ERROR || (guint) error->code >= PN_N_ERRORS)
    return PN_ERROR_INTERNAL;
  return (PnErrorCode) error->code;
}

gboolean
pn_error_is (const GError *error, PnErrorCode code)
{
  return error != NULL && error->domain == PN_ERROR && error->code == (int) code;
}

const char *
pn_error_sqlstate (const GError *error)
{
  const PnErrorPrivate *priv = error != NULL && error->domain == PN_ERROR ? pn_error_get_private (error) : NULL;
  return priv != NULL && priv->sqlstate != NULL ? priv->sqlstate : "";
}

const char *
pn_error_constraint (const GError *error)
{
  const PnErrorPrivate *priv = error != NULL && error->domain == PN_ERROR ? pn_error_get_private (error) : NULL;
  return priv != NULL && priv->constraint != NULL ? priv->constraint : "";
}

GError *
pn_error_new_sql (PnErrorCode code, const char *sqlstate, const char *constraint, const char *message)
{
  GError *error = g_error_new_literal (PN_ERROR, (int) code, message != NULL ? message : "");
  PnErrorPrivate *priv = pn_error_get_private (error);
  priv->sqlstate = g_strdup (sqlstate);
  priv->constraint = g_strdup (constraint);
  return error;
}
