/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-sign.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-agree.h"
#include "docs-service/pdf/pdf-form.h"
#include "docs-service/pdf/pdf-permit.h"

#define BYTE_RANGE_ROOM 43 /* "[0 " and three numbers of at most 12 digits, padded with spaces */
#define ANNOT_PRINT_LOCKED "132" /* Print | Locked, ISO 32000-1 12.5.3 */

typedef struct {
  PnPdfDoc *doc;
  PnPdfUpdate *update;
  GPtrArray *fields;
  const PnPdfField *old; /* the empty field to fill, NULL: a new one */
  char *name;
  qpdf_oh page, widget;
  int page_number, rotate;
  PnPdfRect rect;
  int field_no, value_no, look_no, lock_no;
  gsize range_at, contents_at;
} Job;

static void
job_clear (Job *job)
{
  g_free (job->name);
  g_clear_pointer (&job->fields, g_ptr_array_unref);
  g_clear_pointer (&job->update, pn_pdf_update_free);
  g_clear_pointer (&job->doc, pn_pdf_doc_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

void
pn_pdf_prepared_free (PnPdfPrepared *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->append, g_bytes_unref);
  g_free (self);
}

static gboolean
bad_value (GError **error, const char *what)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, what);
  return FALSE;
}

static gboolean
job_open (Job *job, GBytes *document, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);

  job->doc = pn_pdf_doc_open_to_append (bytes, length, error);
  if (job->doc == NULL)
    return FALSE;
  /* What our own check would call invalid is not signed in the first place. */
  const char *why = pn_pdf_readers_disagree (job->doc, FALSE);
  if (why != NULL) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, why);
    return FALSE;
  }
  job->fields = pn_pdf_fields (job->doc, error);
  if (job->fields == NULL)
    return FALSE;
  job->update = pn_pdf_update_new (job->doc);
  return TRUE;
}

static char *
free_name (const GPtrArray *fields)
{
  for (guint n = 1;; n++) {
    g_autofree char *name = g_strdup_printf ("Signature%u", n);
    if (pn_pdf_field_by_name (fields, name) == NULL)
      return g_steal_pointer (&name);
  }
}

/* Page and rectangle of the empty field that is to be filled. */
static gboolean
take_old_field (Job *job, GError **error)
{
  double box[4];

  if (!job->old->is_signature || pn_pdf_field_is_signed (job->doc, job->old))
    return bad_value (error, "a field of this name exists and is no empty signature field");
  if (!qpdf_oh_is_indirect (job->doc->q, job->old->field) || !pn_pdf_field_widget (job->doc, job->old, &job->widget))
    return bad_value (error, "the signature field has no single widget");
  if (!pn_pdf_oh_rect (job->doc, qpdf_oh_get_key (job->doc->q, job->widget, "/Rect"), box))
    return bad_value (error, "the signature field has no rectangle");
  job->rect = (PnPdfRect) { box[0], box[1], box[2], box[3] };
  job->page_number = pn_pdf_doc_page_number (job->doc, qpdf_oh_get_key (job->doc->q, job->widget, "/P"));
  if (job->page_number == 0)
    return TRUE;
  if (!pn_pdf_doc_page (job->doc, job->page_number, &job->page, error))
    return FALSE;
  job->rotate = pn_pdf_page_rotation (job->doc, job->page);
  return TRUE;
}

static gboolean
job_place (Job *job, const char *field, int page, const PnPdfRect *rect, gboolean timestamp, GError **error)
{
  job->name = field != NULL ? g_strdup (field) : free_name (job->fields);
  if (*job->name == '\0' || strchr (job->name, '.') != NULL || !g_utf8_validate (job->name, -1, NULL))
    return bad_value (error, "a field name is empty or has a full stop");
  /* Even a document that permits no change may be time-stamped (ISO 32000-2 table 257). */
  if (!timestamp && !pn_pdf_may_sign (job->doc, job->fields, job->name, error))
    return FALSE;
  job->old = pn_pdf_field_by_name (job->fields, job->name);
  if (job->old != NULL)
    return take_old_field (job, error);
  if (!pn_pdf_rect_is_empty (rect) && !pn_pdf_rect_is_sane (rect))
    return bad_value (error, "the rectangle is empty or upside down");
  job->rect = *rect;
  job->page_number = page;
  if (!pn_pdf_doc_page (job->doc, page, &job->page, error))
    return FALSE;
  job->rotate = pn_pdf_page_rotation (job->doc, job->page);
  return TRUE;
}

static void
put_names (GString *out, const char *const *names)
{
  g_string_append (out, "/Fields [");
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    pn_pdf_put_text (out, names[i]);
  g_string_append (out, "] ");
}

