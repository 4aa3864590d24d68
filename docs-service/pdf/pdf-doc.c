/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-doc.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-sign.h"

#define PAGE_TREE_DEPTH 64
#define FOLD_FROM 4 /* sections */
#define FOLD_BYTES (64 * 1024)

static gboolean
damaged (PnPdfDoc *self, GError **error, const char *what)
{
  const char *why = NULL;

  if (qpdf_has_error (self->q))
    why = qpdf_get_error_message_detail (self->q, qpdf_get_error (self->q));
  else if (qpdf_more_warnings (self->q))
    why = qpdf_get_error_message_detail (self->q, qpdf_next_warning (self->q));
  g_set_error (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "%s%s%s", what, why ? ": " : "", why ? why : "");
  return FALSE;
}

void
pn_pdf_doc_free (PnPdfDoc *self)
{
  if (self == NULL)
    return;
  qpdf_cleanup (&self->q);
  g_clear_pointer (&self->chain, pn_pdf_chain_free);
  g_free (self->view);
  g_free (self);
}

/* Two complaints are no damage: a /Size that does not fit (readers go by the table itself; what we append says the right one) and white
 * space before the xref keyword. */
static gboolean
is_harmless (PnPdfDoc *self, const char *complaint)
{
  int reported, highest;

  if (sscanf (complaint, "reported number of objects (%d) is not one plus the highest object number (%d)", &reported, &highest) == 2) {
    self->highest = MAX (self->highest, highest);
    return highest < G_MAXINT - 1;
  }
  return g_str_equal (complaint, "extraneous whitespace seen before xref");
}

static gboolean
drop_harmless (PnPdfDoc *self, GError **error)
{
  while (qpdf_more_warnings (self->q)) {
    const char *complaint = qpdf_get_error_message_detail (self->q, qpdf_next_warning (self->q));
    if (!is_harmless (self, complaint)) {
      g_set_error (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "the file needs repair: %s", complaint);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
pn_pdf_doc_is_clean (PnPdfDoc *self, GError **error)
{
  return !qpdf_has_error (self->q) && !qpdf_more_warnings (self->q) ? TRUE
                                                                    : damaged (self, error, "the file needs repair");
}

/* qpdf takes about 25 µs for a section; copying as many bytes as this takes as long. */
static void
fold_sections (PnPdfDoc *self, gsize *length)
{
  g_autoptr (PnPdfChain) chain
      = pn_pdf_chain_read (self->bytes, self->length, self->tail.header_at, self->tail.startxref);

  if (chain->sections < FOLD_FROM || self->length / FOLD_BYTES > chain->sections)
    return;
  self->view = pn_pdf_chain_view (chain, length);
  self->chain = g_steal_pointer (&chain);
}

static gboolean
read_bytes (PnPdfDoc *self, gboolean fold, GError **error)
{
  gsize length = self->length;
  QPDF_ERROR_CODE rc;

  if (fold)
    fold_sections (self, &length);

  qpdf_set_suppress_warnings (self->q, QPDF_TRUE);
  /* Repairing would let us sign (or trust) something other readers see differently. */
  qpdf_set_attempt_recovery (self->q, QPDF_FALSE);
  rc = qpdf_read_memory (self->q, "document", (const char *) (self->view != NULL ? self->view : self->bytes),
                         length, NULL);
  if (rc & QPDF_ERRORS) {
    qpdf_error e = qpdf_get_error (self->q);
    if (qpdf_get_error_code (self->q, e) == qpdf_e_password) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_ENCRYPTED, "a password is needed");
      return FALSE;
    }
    g_set_error (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "%s", qpdf_get_error_message_detail (self->q, e));
    return FALSE;
  }
  if (qpdf_is_encrypted (self->q)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_ENCRYPTED, "the file is encrypted");
    return FALSE;
  }
  return TRUE;
}

static PnPdfDoc *
open_doc (const guint8 *bytes, gsize length, gboolean fold, GError **error)
{
  g_autoptr (PnPdfDoc) self = g_new0 (PnPdfDoc, 1);

  self->bytes = bytes;
  self->length = length;
  self->q = qpdf_init ();
  if (length > PN_PDF_MAX_BYTES) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_TOO_LARGE, "more than 1 GiB");
    return NULL;
  }
  if (!pn_pdf_tail_read (bytes, length, &self->tail, error) || !read_bytes (self, fold, error))
    return NULL;
  if (!drop_harmless (self, error))
    return NULL;
  self->trailer = qpdf_get_trailer (self->q);
  self->root = qpdf_get_root (self->q);
  if (!qpdf_oh_is_dictionary (self->q, self->root) || !qpdf_oh_is_indirect (self->q, self->root)) {
    damaged (self, error, "no document catalogue");
    return NULL;
  }
  self->size = qpdf_oh_get_int_value_as_int (self->q, qpdf_oh_get_key (self->q, self->trailer, "/Size"));
  self->size = MAX (self->size, self->highest + 1);
  self->page_count = qpdf_get_num_pages (self->q);
  if (self->size < 2 || self->size > 8388608 || self->page_count < 1) {
    damaged (self, error, "no pages or a wrong /Size");
    return NULL;
  }
  return pn_pdf_doc_is_clean (self, error) ? g_steal_pointer (&self) : NULL;
}

