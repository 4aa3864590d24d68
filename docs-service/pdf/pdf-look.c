/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-look.h"

#include <stdlib.h>
#include <string.h>

#define FORM_DEPTH 6
#define LOOK_MAX (4 * 1024 * 1024)

/* Operators of ISO 32000-1 Annex A that put something else than text on the page. */
static const char *const inline_images[] = { "BI", "ID", "EI", NULL };
static const char *const painting[] = { "BI", "ID", "EI", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "d0", "d1", NULL };

static qpdf_oh
get (PnPdfDoc *doc, qpdf_oh dict, const char *key)
{
  return qpdf_oh_get_key_if_dict (doc->q, dict, key);
}

static gboolean
is_empty (PnPdfDoc *doc, qpdf_oh resources, const char *kind)
{
  return qpdf_oh_is_null (doc->q, get (doc, resources, kind));
}

static gboolean
ends_word (char c)
{
  return c == '\0' || g_ascii_isspace (c) || strchr ("()<>[]{}/%", c) != NULL;
}

/* The end of a string in round brackets. */
static const char *
skip_string (const char *p, const char *end)
{
  guint depth = 0;

  for (; p < end; p++) {
    if (*p == '\\' && p + 1 < end)
      p++;
    else if (*p == '(')
      depth++;
    else if (*p == ')' && --depth == 0)
      return p + 1;
  }
  return end;
}

#define OPERATOR_MAX 8 /* letters of the longest operator, and more */

/* A number is put among the operands, anything else is an operator. FALSE when the visitor has had enough. */
static gboolean
take_word (const char *word, gsize n, PnPdfOperands *operands, PnPdfOperatorVisitor visit, gpointer data)
{
  char copy[32], *end;

  g_strlcpy (copy, word, MIN (sizeof copy, n + 1));
  double value = g_ascii_strtod (copy, &end);
  if (end != copy && *end == '\0' && n < sizeof copy) {
    if (operands->n < G_N_ELEMENTS (operands->v))
      operands->v[operands->n++] = value;
    return TRUE;
  }
  copy[MIN (n, OPERATOR_MAX)] = '\0';
  gboolean more = visit (copy, operands, data);
  operands->n = 0;
  return more;
}

/* Operators outside of strings, names and comments. */
static gboolean
visit_content (const char *p, gsize length, PnPdfOperatorVisitor visit, gpointer data)
{
  const char *end = p + length;
  PnPdfOperands operands = { 0 };

  while (p < end) {
    if (*p == '(') {
      p = skip_string (p, end);
    } else if (*p == '%') {
      while (p < end && *p != '\n' && *p != '\r')
        p++;
    } else if (*p == '/') {
      for (p++; p < end && !ends_word (*p); p++)
        ;
    } else if (ends_word (*p)) {
      p++;
    } else {
      const char *word = p;
      while (p < end && !ends_word (*p))
        p++;
      if (!take_word (word, (gsize) (p - word), &operands, visit, data))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean
pn_pdf_look_visit (PnPdfDoc *doc, qpdf_oh stream, PnPdfOperatorVisitor visit, gpointer user)
{
  unsigned char *data = NULL;
  size_t n = 0;
  QPDF_BOOL filtered = QPDF_FALSE;

  if ((qpdf_oh_get_stream_data (doc->q, stream, qpdf_dl_generalized, &filtered, &data, &n) & QPDF_ERRORS) || n > LOOK_MAX) {
    free (data);
    return FALSE;
  }
  gboolean ok = visit_content ((const char *) data, n, visit, user);
  free (data);
  return ok;
}

static gboolean
is_none_of (const char *op, const PnPdfOperands *operands, gpointer data)
{
  return !g_strv_contains (data, op);
}

/* FALSE also when the stream cannot be decoded. */
static gboolean
content_is_free_of (PnPdfDoc *doc, qpdf_oh stream, const char *const *operators)
{
  return pn_pdf_look_visit (doc, stream, is_none_of, (gpointer) operators);
}

static GPtrArray *
keys_of (PnPdfDoc *doc, qpdf_oh dict)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  if (!qpdf_oh_is_dictionary (doc->q, dict))
    return keys;
  qpdf_oh_begin_dict_key_iter (doc->q, dict);
  while (qpdf_oh_dict_more_keys (doc->q))
    g_ptr_array_add (keys, g_strdup (qpdf_oh_dict_next_key (doc->q)));
  return keys;
}

/* Glyphs of a Type 3 font are drawings (ISO 32000-1 9.6.5). */
static gboolean
fonts_are_set (PnPdfDoc *doc, qpdf_oh fonts)
{
  g_autoptr (GPtrArray) names = keys_of (doc, fonts);

  for (guint i = 0; i < names->len; i++)
    if (pn_pdf_oh_is (doc, get (doc, get (doc, fonts, names->pdata[i]), "/Subtype"), "/Type3"))
      return FALSE;
  return TRUE;
}

gboolean
pn_pdf_look_is_plain (PnPdfDoc *doc, qpdf_oh look)
{
  if (!qpdf_oh_is_stream (doc->q, look))
    return FALSE;
  qpdf_oh dict = qpdf_oh_get_dict (doc->q, look);
  qpdf_oh resources = get (doc, dict, "/Resources");
  return is_empty (doc, resources, "/XObject") && is_empty (doc, resources, "/Pattern") && is_empty (doc, resources, "/Shading")
         && is_empty (doc, resources, "/Properties") && fonts_are_set (doc, get (doc, resources, "/Font")) && qpdf_oh_is_null (doc->q, get (doc, dict, "/OC"))
         && content_is_free_of (doc, look, inline_images);
}

static gboolean
only_writes (PnPdfDoc *doc, qpdf_oh look, int depth)
{
  if (depth > FORM_DEPTH || !qpdf_oh_is_stream (doc->q, look))
    return FALSE;
  qpdf_oh dict = qpdf_oh_get_dict (doc->q, look);
  qpdf_oh resources = get (doc, dict, "/Resources"), forms = get (doc, resources, "/XObject");
  if (pn_pdf_oh_is (doc, get (doc, dict, "/Subtype"), "/Image") || !is_empty (doc, resources, "/Pattern") || !is_empty (doc, resources, "/Shading")
      || !fonts_are_set (doc, get (doc, resources, "/Font")) || !content_is_free_of (doc, look, painting))
    return FALSE;
  g_autoptr (GPtrArray) names = keys_of (doc, forms);
  for (guint i = 0; i < names->len; i++)
    if (!only_writes (doc, get (doc, forms, names->pdata[i]), depth + 1))
      return FALSE;
  return TRUE;
}

gboolean
pn_pdf_look_only_writes (PnPdfDoc *doc, qpdf_oh look)
{
  return only_writes (doc, look, 0);
}
