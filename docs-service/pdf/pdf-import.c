/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of one PDF becomes a Form XObject of another: streams are carried as they are, references renumbered. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-update.h"

#define IMPORT_DEPTH 64
#define IMPORT_OBJECTS 4096

typedef struct {
  PnPdfUpdate *update;
  PnPdfDoc *from;
  GHashTable *numbers; /* object id there → number here */
  GArray *queue;       /* ids in the order they were met */
  gboolean bad;
} Import;

static void put_value (Import *im, GString *out, qpdf_oh oh, int depth);

static int
number_for (Import *im, qpdf_oh oh)
{
  int id = qpdf_oh_get_object_id (im->from->q, oh);
  gpointer found = g_hash_table_lookup (im->numbers, GINT_TO_POINTER (id));

  if (found != NULL)
    return GPOINTER_TO_INT (found);
  if (im->queue->len >= IMPORT_OBJECTS) {
    im->bad = TRUE;
    return 0;
  }
  int number = pn_pdf_update_alloc (im->update);
  g_hash_table_insert (im->numbers, GINT_TO_POINTER (id), GINT_TO_POINTER (number));
  g_array_append_val (im->queue, id);
  return number;
}

/* qpdf has one key iterator for each document: take the keys before going deeper. */
static GPtrArray *
dict_keys (PnPdfDoc *doc, qpdf_oh dict)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  qpdf_oh_begin_dict_key_iter (doc->q, dict);
  while (qpdf_oh_dict_more_keys (doc->q))
    g_ptr_array_add (keys, g_strdup (qpdf_oh_dict_next_key (doc->q)));
  return keys;
}

/* Without the brackets; /Length is left to the writer of the stream. */
static void
put_dict_body (Import *im, GString *out, qpdf_oh dict, int depth)
{
  g_autoptr (GPtrArray) keys = dict_keys (im->from, dict);

  for (guint i = 0; i < keys->len; i++) {
    if (g_str_equal (keys->pdata[i], "/Length"))
      continue;
    pn_pdf_put_name (out, keys->pdata[i]);
    g_string_append_c (out, ' ');
    put_value (im, out, qpdf_oh_get_key (im->from->q, dict, keys->pdata[i]), depth);
    g_string_append_c (out, ' ');
  }
}

static void
put_resolved (Import *im, GString *out, qpdf_oh oh, int depth)
{
  qpdf_data q = im->from->q;

  if (depth > IMPORT_DEPTH) {
    im->bad = TRUE;
  } else if (qpdf_oh_is_array (q, oh)) {
    g_string_append (out, "[ ");
    for (int i = 0; i < qpdf_oh_get_array_n_items (q, oh); i++) {
      put_value (im, out, qpdf_oh_get_array_item (q, oh, i), depth + 1);
      g_string_append_c (out, ' ');
    }
    g_string_append_c (out, ']');
  } else if (qpdf_oh_is_dictionary (q, oh)) {
    g_string_append (out, "<< ");
    put_dict_body (im, out, oh, depth + 1);
    g_string_append (out, ">>");
  } else {
    g_string_append (out, qpdf_oh_unparse_resolved (q, oh));
  }
}

static void
put_value (Import *im, GString *out, qpdf_oh oh, int depth)
{
  if (qpdf_oh_is_indirect (im->from->q, oh))
    g_string_append_printf (out, "%d 0 R", number_for (im, oh));
  else
    put_resolved (im, out, oh, depth);
}

static void
put_stream (Import *im, int number, GString *dict, const guint8 *data, gsize length)
{
  GString *out = pn_pdf_update_begin (im->update, number, 0);

  g_string_append_printf (out, "<< %s/Length %" G_GSIZE_FORMAT " >>\nstream\n", dict->str, length);
  g_string_append_len (out, (const char *) data, length);
  g_string_append (out, "\nendstream");
  pn_pdf_update_end (im->update);
}

