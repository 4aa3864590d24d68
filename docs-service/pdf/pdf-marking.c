/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-marking.h"

#include <string.h>

#include "docs-service/pdf/pdf-look.h"

#define ICON_AREA_MAX 1600.0 /* points²: 40 x 40 */
#define LINE_WIDTH_MAX 3.0   /* points */
#define SCALE_MAX 1.5
#define LIGHT 0.8 /* of white */

/* What a look does, operator by operator. */
typedef struct {
  gboolean lines_only; /* else areas too */
  gboolean blends;     /* every graphics state it can choose multiplies */
  gboolean chosen;     /* one of them has been */
} Ink;

static qpdf_oh
get (PnPdfDoc *doc, qpdf_oh dict, const char *key)
{
  return qpdf_oh_get_key_if_dict (doc->q, dict, key);
}

static gboolean
is_null (PnPdfDoc *doc, qpdf_oh oh)
{
  return qpdf_oh_is_null (doc->q, oh);
}

static gboolean
is_among (const char *op, const char *const *list)
{
  return g_strv_contains (list, op);
}

/* RGB and grey near white; CMYK near no ink. What is light hides without being seen. */
static gboolean
is_light (const PnPdfOperands *o)
{
  gboolean cmyk = o->n == 4;

  for (guint i = 0; i < o->n; i++)
    if (cmyk ? o->v[i] > 1 - LIGHT : o->v[i] < LIGHT)
      return FALSE;
  return o->n > 0;
}

/* ISO 32000-1 tables 51, 57, 60, 74. */
static gboolean
may_ink (const char *op, const PnPdfOperands *operands, gpointer data)
{
  static const char *const text[] = { "BT", "Tj", "TJ", "'", "\"", "Do", "sh", "BI", "d0", "d1", NULL };
  static const char *const areas[] = { "f", "F", "f*", "B", "B*", "b", "b*", NULL };
  static const char *const lines[] = { "S", "s", NULL };
  static const char *const colours[] = { "RG", "rg", "G", "g", "K", "k", NULL };
  static const char *const other[] = { "CS", "cs", "SC", "sc", "SCN", "scn", "cm", NULL };
  Ink *ink = data;

  if (is_among (op, text))
    return FALSE;
  if (g_str_equal (op, "gs"))
    ink->chosen = TRUE;
  if (ink->blends) /* nothing before it blends, and then everything does */
    return ink->chosen || !(is_among (op, areas) || is_among (op, lines));
  if (!ink->lines_only)
    return TRUE;
  if (g_str_equal (op, "w") && operands->n > 0 && operands->v[0] > LINE_WIDTH_MAX)
    return FALSE;
  return !is_among (op, areas) && !is_among (op, other) && !(is_among (op, colours) && is_light (operands));
}

/* At least one graphics state, and all of them multiply: white then hides nothing. */
static gboolean
all_multiply (PnPdfDoc *doc, qpdf_oh states)
{
  gboolean any = FALSE;

  if (!qpdf_oh_is_dictionary (doc->q, states))
    return FALSE;
  qpdf_oh_begin_dict_key_iter (doc->q, states);
  while (qpdf_oh_dict_more_keys (doc->q)) {
    qpdf_oh state = get (doc, states, qpdf_oh_dict_next_key (doc->q));
    if (!pn_pdf_oh_is (doc, get (doc, state, "/BM"), "/Multiply") || !is_null (doc, get (doc, state, "/LW")))
      return FALSE;
    any = TRUE;
  }
  return any;
}

/* Drawn about as large as it is written: a thin line must not become a broad one (ISO 32000-1 12.5.5). */
static gboolean
is_not_stretched (PnPdfDoc *doc, qpdf_oh form, const double rect[4])
{
  qpdf_oh matrix = get (doc, form, "/Matrix");
  double box[4], m[6] = { 1, 0, 0, 1, 0, 0 };

  for (int i = 0; i < 6 && !is_null (doc, matrix); i++)
    if (!pn_pdf_oh_number (doc, matrix, i, &m[i]))
      return FALSE;
  return m[0] == 1 && m[1] == 0 && m[2] == 0 && m[3] == 1
         && pn_pdf_oh_rect (doc, get (doc, form, "/BBox"), box)
         && rect[2] - rect[0] <= SCALE_MAX * (box[2] - box[0])
         && rect[3] - rect[1] <= SCALE_MAX * (box[3] - box[1]);
}

static gboolean
look_is_harmless (PnPdfDoc *doc, qpdf_oh look, gboolean icon, const double rect[4])
{
  qpdf_oh form = qpdf_oh_is_stream (doc->q, look) ? qpdf_oh_get_dict (doc->q, look) : look;
  qpdf_oh states = get (doc, get (doc, form, "/Resources"), "/ExtGState");
  Ink ink = { .lines_only = !icon };

  if (!pn_pdf_look_is_plain (doc, look))
    return FALSE;
  if (icon)
    return (rect[2] - rect[0]) * (rect[3] - rect[1]) <= ICON_AREA_MAX
           && pn_pdf_look_visit (doc, look, may_ink, &ink);
  ink.blends = all_multiply (doc, states);
  return (ink.blends || (is_null (doc, states) && is_not_stretched (doc, form, rect)))
         && pn_pdf_look_visit (doc, look, may_ink, &ink);
}

/* Without a look of its own a reader draws the line, as broad as these say. */
static gboolean
border_is_thin (PnPdfDoc *doc, qpdf_oh annotation)
{
  qpdf_oh width = get (doc, get (doc, annotation, "/BS"), "/W");
  double w = 0;

  if (!is_null (doc, width))
    w = qpdf_oh_is_number (doc->q, width) ? qpdf_oh_get_numeric_value (doc->q, width) : G_MAXDOUBLE;
  double old = 0;
  if (!is_null (doc, get (doc, annotation, "/Border"))
      && !pn_pdf_oh_number (doc, get (doc, annotation, "/Border"), 2, &old))
    return FALSE;
  return w <= LINE_WIDTH_MAX && old <= LINE_WIDTH_MAX;
}

gboolean
pn_pdf_marking_is_harmless (PnPdfDoc *doc, qpdf_oh annotation)
{
  static const char *const icons[] = { "/Text", "/Caret", NULL };
  static const char *const kinds[]
      = { "/Text", "/Caret", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Popup", NULL };
  static const char *const never[] = { "/A", "/AA", "/OC", "/FT", NULL };
  qpdf_oh look = get (doc, annotation, "/AP"), kind = get (doc, annotation, "/Subtype");
  double rect[4];

  if (!qpdf_oh_is_name (doc->q, kind) || !is_among (qpdf_oh_get_name (doc->q, kind), kinds)
      || !border_is_thin (doc, annotation) || !pn_pdf_oh_rect (doc, get (doc, annotation, "/Rect"), rect))
    return FALSE;
  for (guint i = 0; never[i] != NULL; i++)
    if (!is_null (doc, get (doc, annotation, never[i])))
      return FALSE;
  if (is_null (doc, look))
    return TRUE;
  if (pn_pdf_oh_is (doc, kind, "/Popup") || !is_null (doc, get (doc, look, "/D"))
      || !is_null (doc, get (doc, look, "/R")))
    return FALSE;
  return look_is_harmless (doc, get (doc, look, "/N"), is_among (qpdf_oh_get_name (doc->q, kind), icons),
                           rect);
}
