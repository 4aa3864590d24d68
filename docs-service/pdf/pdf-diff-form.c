/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-diff-parts.h"
#include "docs-service/pdf/pdf-fields.h"

static qpdf_oh
get (PnPdfDoc *doc, qpdf_oh dict, const char *key)
{
  return qpdf_oh_get_key (doc->q, dict, key);
}

static gboolean
is_null (PnPdfDoc *doc, qpdf_oh oh)
{
  return qpdf_oh_is_null (doc->q, oh);
}

static gboolean
may_add_to_form (PnDiff *d, const char *key, qpdf_oh value)
{
  /* Defaults for text of fields that are yet to come; what is there already has its own look. */
  return g_str_equal (key, "/SigFlags") || (g_str_equal (key, "/DA") && !d->draws_itself);
}

static gboolean
may_add_font (PnDiff *d, const char *key, qpdf_oh value)
{
  return TRUE;
}

/* PDFBox (and with it DSS) puts the picture of the signature it just made into the form's resources, in place of the one before. Nothing
 * draws it from there, unless some field's look has no resources of its own (ISO 32000-1 table 95). */
static gboolean
may_exchange_pictures (PnDiff *d)
{
  g_autoptr (GPtrArray) fields = pn_pdf_fields_and_loose (d->a, NULL);

  if (fields == NULL || !pn_diff_signed_since (d) || d->later.permit.level == 1)
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    if (!pn_pdf_later_looks_stand_alone (d->a, ((const PnPdfField *) fields->pdata[i])->field))
      return FALSE;
  return TRUE;
}

/* Fonts for fields that were filled since may be added; none may become another. */
static void
compare_resources (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const none[] = { NULL };
  const char *kinds[] = { "/Font", "/Encoding", may_exchange_pictures (d) ? "/XObject" : NULL, NULL };

  if (is_null (d->a, a) || !qpdf_oh_is_dictionary (d->a->q, a) || !qpdf_oh_is_dictionary (d->b->q, b)) {
    if (!is_null (d->a, a))
      pn_diff_compare (d, a, b, depth + 1);
    return;
  }
  pn_diff_keys (d, a, b, kinds, pn_diff_may_add_nothing, depth);
  for (guint i = 0; i < 2; i++) {
    qpdf_oh old = get (d->a, a, kinds[i]), new = get (d->b, b, kinds[i]);
    gsize mark = pn_diff_enter (d, kinds[i]);
    if (qpdf_oh_is_dictionary (d->a->q, old) && qpdf_oh_is_dictionary (d->b->q, new))
      pn_diff_keys (d, old, new, none, may_add_font, depth);
    else if (!is_null (d->a, old))
      pn_diff_compare (d, old, new, depth + 1);
    pn_diff_leave (d, mark);
  }
}

static gboolean
wishes_looks (PnPdfDoc *doc, qpdf_oh form)
{
  qpdf_oh wish = get (doc, form, "/NeedAppearances");

  return qpdf_oh_is_bool (doc->q, wish) && qpdf_oh_get_bool_value (doc->q, wish);
}

static gboolean
has_only_signatures (PnDiff *d)
{
  g_autoptr (GPtrArray) fields = pn_pdf_fields_and_loose (d->a, NULL);
  gboolean only = fields != NULL;

  for (guint i = 0; only && i < fields->len; i++)
    only = ((const PnPdfField *) fields->pdata[i])->is_signature;
  return only;
}

/* A program that draws the fields itself takes the wish to have them drawn away. Where there are fields with a value, that shows a look
 * which may say something else, and which nobody has seen. */
static void
compare_need (PnDiff *d, qpdf_oh a, qpdf_oh b)
{
  gboolean wished = wishes_looks (d->a, a);
  gsize mark = pn_diff_enter (d, "/NeedAppearances");

  if (!wished && (wishes_looks (d->b, b) || !(is_null (d->b, get (d->b, b, "/NeedAppearances")) || qpdf_oh_is_bool (d->b->q, get (d->b, b, "/NeedAppearances")))))
    pn_diff_forbid (d, "was added");
  if (wished && !wishes_looks (d->b, b) && !has_only_signatures (d))
    pn_diff_forbid (d, "was taken away");
  pn_diff_leave (d, mark);
}

void
pn_diff_form (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const skip[] = { "/Fields", "/SigFlags", "/DR", "/NeedAppearances", NULL };
  gsize mark;

  if (is_null (d->a, a) && is_null (d->b, b))
    return;
  if (!qpdf_oh_is_dictionary (d->b->q, b) || !(is_null (d->a, a) || qpdf_oh_is_dictionary (d->a->q, a))) {
    pn_diff_forbid (d, "the form was taken away or replaced");
    return;
  }
  if (is_null (d->a, a))
    a = qpdf_oh_new_dictionary (d->a->q);
  d->draws_itself = wishes_looks (d->a, a);
  pn_diff_keys (d, a, b, skip, may_add_to_form, depth);
  compare_need (d, a, b);
  mark = pn_diff_enter (d, "/DR");
  compare_resources (d, get (d->a, a, "/DR"), get (d->b, b, "/DR"), depth);
  pn_diff_leave (d, mark);
  mark = pn_diff_enter (d, "/Fields");
  pn_diff_growing (d, get (d->a, a, "/Fields"), get (d->b, b, "/Fields"), FALSE, depth);
  pn_diff_leave (d, mark);
}
