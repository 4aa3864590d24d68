/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <string.h>

/* Private part of a PN_ERROR: what PostgreSQL said, empty otherwise. */
typedef struct {
  char sqlstate[6];
  char constraint[64]; /* NAMEDATALEN of PostgreSQL */
} PnErrorPrivate;

static void
pn_error_private_init (PnErrorPrivate *priv)
{
  memset (priv, 0, sizeof *priv);
}

static void
pn_error_private_copy (const PnErrorPrivate *from, PnErrorPrivate *to)
{
  *to = *from;
}

static void
pn_error_private_clear (PnErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (PnError, pn_error)

static const struct {
  const char *upper;
  int http;
  const char *vi, *en;
} table[PN_N_ERRORS] = {
#define PN_ERR(code, http, vi, en) { #code, http, vi, en },
#include "base/error-codes.inc"
#undef PN_ERR
};

static char names[PN_N_ERRORS][48];

static void
fill_names (void)
{
  static gsize once;
  if (!g_once_init_enter (&once))
    return;
  for (guint i = 0; i < PN_N_ERRORS; i++)
    for (gsize k = 0; table[i].upper[k] != '\0' && k + 1 < sizeof names[i]; k++)
      names[i][k] = g_ascii_tolower (table[i].upper[k]);
  g_once_init_leave (&once, 1);
}

static PnErrorCode
known (PnErrorCode code)
{
  return (guint) code < PN_N_ERRORS ? code : PN_ERROR_INTERNAL;
}

const char *
pn_error_name (PnErrorCode code)
{
  fill_names ();
  return names[known (code)];
}

const char *
pn_error_vi (PnErrorCode code)
{
  return table[known (code)].vi;
}

const char *
pn_error_en (PnErrorCode code)
{
  return table[known (code)].en;
}

int
pn_error_http (PnErrorCode code)
{
  return table[known (code)].http;
}

gboolean
pn_error_from_name (const char *name, PnErrorCode *code)
{
  fill_names ();
  for (guint i = 0; name != NULL && i < PN_N_ERRORS; i++) {
    if (strcmp (names[i], name) == 0) {
      *code = (PnErrorCode) i;
      return TRUE;
    }
  }
  return FALSE;
}

PnErrorCode
pn_error_code (const GError *error)
{
  if (error == NULL || error->domain != PN_ERROR)
    return PN_ERROR_INTERNAL;
  return known ((PnErrorCode) error->code);
}

PnErrorCode
pn_error_code_of_errno (int number)
{
  return number == ENOSPC || number == EDQUOT ? PN_ERROR_DISK_FULL : PN_ERROR_IO;
}

gboolean
pn_error_is (const GError *error, PnErrorCode code)
{
  return g_error_matches (error, PN_ERROR, (int) code);
}

const char *
pn_error_sqlstate (const GError *error)
{
  if (error == NULL || error->domain != PN_ERROR)
    return "";
  return pn_error_get_private (error)->sqlstate;
}

const char *
pn_error_constraint (const GError *error)
{
  if (error == NULL || error->domain != PN_ERROR)
    return "";
  return pn_error_get_private (error)->constraint;
}

GError *
pn_error_new_sql (PnErrorCode code, const char *sqlstate, const char *constraint, const char *message)
{
  GError *error = g_error_new_literal (PN_ERROR, (int) known (code), message);
  PnErrorPrivate *priv = pn_error_get_private (error);
  g_strlcpy (priv->sqlstate, sqlstate != NULL ? sqlstate : "", sizeof priv->sqlstate);
  g_strlcpy (priv->constraint, constraint != NULL ? constraint : "", sizeof priv->constraint);
  return error;
}
