/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-fill.h"

#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-form.h"
#include "docs-service/pdf/pdf-permit.h"

#define PRINT "4"           /* ISO 32000-1 12.5.3 */
#define PRINT_LOCKED "132"
#define TEXT_LOOK "/DA (/Helv 0 Tf 0 g) "

typedef struct {
  PnPdfDoc *doc;
  GPtrArray *fields;
  PnPdfUpdate *update;
  gboolean seen; /* new rectangles are of the page as it is shown */
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->fields, g_ptr_array_unref);
  g_clear_pointer (&job->update, pn_pdf_update_free);
  g_clear_pointer (&job->doc, pn_pdf_doc_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static gboolean
bad_value (GError **error, const char *what)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, what);
  return FALSE;
}

static gboolean
forbidden (GError **error, const char *why)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN, why);
  return FALSE;
}

static gboolean
job_open (Job *job, GBytes *document, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);

  job->doc = pn_pdf_doc_open_to_append (bytes, length, error);
  job->fields = job->doc != NULL ? pn_pdf_fields (job->doc, error) : NULL;
  job->update = job->fields != NULL ? pn_pdf_update_new (job->doc) : NULL;
  return job->update != NULL;
}

static GBytes *
job_finish (Job *job, GError **error)
{
  pn_pdf_update_xref (job->update);
  if (!pn_pdf_doc_is_clean (job->doc, error))
    return NULL;
  GString *out = pn_pdf_update_bytes (job->update);
  return g_bytes_new (out->str, out->len);
}