PnPdfDoc *
pn_pdf_doc_open (const guint8 *bytes, gsize length, GError **error)
{
  return open_doc (bytes, length, FALSE, error);
}

PnPdfDoc *
pn_pdf_doc_open_to_append (const guint8 *bytes, gsize length, GError **error)
{
  return open_doc (bytes, length, TRUE, error);
}

gboolean
pn_pdf_doc_page (PnPdfDoc *self, int page, qpdf_oh *out, GError **error)
{
  if (page < 1 || page > self->page_count) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "no page %d, there are %d", page, self->page_count);
    return FALSE;
  }
  *out = qpdf_get_page_n (self->q, page - 1);
  if (!qpdf_oh_is_dictionary (self->q, *out) || !qpdf_oh_is_indirect (self->q, *out))
    return damaged (self, error, "a page is not an object of its own");
  return pn_pdf_doc_is_clean (self, error);
}

int
pn_pdf_doc_page_number (PnPdfDoc *self, qpdf_oh page)
{
  if (!qpdf_oh_is_indirect (self->q, page))
    return 0;
  for (int i = 0; i < self->page_count; i++) {
    qpdf_oh candidate = qpdf_get_page_n (self->q, i);
    gboolean same = pn_pdf_oh_same (self, candidate, page);
    qpdf_oh_release (self->q, candidate);
    if (same)
      return i + 1;
  }
  return 0;
}

gboolean
pn_pdf_oh_is (PnPdfDoc *self, qpdf_oh oh, const char *name)
{
  return qpdf_oh_is_name_and_equals (self->q, oh, name);
}

gboolean
pn_pdf_oh_same (PnPdfDoc *self, qpdf_oh a, qpdf_oh b)
{
  return qpdf_oh_is_indirect (self->q, a) && qpdf_oh_is_indirect (self->q, b)
         && qpdf_oh_get_object_id (self->q, a) == qpdf_oh_get_object_id (self->q, b)
         && qpdf_oh_get_generation (self->q, a) == qpdf_oh_get_generation (self->q, b);
}

char *
pn_pdf_oh_text (PnPdfDoc *self, qpdf_oh oh)
{
  return qpdf_oh_is_string (self->q, oh) ? g_utf8_make_valid (qpdf_oh_get_utf8_value (self->q, oh), -1) : g_strdup ("");
}

gboolean
pn_pdf_oh_number (PnPdfDoc *self, qpdf_oh array, int index, double *out)
{
  qpdf_oh item;

  if (!qpdf_oh_is_array (self->q, array) || index >= qpdf_oh_get_array_n_items (self->q, array))
    return FALSE;
  item = qpdf_oh_get_array_item (self->q, array, index);
  if (!qpdf_oh_is_number (self->q, item))
    return FALSE;
  *out = qpdf_oh_get_numeric_value (self->q, item);
  return TRUE;
}

gboolean
pn_pdf_oh_rect (PnPdfDoc *self, qpdf_oh array, double out[4])
{
  double v[4];

  for (int i = 0; i < 4; i++)
    if (!pn_pdf_oh_number (self, array, i, &v[i]))
      return FALSE;
  out[0] = MIN (v[0], v[2]);
  out[1] = MIN (v[1], v[3]);
  out[2] = MAX (v[0], v[2]);
  out[3] = MAX (v[1], v[3]);
  return TRUE;
}

qpdf_oh
pn_pdf_oh_inherited (PnPdfDoc *self, qpdf_oh node, const char *key)
{
  for (int depth = 0; depth < PAGE_TREE_DEPTH && qpdf_oh_is_dictionary (self->q, node); depth++) {
    qpdf_oh value = qpdf_oh_get_key (self->q, node, key);
    if (!qpdf_oh_is_null (self->q, value))
      return value;
    node = qpdf_oh_get_key (self->q, node, "/Parent");
  }
  return qpdf_oh_new_null (self->q);
}

void
pn_pdf_put_name (GString *out, const char *name)
{
  g_string_append_c (out, '/');
  for (const char *p = name + 1; *p != '\0'; p++) {
    guchar c = *p;
    if (c < 33 || c > 126 || strchr ("()<>[]{}/%#", c) != NULL)
      g_string_append_printf (out, "#%02X", c);
    else
      g_string_append_c (out, c);
  }
}

void
pn_pdf_put_text (GString *out, const char *utf8)
{
  g_autofree char *valid = g_utf8_make_valid (utf8, -1);
  glong n = 0;
  g_autofree gunichar2 *u = g_utf8_to_utf16 (valid, -1, NULL, &n, NULL);

  g_string_append (out, "<FEFF");
  for (glong i = 0; i < n; i++)
    g_string_append_printf (out, "%04X", u[i]);
  g_string_append_c (out, '>');
}

void
pn_pdf_put_real (GString *out, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.3f", value));
}

void
pn_pdf_put_date (GString *out, gint64 time_us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (7 * 3600); /* Viet Nam, no summer time */
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *text = g_date_time_format (local, "(D:%Y%m%d%H%M%S+07'00')");

  g_string_append (out, text);
}