/* "/Action /Exclude /Fields [(a)(b)] " */
static void
put_lock (GString *out, const PnPdfSignSpec *spec)
{
  static const char *const actions[] = { [PN_PDF_LOCK_ALL] = "All", [PN_PDF_LOCK_THESE] = "Include", [PN_PDF_LOCK_ALL_BUT] = "Exclude" };

  g_string_append_printf (out, "/Action /%s ", actions[spec->lock]);
  if (spec->lock != PN_PDF_LOCK_ALL)
    put_names (out, spec->lock_fields);
}

/* /Lock says before signing what FieldMDP says after it; it must be an object of its own (ISO 32000-2 table 235). */
static void
write_lock (Job *job, const PnPdfSignSpec *spec)
{
  if (spec->lock == PN_PDF_LOCK_NONE)
    return;
  job->lock_no = pn_pdf_form_reserve (job->doc, job->update);
  GString *out = pn_pdf_update_begin (job->update, job->lock_no, 0);
  g_string_append (out, "<< /Type /SigFieldLock ");
  put_lock (out, spec);
  g_string_append (out, ">>");
  pn_pdf_update_end (job->update);
}

static void
put_new_field (Job *job)
{
  GString *out = pn_pdf_update_begin (job->update, job->field_no, 0);

  g_string_append (out, "<< /Type /Annot /Subtype /Widget /FT /Sig /F " ANNOT_PRINT_LOCKED " /T ");
  pn_pdf_put_text (out, job->name);
  g_string_append_printf (out, " /P %d %d R ", qpdf_oh_get_object_id (job->doc->q, job->page),
                          qpdf_oh_get_generation (job->doc->q, job->page));
  pn_pdf_put_rect (out, &job->rect);
  if (job->value_no != 0)
    g_string_append_printf (out, "/V %d 0 R ", job->value_no);
  if (job->look_no != 0)
    g_string_append_printf (out, "/AP << /N %d 0 R >> ", job->look_no);
  if (job->lock_no != 0)
    g_string_append_printf (out, "/Lock %d 0 R ", job->lock_no);
  g_string_append (out, ">>");
  pn_pdf_update_end (job->update);
}

static void
fill_old_field (Job *job)
{
  qpdf_data q = job->doc->q;
  g_autofree char *lock = job->lock_no != 0 ? g_strdup_printf (" /Lock %d 0 R", job->lock_no) : g_strdup ("");
  g_autofree char *value = g_strdup_printf (" /V %d 0 R%s", job->value_no, lock);
  g_autofree char *look = job->look_no != 0 ? g_strdup_printf (" /AP << /N %d 0 R >>", job->look_no) : g_strdup ("");

  qpdf_oh_remove_key (q, job->old->field, "/V");
  if (job->lock_no != 0)
    qpdf_oh_remove_key (q, job->old->field, "/Lock");
  if (job->look_no != 0)
    qpdf_oh_remove_key (q, job->widget, "/AP");
  if (pn_pdf_oh_same (job->doc, job->old->field, job->widget)) {
    g_autofree char *both = g_strconcat (value, look, NULL);
    pn_pdf_update_rewrite (job->update, job->widget, both);
    return;
  }
  pn_pdf_update_rewrite (job->update, job->old->field, value);
  if (job->look_no != 0)
    pn_pdf_update_rewrite (job->update, job->widget, look);
}

static void
put_optional_text (GString *out, const char *key, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append (out, key);
  pn_pdf_put_text (out, text);
  g_string_append_c (out, '\n');
}

/* ISO 32000-2 12.8.2: what may still be done after this signature. */
static void
put_references (Job *job, GString *out, const PnPdfSignSpec *spec)
{
  if (spec->certify == 0 && spec->lock == PN_PDF_LOCK_NONE)
    return;
  g_string_append (out, "/Reference [");
  if (spec->certify != 0)
    g_string_append_printf (out, "<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P %d /V /1.2 >> >> ", spec->certify);
  if (spec->lock != PN_PDF_LOCK_NONE) {
    g_string_append_printf (out, "<< /Type /SigRef /TransformMethod /FieldMDP /Data %d %d R /TransformParams << /Type /TransformParams /V /1.2 ",
                            qpdf_oh_get_object_id (job->doc->q, job->doc->root), qpdf_oh_get_generation (job->doc->q, job->doc->root));
    put_lock (out, spec);
    g_string_append (out, ">> >> ");
  }
  g_string_append (out, "]\n");
}

