/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/pdf-io.h"

#include <stdio.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/var.h"

gboolean
pn_cli_parse_rect (const char *text, PnPdfRect *rect)
{
  double *v[] = { &rect->x0, &rect->y0, &rect->x1, &rect->y1 };
  const char *p = text;

  for (guint i = 0; i < G_N_ELEMENTS (v); i++) {
    char *end;
    *v[i] = g_ascii_strtod (p, &end);
    if (end == p || *end != (i < 3 ? ',' : '\0'))
      return FALSE;
    p = end + 1;
  }
  return TRUE;
}

int
pn_cli_pdf_status (const GError *error)
{
  switch (pn_error_code (error)) {
  case PN_ERROR_PDF_DAMAGED:
  case PN_ERROR_PDF_ENCRYPTED:
  case PN_ERROR_PDF_SIGN_FORBIDDEN:
  case PN_ERROR_TOO_LARGE:
    return PN_EXIT_REFUSED;
  case PN_ERROR_BAD_VALUE:
  case PN_ERROR_NOT_FOUND:
    return PN_EXIT_USAGE;
  default:
    return PN_EXIT_SOFTWARE;
  }
}

GBytes *
pn_cli_read_pdf (const char *command, const char *file, int *status)
{
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize length;

  if (g_file_get_contents (file, &bytes, &length, &error))
    return g_bytes_new_take (bytes, length);
  fprintf (stderr, "phien %s: %s\n", command, error->message);
  *status = PN_EXIT_NO_INPUT;
  return NULL;
}

int
pn_cli_write_pdf (const char *command, const char *file, GBytes *document, GBytes *append)
{
  g_autoptr (GBytes) whole = pn_pdf_concat (document, append);

  return pn_cli_write_file (command, file, whole);
}

int
pn_cli_write_file (const char *command, const char *file, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  pn_cli_be_root (); /* the output is the caller's own */
  if (g_file_set_contents (file, data, n, &error))
    return 0;
  fprintf (stderr, "phien %s: %s\n", command, error->message);
  return PN_EXIT_CANNOT_CREATE;
}
