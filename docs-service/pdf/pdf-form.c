/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-form.h"

gboolean
pn_pdf_rect_is_empty (const PnPdfRect *r)
{
  return r->x0 == 0 && r->y0 == 0 && r->x1 == 0 && r->y1 == 0;
}

gboolean
pn_pdf_rect_is_sane (const PnPdfRect *r)
{
  const double v[] = { r->x0, r->y0, r->x1, r->y1 };

  for (guint i = 0; i < G_N_ELEMENTS (v); i++)
    if (!(v[i] >= -20000 && v[i] <= 20000)) /* also refuses NaN */
      return FALSE;
  return r->x1 > r->x0 && r->y1 > r->y0;
}

int
pn_pdf_page_rotation (PnPdfDoc *doc, qpdf_oh page)
{
  qpdf_oh rotate = pn_pdf_oh_inherited (doc, page, "/Rotate");

  return qpdf_oh_is_integer (doc->q, rotate) ? (int) (qpdf_oh_get_int_value (doc->q, rotate) % 360) : 0;
}

/* Readers show /CropBox, within /MediaBox (ISO 32000-1 14.11.2). */
gboolean
pn_pdf_page_box (PnPdfDoc *doc, qpdf_oh page, double box[4])
{
  double crop[4];

  if (!pn_pdf_oh_rect (doc, pn_pdf_oh_inherited (doc, page, "/MediaBox"), box))
    return FALSE;
  if (pn_pdf_oh_rect (doc, pn_pdf_oh_inherited (doc, page, "/CropBox"), crop))
    for (int i = 0; i < 4; i++)
      box[i] = i < 2 ? MAX (box[i], crop[i]) : MIN (box[i], crop[i]);
  return box[2] > box[0] && box[3] > box[1];
}

gboolean
pn_pdf_rect_from_seen (PnPdfDoc *doc, qpdf_oh page, PnPdfRect *rect)
{
  double box[4];
  const PnPdfRect s = *rect;

  if (!pn_pdf_page_box (doc, page, box))
    return FALSE;
  switch ((pn_pdf_page_rotation (doc, page) + 360) % 360) {
  case 90: /* the left edge is on top */
    *rect = (PnPdfRect){ box[2] - s.y1, box[1] + s.x0, box[2] - s.y0, box[1] + s.x1 };
    break;
  case 180:
    *rect = (PnPdfRect){ box[2] - s.x1, box[3] - s.y1, box[2] - s.x0, box[3] - s.y0 };
    break;
  case 270:
    *rect = (PnPdfRect){ box[0] + s.y0, box[3] - s.x1, box[0] + s.y1, box[3] - s.x0 };
    break;
  default:
    *rect = (PnPdfRect){ box[0] + s.x0, box[1] + s.y0, box[0] + s.x1, box[1] + s.y1 };
    break;
  }
  return TRUE;
}

int
pn_pdf_form_reserve (PnPdfDoc *doc, PnPdfUpdate *update)
{
  int number = pn_pdf_update_alloc (update);

  /* qpdf must take it for something that exists. */
  qpdf_replace_object (doc->q, number, 0, qpdf_oh_new_dictionary (doc->q));
  return number;
}

static qpdf_oh
reference (PnPdfDoc *doc, int number)
{
  return qpdf_get_object_by_id (doc->q, number, 0);
}

void
pn_pdf_form_link_page (PnPdfDoc *doc, PnPdfUpdate *update, qpdf_oh page, int field_no)
{
  qpdf_data q = doc->q;
  qpdf_oh annots = qpdf_oh_get_key (q, page, "/Annots");

  if (!qpdf_oh_is_array (q, annots)) {
    annots = qpdf_oh_new_array (q);
    qpdf_oh_replace_key (q, page, "/Annots", annots);
    annots = qpdf_oh_get_key (q, page, "/Annots");
  }
  qpdf_oh_append_item (q, annots, reference (doc, field_no));
  pn_pdf_update_rewrite (update, qpdf_oh_is_indirect (q, annots) ? annots : page, "");
}

/* Returns TRUE when the form dictionary itself has changed. */
static gboolean
link_field (PnPdfDoc *doc, PnPdfUpdate *update, qpdf_oh form, int field_no)
{
  qpdf_data q = doc->q;
  qpdf_oh fields = qpdf_oh_get_key (q, form, "/Fields");

  if (qpdf_oh_is_array (q, fields) && qpdf_oh_is_indirect (q, fields)) {
    qpdf_oh_append_item (q, fields, reference (doc, field_no));
    pn_pdf_update_rewrite (update, fields, "");
    return FALSE;
  }
  if (!qpdf_oh_is_array (q, fields)) {
    qpdf_oh_replace_key (q, form, "/Fields", qpdf_oh_new_array (q));
    fields = qpdf_oh_get_key (q, form, "/Fields");
  }
  qpdf_oh_append_item (q, fields, reference (doc, field_no));
  return TRUE;
}

static gboolean
set_flags (PnPdfDoc *doc, qpdf_oh form, PnPdfFormFlags flags)
{
  qpdf_oh old = qpdf_oh_get_key (doc->q, form, "/SigFlags");
  int before = qpdf_oh_is_integer (doc->q, old) ? qpdf_oh_get_int_value_as_int (doc->q, old) : 0;
  int after = before | (int) flags;

  if (after == before)
    return FALSE;
  qpdf_oh_replace_key (doc->q, form, "/SigFlags", qpdf_oh_new_integer (doc->q, after));
  return TRUE;
}

gboolean
pn_pdf_form_link (PnPdfDoc *doc, PnPdfUpdate *update, int field_no, PnPdfFormFlags flags)
{
  qpdf_data q = doc->q;
  qpdf_oh form = qpdf_oh_get_key (q, doc->root, "/AcroForm");
  gboolean created = !qpdf_oh_is_dictionary (q, form), changed = FALSE;

  if (created) {
    /* An object of its own: poppler 22.12 forgets to add its signature to a form that stands in the catalogue. */
    qpdf_oh_replace_key (q, doc->root, "/AcroForm", reference (doc, pn_pdf_form_reserve (doc, update)));
    form = qpdf_oh_get_key (q, doc->root, "/AcroForm");
  }
  if (field_no != 0)
    changed = link_field (doc, update, form, field_no);
  changed = set_flags (doc, form, flags) || changed || created;
  if (changed && qpdf_oh_is_indirect (q, form)) {
    pn_pdf_update_rewrite (update, form, "");
    return created;
  }
  return changed;
}

void
pn_pdf_put_rect (GString *out, const PnPdfRect *r)
{
  const double v[] = { r->x0, r->y0, r->x1, r->y1 };

  g_string_append (out, "/Rect [");
  for (guint i = 0; i < G_N_ELEMENTS (v); i++) {
    g_string_append_c (out, ' ');
    pn_pdf_put_real (out, v[i]);
  }
  g_string_append (out, " ] ");
}