/* The form, and /Perms of a certified document. */
static void
link_signature (Job *job, const PnPdfSignSpec *spec)
{
  qpdf_data q = job->doc->q;
  gboolean changed = pn_pdf_form_link (job->doc, job->update, job->old == NULL ? job->field_no : 0, PN_FORM_IS_SIGNED);

  if (spec->certify != 0) {
    qpdf_oh perms = qpdf_oh_get_key (q, job->doc->root, "/Perms");
    gboolean apart = qpdf_oh_is_dictionary (q, perms) && qpdf_oh_is_indirect (q, perms);
    if (!qpdf_oh_is_dictionary (q, perms)) {
      qpdf_oh_replace_key (q, job->doc->root, "/Perms", qpdf_oh_new_dictionary (q));
      perms = qpdf_oh_get_key (q, job->doc->root, "/Perms");
    }
    qpdf_oh_replace_key (q, perms, "/DocMDP", qpdf_get_object_by_id (q, job->value_no, 0));
    if (apart)
      pn_pdf_update_rewrite (job->update, perms, "");
    changed = changed || !apart;
  }
  if (changed)
    pn_pdf_update_rewrite (job->update, job->doc->root, "");
}

/* A certification is the first signature of a document (ISO 32000-2 12.8.2.2.1). */
static gboolean
may_certify (Job *job, int level, GError **error)
{
  if (level < 0 || level > 3)
    return bad_value (error, "a certification has level 1, 2 or 3");
  for (guint i = 0; level != 0 && i < job->fields->len; i++) {
    if (pn_pdf_field_is_signed (job->doc, job->fields->pdata[i])) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN, "only the first signature of a document can certify it");
      return FALSE;
    }
  }
  return TRUE;
}

static void
put_signature (Job *job, const PnPdfSignSpec *spec, gsize contents_max)
{
  GString *out = pn_pdf_update_begin (job->update, job->value_no, 0);

  g_string_append_printf (out, "<< /Type /%s /Filter /Adobe.PPKLite /SubFilter /%s\n", spec->timestamp ? "DocTimeStamp" : "Sig",
                          spec->timestamp ? "ETSI.RFC3161" : "ETSI.CAdES.detached");
  if (spec->time_us > 0) {
    g_string_append (out, "/M ");
    pn_pdf_put_date (out, spec->time_us);
    g_string_append_c (out, '\n');
  }
  put_optional_text (out, "/Name ", spec->name);
  put_optional_text (out, "/Reason ", spec->reason);
  put_optional_text (out, "/Location ", spec->location);
  put_references (job, out, spec);
  g_string_append (out, "/ByteRange ");
  job->range_at = out->len;
  g_string_append_printf (out, "%*s\n/Contents ", BYTE_RANGE_ROOM, "");
  job->contents_at = out->len;
  g_string_append_c (out, '<');
  gsize at = out->len;
  g_string_set_size (out, at + 2 * contents_max);
  memset (out->str + at, '0', 2 * contents_max);
  g_string_append (out, ">\n>>");
  pn_pdf_update_end (job->update);
}

static void
set_byte_range (Job *job, PnPdfPrepared *prepared)
{
  GString *out = pn_pdf_update_bytes (job->update);
  gsize hex_end = job->contents_at + 2 * prepared->contents_max + 2;
  guint64 *r = prepared->byte_range;

  r[0] = 0;
  r[1] = job->doc->length + job->contents_at;
  r[2] = job->doc->length + hex_end;
  r[3] = out->len - hex_end;
  g_autofree char *text = g_strdup_printf ("[0 %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "]", r[1], r[2], r[3]);
  g_assert (strlen (text) <= BYTE_RANGE_ROOM);
  memcpy (out->str + job->range_at, text, strlen (text));
}

static void
digest_ranges (Job *job, PnPdfPrepared *prepared)
{
  const GString *out = pn_pdf_update_bytes (job->update);
  gsize hex_end = job->contents_at + 2 * prepared->contents_max + 2;
  EVP_MD_CTX *md = EVP_MD_CTX_new ();

  if (EVP_DigestInit_ex (md, EVP_sha256 (), NULL) != 1 || EVP_DigestUpdate (md, job->doc->bytes, job->doc->length) != 1
      || EVP_DigestUpdate (md, out->str, job->contents_at) != 1
      || EVP_DigestUpdate (md, out->str + hex_end, out->len - hex_end) != 1
      || EVP_DigestFinal_ex (md, prepared->digest, NULL) != 1)
    g_error ("SHA-256 is not available");
  EVP_MD_CTX_free (md);
}

static GBytes *
take_bytes (Job *job)
{
  GString *out = pn_pdf_update_bytes (job->update);

  return g_bytes_new (out->str, out->len);
}

static gboolean
import_look (Job *job, GBytes *appearance, GError **error)
{
  double width, height;

  if (appearance == NULL || pn_pdf_rect_is_empty (&job->rect))
    return TRUE;
  return pn_pdf_import_form (job->update, appearance, job->rotate, &job->look_no, &width, &height, error);
}

