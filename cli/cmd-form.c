/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien form add IN.pdf OUT.pdf text:NAME@PAGE:x0,y0,x1,y1 … signature:NAME@PAGE:x0,y0,x1,y1 …
 * phien form fill IN.pdf OUT.pdf NAME=VALUE …
 * Reserves fields before the first signature, and fills them after it where the signature permits that (R9: number and date).
 * Exit status: 0 done, 64 usage or no such field, 66 no such file, 73 cannot write, 77 refused, 70 else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/pdf-io.h"
#include "docs-service/compose/field-look.h"
#include "docs-service/pdf/pdf-fill.h"

static int
usage (void)
{
  fputs ("phien form add IN.pdf OUT.pdf text|signature:NAME@PAGE:x0,y0,x1,y1 …\n"
         "phien form fill IN.pdf OUT.pdf NAME=VALUE …\n", stderr);
  return PN_EXIT_USAGE;
}

static gboolean
parse_field (const char *text, PnPdfNewField *out, char **name)
{
  const char *colon = strchr (text, ':'), *at = colon != NULL ? strchr (colon, '@') : NULL, *place = at != NULL ? strchr (at, ':') : NULL;

  if (place == NULL)
    return FALSE;
  out->kind = g_str_has_prefix (text, "signature:") ? PN_PDF_FIELD_SIGNATURE : PN_PDF_FIELD_TEXT;
  if (out->kind == PN_PDF_FIELD_TEXT && !g_str_has_prefix (text, "text:"))
    return FALSE;
  out->name = *name = g_strndup (colon + 1, at - colon - 1);
  out->page = atoi (at + 1);
  return pn_cli_parse_rect (place + 1, &out->rect);
}

static GBytes *
add (GBytes *document, char **words, int n, GError **error)
{
  PnPdfNewField fields[PN_PDF_FIELDS_MAX] = { 0 };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < n && i < PN_PDF_FIELDS_MAX; i++) {
    char *name = NULL;
    gboolean ok = parse_field (words[i], &fields[i], &name);
    g_ptr_array_add (names, name);
    if (!ok) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "not a field: %s", words[i]);
      return NULL;
    }
  }
  return pn_pdf_add_fields (document, fields, n, error);
}

static gboolean
draw (GBytes *document, const char *word, PnPdfFilling *out, char **name, GError **error)
{
  const char *equals = strchr (word, '=');
  PnPdfRect rect;
  int page;

  if (equals == NULL || !g_utf8_validate (word, -1, NULL)) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "not NAME=VALUE: %s", word);
    return FALSE;
  }
  out->name = *name = g_strndup (word, equals - word);
  out->value = equals + 1;
  if (!pn_pdf_find_text_field (document, *name, &page, &rect, error))
    return FALSE;
  const PnFieldLook look = { .text = out->value, .width = rect.x1 - rect.x0, .height = rect.y1 - rect.y0 };
  out->look = pn_field_look_pdf (&look, error);
  return out->look != NULL;
}

static GBytes *
fill (GBytes *document, char **words, int n, GError **error)
{
  PnPdfFilling fillings[PN_PDF_FIELDS_MAX] = { 0 };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean ok = TRUE;

  for (int i = 0; ok && i < n && i < PN_PDF_FIELDS_MAX; i++) {
    char *name = NULL;
    ok = draw (document, words[i], &fillings[i], &name, error);
    g_ptr_array_add (names, name);
  }
  GBytes *append = ok ? pn_pdf_fill_fields (document, fillings, n, error) : NULL;
  for (int i = 0; i < n && i < PN_PDF_FIELDS_MAX; i++)
    g_clear_pointer (&fillings[i].look, g_bytes_unref);
  return append;
}

int
pn_cmd_form (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (argc < 5 || argc > 4 + PN_PDF_FIELDS_MAX || !(g_str_equal (argv[1], "add") || g_str_equal (argv[1], "fill")))
    return usage ();
  g_autoptr (GBytes) document = pn_cli_read_pdf ("form", argv[2], &status);
  if (document == NULL)
    return status;
  gboolean adding = g_str_equal (argv[1], "add");
  g_autoptr (GBytes) append = adding ? add (document, argv + 4, argc - 4, &error) : fill (document, argv + 4, argc - 4, &error);
  if (append == NULL) {
    fprintf (stderr, "phien form: %s\n", error->message);
    return pn_cli_pdf_status (error);
  }
  return pn_cli_write_pdf ("form", argv[3], document, append);
}