static gboolean
is_signed (const Job *job)
{
  for (guint i = 0; i < job->fields->len; i++)
    if (pn_pdf_field_is_signed (job->doc, job->fields->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
check_new_field (Job *job, const PnPdfNewField *f, GError **error)
{
  if (*f->name == '\0' || strchr (f->name, '.') != NULL || !g_utf8_validate (f->name, -1, NULL))
    return bad_value (error, "a field name is empty or has a full stop");
  if (pn_pdf_field_by_name (job->fields, f->name) != NULL)
    return bad_value (error, "a field of this name exists");
  return pn_pdf_rect_is_sane (&f->rect) ? TRUE : bad_value (error, "a field's rectangle is empty or upside down");
}

/* An empty look, so that no reader makes one of its own. */
static int
put_empty_look (Job *job, const PnPdfRect *r)
{
  int number = pn_pdf_form_reserve (job->doc, job->update);
  GString *out = pn_pdf_update_begin (job->update, number, 0);

  g_string_append (out, "<< /Type /XObject /Subtype /Form /BBox [0 0 ");
  pn_pdf_put_real (out, r->x1 - r->x0);
  g_string_append_c (out, ' ');
  pn_pdf_put_real (out, r->y1 - r->y0);
  g_string_append (out, "] /Resources << >> /Length 0 >>\nstream\n\nendstream");
  pn_pdf_update_end (job->update);
  return number;
}

static gboolean
put_new_field (Job *job, const PnPdfNewField *f, gboolean *root_changed, GError **error)
{
  gboolean text = f->kind == PN_PDF_FIELD_TEXT;
  qpdf_oh page;

  if (!check_new_field (job, f, error) || !pn_pdf_doc_page (job->doc, f->page, &page, error))
    return FALSE;
  PnPdfRect rect = f->rect;
  if (job->seen && !pn_pdf_rect_from_seen (job->doc, page, &rect))
    return bad_value (error, "the page has no box");
  int look = text ? put_empty_look (job, &rect) : 0;
  int number = pn_pdf_form_reserve (job->doc, job->update);
  pn_pdf_form_link_page (job->doc, job->update, page, number);
  GString *out = pn_pdf_update_begin (job->update, number, 0);
  g_string_append_printf (out, "<< /Type /Annot /Subtype /Widget /FT %s /F %s /T ", text ? "/Tx" : "/Sig", text ? PRINT : PRINT_LOCKED);
  pn_pdf_put_text (out, f->name);
  g_string_append_printf (out, " /P %d %d R ", qpdf_oh_get_object_id (job->doc->q, page), qpdf_oh_get_generation (job->doc->q, page));
  pn_pdf_put_rect (out, &rect);
  if (text)
    g_string_append_printf (out, TEXT_LOOK "/AP << /N %d 0 R >> ", look);
  g_string_append (out, ">>");
  pn_pdf_update_end (job->update);
  *root_changed = pn_pdf_form_link (job->doc, job->update, number, text ? PN_FORM_PLAIN : PN_FORM_HAS_SIGNATURE_FIELD) || *root_changed;
  return TRUE;
}

static GBytes *
add_fields (GBytes *document, const PnPdfNewField *fields, gsize n, gboolean seen, GError **error)
{
  g_auto (Job) job = { .seen = seen };
  gboolean root_changed = FALSE;

  if (n == 0 || n > PN_PDF_FIELDS_MAX) {
    bad_value (error, "1 to 64 fields at a time");
    return NULL;
  }
  if (!job_open (&job, document, error))
    return NULL;
  if (is_signed (&job)) {
    forbidden (error, "the document is signed: a new field would be a change that no signature permits");
    return NULL;
  }
  for (gsize i = 0; i < n; i++)
    if (!put_new_field (&job, &fields[i], &root_changed, error))
      return NULL;
  if (root_changed)
    pn_pdf_update_rewrite (job.update, job.doc->root, "");
  return job_finish (&job, error);
}

GBytes *
pn_pdf_add_fields (GBytes *document, const PnPdfNewField *fields, gsize n, GError **error)
{
  return add_fields (document, fields, n, FALSE, error);
}

GBytes *
pn_pdf_add_fields_seen (GBytes *document, const PnPdfNewField *fields, gsize n, GError **error)
{
  return add_fields (document, fields, n, TRUE, error);
}

/* The field and its only widget. */
static const PnPdfField *
find_text (Job *job, const char *name, qpdf_oh *widget, PnPdfRect *rect, GError **error)
{
  const PnPdfField *field = pn_pdf_field_by_name (job->fields, name);
  double box[4];

  if (field == NULL || !pn_pdf_oh_is (job->doc, field->type, "/Tx")) {
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "no text field %s", name);
    return NULL;
  }
  if (!qpdf_oh_is_indirect (job->doc->q, field->field) || !pn_pdf_field_widget (job->doc, field, widget)
      || !pn_pdf_oh_rect (job->doc, qpdf_oh_get_key (job->doc->q, *widget, "/Rect"), box)) {
    bad_value (error, "the field has no single widget");
    return NULL;
  }
  *rect = (PnPdfRect) { box[0], box[1], box[2], box[3] };
  return field;
}

gboolean
pn_pdf_find_text_field (GBytes *document, const char *name, int *page, PnPdfRect *rect, GError **error)
{
  g_auto (Job) job = { 0 };
  qpdf_oh widget;

  if (!job_open (&job, document, error) || find_text (&job, name, &widget, rect, error) == NULL)
    return FALSE;
  *page = pn_pdf_doc_page_number (job.doc, qpdf_oh_get_key (job.doc->q, widget, "/P"));
  return TRUE;
}

static int
page_rotation_of (Job *job, qpdf_oh widget)
{
  qpdf_oh page = qpdf_oh_get_key (job->doc->q, widget, "/P");

  return qpdf_oh_is_dictionary (job->doc->q, page) ? pn_pdf_page_rotation (job->doc, page) : 0;
}

gboolean
pn_pdf_text_field_size (GBytes *document, const char *name, double *width, double *height, GError **error)
{
  g_auto (Job) job = { 0 };
  qpdf_oh widget;
  PnPdfRect rect;

  if (!job_open (&job, document, error) || find_text (&job, name, &widget, &rect, error) == NULL)
    return FALSE;
  gboolean lies = page_rotation_of (&job, widget) % 180 != 0;
  *width = lies ? rect.y1 - rect.y0 : rect.x1 - rect.x0;
  *height = lies ? rect.x1 - rect.x0 : rect.y1 - rect.y0;
  return TRUE;
}

/* What our own check would call forbidden is not done in the first place. */
static gboolean
may_fill (Job *job, const PnPdfField *field, GError **error)
{
  g_auto (PnPdfPermit) permit = { 0 };
  g_autofree char *old = pn_pdf_oh_text (job->doc, field->value);

  pn_pdf_permit_read (job->doc, job->fields, &permit);
  if (!pn_pdf_may_fill (job->doc, job->fields, field->name, error))
    return FALSE;
  if (permit.level == 0 && *old != '\0' && is_signed (job))
    return forbidden (error, "the value is signed and no certification permits to change it");
  return TRUE;
}

static gboolean
fill (Job *job, const PnPdfFilling *filling, GError **error)
{
  qpdf_data q = job->doc->q;
  qpdf_oh widget;
  PnPdfRect rect;
  const PnPdfField *field = find_text (job, filling->name, &widget, &rect, error);
  double width, height;
  int look = 0;

  if (field == NULL || !may_fill (job, field, error))
    return FALSE;
  if (!pn_pdf_import_form (job->update, filling->look, page_rotation_of (job, widget), &look, &width, &height, error))
    return FALSE;
  g_autoptr (GString) value = g_string_new (" /V ");
  pn_pdf_put_text (value, filling->value);
  g_autofree char *picture = g_strdup_printf (" /AP << /N %d 0 R >>", look);
  qpdf_oh_remove_key (q, field->field, "/V");
  qpdf_oh_remove_key (q, widget, "/AP");
  if (pn_pdf_oh_same (job->doc, field->field, widget)) {
    g_string_append (value, picture);
    pn_pdf_update_rewrite (job->update, widget, value->str);
  } else {
    pn_pdf_update_rewrite (job->update, field->field, value->str);
    pn_pdf_update_rewrite (job->update, widget, picture);
  }
  return TRUE;
}

GBytes *
pn_pdf_fill_fields (GBytes *document, const PnPdfFilling *fillings, gsize n, GError **error)
{
  g_auto (Job) job = { 0 };

  if (n == 0 || n > PN_PDF_FIELDS_MAX) {
    bad_value (error, "1 to 64 fields at a time");
    return NULL;
  }
  if (!job_open (&job, document, error))
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (!fill (&job, &fillings[i], error))
      return NULL;
  return job_finish (&job, error);
}