PnPdfPrepared *
pn_pdf_sign_prepare (GBytes *document, const PnPdfSignSpec *spec, GError **error)
{
  g_auto (Job) job = { 0 };
  gsize contents_max = spec->contents_max != 0 ? spec->contents_max : PN_PDF_CONTENTS_MAX;

  if (contents_max < 1024 || contents_max > 1024 * 1024) {
    bad_value (error, "room for the signature must be 1 KiB to 1 MiB");
    return NULL;
  }
  if (!job_open (&job, document, error) || !job_place (&job, spec->field, spec->page, &spec->rect, spec->timestamp, error) || !may_certify (&job, spec->certify, error))
    return NULL;
  job.field_no = job.old != NULL ? qpdf_oh_get_object_id (job.doc->q, job.old->field) : pn_pdf_form_reserve (job.doc, job.update);
  job.value_no = pn_pdf_form_reserve (job.doc, job.update);
  write_lock (&job, spec);
  if (!import_look (&job, spec->appearance, error))
    return NULL;
  if (job.old != NULL)
    fill_old_field (&job);
  else {
    pn_pdf_form_link_page (job.doc, job.update, job.page, job.field_no);
    put_new_field (&job);
  }
  link_signature (&job, spec);
  put_signature (&job, spec, contents_max);
  pn_pdf_update_xref (job.update);
  if (!pn_pdf_doc_is_clean (job.doc, error))
    return NULL;

  g_autoptr (PnPdfPrepared) prepared = g_new0 (PnPdfPrepared, 1);
  prepared->document_size = job.doc->length;
  prepared->contents_at = job.contents_at;
  prepared->contents_max = contents_max;
  prepared->page = job.page_number;
  prepared->rect = job.rect;
  set_byte_range (&job, prepared);
  digest_ranges (&job, prepared);
  prepared->append = take_bytes (&job);
  return g_steal_pointer (&prepared);
}

GBytes *
pn_pdf_sign_finish (const PnPdfPrepared *prepared, GBytes *cms_der, GError **error)
{
  static const char digits[] = "0123456789abcdef";
  gsize n, total;
  const guint8 *der = g_bytes_get_data (cms_der, &n);
  const char *append = g_bytes_get_data (prepared->append, &total);

  if (n == 0 || prepared->contents_at + 2 * prepared->contents_max + 2 > total) {
    bad_value (error, "no signature, or it does not belong to this preparation");
    return NULL;
  }
  if (n > prepared->contents_max) {
    g_set_error (error, PN_ERROR, PN_ERROR_TOO_LARGE, "the signature has %" G_GSIZE_FORMAT " bytes, room is for %" G_GSIZE_FORMAT,
                 n, prepared->contents_max);
    return NULL;
  }
  char *out = g_memdup2 (append, total);
  char *hex = out + prepared->contents_at + 1;
  for (gsize i = 0; i < n; i++) {
    hex[2 * i] = digits[der[i] >> 4];
    hex[2 * i + 1] = digits[der[i] & 15];
  }
  return g_bytes_new_take (out, total);
}

GBytes *
pn_pdf_add_signature_field (GBytes *document, const char *name, int page, const PnPdfRect *rect, GError **error)
{
  g_auto (Job) job = { 0 };

  if (!job_open (&job, document, error) || !job_place (&job, name, page, rect, FALSE, error))
    return NULL;
  if (job.old != NULL) {
    bad_value (error, "a field of this name exists");
    return NULL;
  }
  job.field_no = pn_pdf_form_reserve (job.doc, job.update);
  pn_pdf_form_link_page (job.doc, job.update, job.page, job.field_no);
  put_new_field (&job);
  if (pn_pdf_form_link (job.doc, job.update, job.field_no, PN_FORM_HAS_SIGNATURE_FIELD))
    pn_pdf_update_rewrite (job.update, job.doc->root, "");
  pn_pdf_update_xref (job.update);
  return pn_pdf_doc_is_clean (job.doc, error) ? take_bytes (&job) : NULL;
}

gboolean
pn_pdf_find_signature_field (GBytes *document, const char *name, int *page, PnPdfRect *rect, GError **error)
{
  g_auto (Job) job = { 0 };

  if (!job_open (&job, document, error))
    return FALSE;
  job.old = pn_pdf_field_by_name (job.fields, name);
  if (job.old == NULL || !job.old->is_signature || pn_pdf_field_is_signed (job.doc, job.old)) {
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "no empty signature field %s", name);
    return FALSE;
  }
  if (!take_old_field (&job, error))
    return FALSE;
  *page = job.page_number;
  *rect = job.rect;
  return TRUE;
}

GBytes *
pn_pdf_concat (GBytes *document, GBytes *append)
{
  gsize a, b;
  const guint8 *pa = g_bytes_get_data (document, &a);
  const guint8 *pb = g_bytes_get_data (append, &b);
  guint8 *out = g_malloc (a + b);

  memcpy (out, pa, a);
  memcpy (out + a, pb, b);
  return g_bytes_new_take (out, a + b);
}