static gboolean
copy_stream (Import *im, int number, qpdf_oh stream, GString *dict)
{
  unsigned char *data = NULL;
  size_t length = 0;
  QPDF_BOOL filtered;

  if (qpdf_oh_get_stream_data (im->from->q, stream, qpdf_dl_none, &filtered, &data, &length) & QPDF_ERRORS)
    return FALSE;
  put_dict_body (im, dict, qpdf_oh_get_dict (im->from->q, stream), 0);
  put_stream (im, number, dict, data, length);
  free (data);
  return TRUE;
}

static gboolean
copy_queued (Import *im)
{
  for (guint i = 0; i < im->queue->len && !im->bad; i++) {
    int id = g_array_index (im->queue, int, i);
    int number = GPOINTER_TO_INT (g_hash_table_lookup (im->numbers, GINT_TO_POINTER (id)));
    qpdf_oh oh = qpdf_get_object_by_id (im->from->q, id, 0);
    g_autoptr (GString) text = g_string_new (NULL);
    if (qpdf_oh_is_stream (im->from->q, oh)) {
      if (!copy_stream (im, number, oh, text))
        return FALSE;
      continue;
    }
    put_resolved (im, text, oh, 0);
    g_string_append (pn_pdf_update_begin (im->update, number, 0), text->str);
    pn_pdf_update_end (im->update);
  }
  return !im->bad;
}

/* An upright look on a page that viewers turn: the form is turned the other way (12.5.5, algorithm 8). */
static const char *
matrix_for (int rotate)
{
  switch (((rotate % 360) + 360) % 360) {
  case 90:
    return "/Matrix [0 1 -1 0 0 0] ";
  case 180:
    return "/Matrix [-1 0 0 -1 0 0] ";
  case 270:
    return "/Matrix [0 -1 1 0 0 0] ";
  default:
    return "";
  }
}

static gboolean
copy_page (Import *im, qpdf_oh page, int rotate, const double box[4], int number)
{
  qpdf_data q = im->from->q;
  g_autoptr (GString) dict = g_string_new ("/Type /XObject /Subtype /Form /BBox [");
  qpdf_oh contents = qpdf_oh_get_key (q, page, "/Contents");
  qpdf_oh group = qpdf_oh_get_key (q, page, "/Group");

  for (int i = 0; i < 4; i++) {
    pn_pdf_put_real (dict, box[i]);
    g_string_append_c (dict, ' ');
  }
  g_string_append_printf (dict, "] %s/Resources ", matrix_for (rotate));
  put_value (im, dict, pn_pdf_oh_inherited (im->from, page, "/Resources"), 0);
  g_string_append_c (dict, ' ');
  if (qpdf_oh_is_dictionary (q, group)) {
    g_string_append (dict, "/Group ");
    put_value (im, dict, group, 0);
    g_string_append_c (dict, ' ');
  }
  if (qpdf_oh_is_stream (q, contents))
    return copy_stream (im, number, contents, dict);
  unsigned char *data = NULL;
  size_t length = 0;
  if (qpdf_oh_get_page_content_data (q, page, &data, &length) & QPDF_ERRORS)
    return FALSE;
  put_stream (im, number, dict, data, length);
  free (data);
  return TRUE;
}

gboolean
pn_pdf_import_form (PnPdfUpdate *self, GBytes *pdf, int rotate, int *number, double *width, double *height, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (pdf, &length);
  g_autoptr (GError) inner = NULL;
  g_autoptr (PnPdfDoc) from = pn_pdf_doc_open (bytes, length, &inner);
  qpdf_oh page;
  double box[4];

  if (from == NULL || !pn_pdf_doc_page (from, 1, &page, &inner)
      || !pn_pdf_oh_rect (from, pn_pdf_oh_inherited (from, page, "/MediaBox"), box)) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "the appearance is no usable PDF%s%s", inner ? ": " : "",
                 inner ? inner->message : "");
    return FALSE;
  }
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (int));
  Import im = { self, from, numbers, queue, FALSE };
  *number = pn_pdf_update_alloc (self);
  *width = box[2] - box[0];
  *height = box[3] - box[1];
  if (copy_page (&im, page, rotate, box, *number) && copy_queued (&im))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "the appearance could not be copied");
  return FALSE;
}
