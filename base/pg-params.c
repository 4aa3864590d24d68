/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/pg-private.h"

PnPgParams *
pn_pg_params_new (void)
{
  PnPgParams *self = g_new0 (PnPgParams, 1);
  self->values = g_ptr_array_new_with_free_func (g_free);
  self->lengths = g_array_new (FALSE, FALSE, sizeof (int));
  self->formats = g_array_new (FALSE, FALSE, sizeof (int));
  return self;
}

void
pn_pg_params_free (PnPgParams *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->values);
  g_array_unref (self->lengths);
  g_array_unref (self->formats);
  g_free (self);
}

static void
add (PnPgParams *self, char *take, int length, int format)
{
  g_ptr_array_add (self->values, take);
  g_array_append_val (self->lengths, length);
  g_array_append_val (self->formats, format);
}

void
pn_pg_params_null (PnPgParams *self)
{
  add (self, NULL, 0, 0);
}

void
pn_pg_params_int (PnPgParams *self, gint64 value)
{
  add (self, g_strdup_printf ("%" G_GINT64_FORMAT, value), 0, 0);
}

void
pn_pg_params_double (PnPgParams *self, double value)
{
  char *text = g_malloc (G_ASCII_DTOSTR_BUF_SIZE);
  add (self, g_ascii_dtostr (text, G_ASCII_DTOSTR_BUF_SIZE, value), 0, 0);
}

void
pn_pg_params_text (PnPgParams *self, const char *value)
{
  add (self, g_strdup (value), 0, 0);
}

void
pn_pg_params_bool (PnPgParams *self, gboolean value)
{
  add (self, g_strdup (value ? "t" : "f"), 0, 0);
}

void
pn_pg_params_bytea (PnPgParams *self, const void *bytes, gsize length)
{
  /* One byte more, so that no bytes at all is not taken for null. */
  char *copy = g_malloc (length + 1);
  if (length > 0)
    memcpy (copy, bytes, length);
  add (self, copy, (int) length, 1);
}

void
pn_pg_params_json (PnPgParams *self, const PnJson *value)
{
  add (self, value != NULL ? pn_wire_dump (value) : NULL, 0, 0);
}

void
pn_pg_params_time (PnPgParams *self, gint64 us)
{
  /* pn_time_to_iso keeps milliseconds only; the database keeps microseconds. */
  gint64 rest = ((us % 1000) + 1000) % 1000;
  g_autofree char *iso = pn_time_to_iso (us);
  iso[strlen (iso) - 1] = '\0';
  add (self, g_strdup_printf ("%s%03dZ", iso, (int) rest), 0, 0);
}

void
pn_pg_params_int_array (PnPgParams *self, const gint64 *values, gsize n)
{
  GString *text = g_string_new ("{");
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", values[i]);
  g_string_append_c (text, '}');
  add (self, g_string_free (text, FALSE), 0, 0);
}

void
pn_pg_params_text_array (PnPgParams *self, const char *const *values, gsize n)
{
  GString *text = g_string_new ("{");
  for (gsize i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (text, ',');
    if (values[i] == NULL) {
      g_string_append (text, "NULL");
      continue;
    }
    g_string_append_c (text, '"');
    for (const char *p = values[i]; *p != '\0'; p++) {
      if (*p == '"' || *p == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
    g_string_append_c (text, '"');
  }
  g_string_append_c (text, '}');
  add (self, g_string_free (text, FALSE), 0, 0);
}

static void
add_bytes (PnPgParams *self, GBytes *bytes)
{
  if (bytes == NULL)
    pn_pg_params_null (self);
  else
    pn_pg_params_bytea (self, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

PnPgParams *
pn_pg_args (const char *format, ...)
{
  PnPgParams *self = pn_pg_params_new ();
  va_list args;
  va_start (args, format);
  for (const char *p = format; *p != '\0'; p++) {
    switch (*p) {
    case 'i':
      pn_pg_params_int (self, va_arg (args, gint64));
      break;
    case 'd':
      pn_pg_params_double (self, va_arg (args, double));
      break;
    case 't':
      pn_pg_params_text (self, va_arg (args, const char *));
      break;
    case 'b':
      pn_pg_params_bool (self, va_arg (args, gboolean));
      break;
    case 'j':
      pn_pg_params_json (self, va_arg (args, const PnJson *));
      break;
    case 'y':
      add_bytes (self, va_arg (args, GBytes *));
      break;
    case 'T':
      pn_pg_params_time (self, va_arg (args, gint64));
      break;
    case 'n':
      pn_pg_params_null (self);
      break;
    default:
      g_error ("pg: no parameter kind '%c'", *p);
    }
  }
  va_end (args);
  return self;
}
