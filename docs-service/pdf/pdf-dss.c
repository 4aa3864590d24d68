/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-dss.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-evidence.h"
#include "docs-service/pdf/pdf-form.h"
#include "docs-service/pdf/pdf-permit.h"

typedef struct {
  PnPdfDoc *doc;
  PnPdfUpdate *update;
  qpdf_oh old; /* the store that is there, or null */
} Job;

static const char *const lists[] = { "/Certs", "/CRLs", "/OCSPs" };
static const char *const vri_lists[] = { "/Cert", "/CRL", "/OCSP" };

static GBytes *
stream_bytes (PnPdfDoc *doc, qpdf_oh stream)
{
  unsigned char *data = NULL;
  size_t n = 0;
  QPDF_BOOL filtered = QPDF_FALSE;

  if (!qpdf_oh_is_stream (doc->q, stream)
      || (qpdf_oh_get_stream_data (doc->q, stream, qpdf_dl_generalized, &filtered, &data, &n) & QPDF_ERRORS)) {
    free (data);
    return NULL;
  }
  GBytes *out = g_bytes_new (data, n);
  free (data);
  return out;
}

PnEvidence *
pn_pdf_evidence_read (PnPdfDoc *doc)
{
  gboolean (*const add[]) (PnEvidence *, GBytes *) = { pn_evidence_add_cert, pn_evidence_add_crl, pn_evidence_add_ocsp };
  PnEvidence *evidence = pn_evidence_new ();
  qpdf_oh dss = qpdf_oh_get_key (doc->q, doc->root, "/DSS");

  for (guint k = 0; k < G_N_ELEMENTS (lists); k++) {
    qpdf_oh list = qpdf_oh_get_key_if_dict (doc->q, dss, lists[k]);
    for (int i = 0; qpdf_oh_is_array (doc->q, list) && i < qpdf_oh_get_array_n_items (doc->q, list); i++) {
      g_autoptr (GBytes) der = stream_bytes (doc, qpdf_oh_get_array_item (doc->q, list, i));
      if (der != NULL)
        add[k](evidence, der);
    }
  }
  return evidence;
}

static int
put_stream (Job *job, GBytes *bytes)
{
  int number = pn_pdf_form_reserve (job->doc, job->update);
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);
  GString *out = pn_pdf_update_begin (job->update, number, 0);

  g_string_append_printf (out, "<< /Length %" G_GSIZE_FORMAT " >>\nstream\n", n);
  g_string_append_len (out, data, n);
  g_string_append (out, "\nendstream");
  pn_pdf_update_end (job->update);
  return number;
}

/* The reference of an equal stream that lies there already, or of a new one. */
static char *
reference_for (Job *job, qpdf_oh old, GBytes *bytes)
{
  qpdf_data q = job->doc->q;

  for (int i = 0; qpdf_oh_is_array (q, old) && i < qpdf_oh_get_array_n_items (q, old); i++) {
    qpdf_oh item = qpdf_oh_get_array_item (q, old, i);
    g_autoptr (GBytes) there = stream_bytes (job->doc, item);
    if (there != NULL && g_bytes_equal (there, bytes) && qpdf_oh_is_indirect (q, item))
      return g_strdup (qpdf_oh_unparse (q, item));
  }
  return g_strdup_printf ("%d 0 R", put_stream (job, bytes));
}

/* Fills `dss` with the whole list and `vri` with what was given now. */
static void
put_list (Job *job, guint k, const GPtrArray *items, GString *dss, GString *vri)
{
  qpdf_data q = job->doc->q;
  qpdf_oh old = qpdf_oh_get_key_if_dict (q, job->old, lists[k]);
  g_autoptr (GPtrArray) refs = g_ptr_array_new_with_free_func (g_free);


  for (int i = 0; qpdf_oh_is_array (q, old) && i < qpdf_oh_get_array_n_items (q, old); i++)
    g_ptr_array_add (refs, g_strdup (qpdf_oh_unparse (q, qpdf_oh_get_array_item (q, old, i))));
  g_autoptr (GString) given = g_string_new (NULL);
  for (guint i = 0; items != NULL && i < items->len; i++) {
    char *ref = reference_for (job, old, items->pdata[i]);
    g_string_append_printf (given, "%s ", ref);
    if (g_ptr_array_find_with_equal_func (refs, ref, g_str_equal, NULL))
      g_free (ref);
    else
      g_ptr_array_add (refs, ref);
  }
  if (given->len > 0)
    g_string_append_printf (vri, "%s [%s] ", vri_lists[k], given->str);
  if (refs->len == 0)
    return;
  g_string_append_printf (dss, "%s [", lists[k]);
  for (guint i = 0; i < refs->len; i++)
    g_string_append_printf (dss, "%s ", (const char *) refs->pdata[i]);
  g_string_append (dss, "] ");
}

static char *
vri_name (GBytes *contents)
{
  guint8 hash[EVP_MAX_MD_SIZE];
  unsigned n = 0;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (contents, &length);
  GString *name = g_string_new ("/");

  EVP_Digest (bytes, length, hash, &n, EVP_sha1 (), NULL); /* a name, as the standard wants it; it proves nothing */
  for (unsigned i = 0; i < n; i++)
    g_string_append_printf (name, "%02X", hash[i]);
  return g_string_free (name, FALSE);
}

static void
put_vri (Job *job, GBytes *contents, const char *entry, GString *dss)
{
  qpdf_data q = job->doc->q;
  qpdf_oh old = qpdf_oh_get_key_if_dict (q, job->old, "/VRI");
  g_autofree char *name = contents != NULL ? vri_name (contents) : NULL;

  if (name == NULL && !qpdf_oh_is_dictionary (q, old))
    return;
  g_string_append (dss, "/VRI << ");
  if (qpdf_oh_is_dictionary (q, old)) {
    g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
    qpdf_oh_begin_dict_key_iter (q, old);
    while (qpdf_oh_dict_more_keys (q))
      g_ptr_array_add (keys, g_strdup (qpdf_oh_dict_next_key (q)));
    for (guint i = 0; i < keys->len; i++) {
      if (g_strcmp0 (keys->pdata[i], name) == 0)
        continue;
      pn_pdf_put_name (dss, keys->pdata[i]);
      g_string_append_printf (dss, " %s ", qpdf_oh_unparse (q, qpdf_oh_get_key (q, old, keys->pdata[i])));
    }
  }
  if (name != NULL)
    g_string_append_printf (dss, "%s << %s>> ", name, entry);
  g_string_append (dss, ">> ");
}

static GBytes *
write_store (Job *job, const PnPdfDssInput *input, GError **error)
{
  const GPtrArray *given[] = { input->certs, input->crls, input->ocsps };
  g_autoptr (GString) dss = g_string_new ("<< /Type /DSS ");
  g_autoptr (GString) vri = g_string_new (NULL);

  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    put_list (job, k, given[k], dss, vri);
  put_vri (job, input->contents, vri->str, dss);
  g_string_append (dss, ">>");
  int number = pn_pdf_form_reserve (job->doc, job->update);
  g_string_append (pn_pdf_update_begin (job->update, number, 0), dss->str);
  pn_pdf_update_end (job->update);
  qpdf_oh_remove_key (job->doc->q, job->doc->root, "/DSS");
  g_autofree char *entry = g_strdup_printf (" /DSS %d 0 R", number);
  pn_pdf_update_rewrite (job->update, job->doc->root, entry);
  pn_pdf_update_xref (job->update);
  if (!pn_pdf_doc_is_clean (job->doc, error))
    return NULL;
  GString *out = pn_pdf_update_bytes (job->update);
  return g_bytes_new (out->str, out->len);
}

GBytes *
pn_pdf_add_dss (GBytes *document, const PnPdfDssInput *input, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);
  g_autoptr (PnPdfDoc) doc = pn_pdf_doc_open (bytes, length, error);
  if (doc == NULL)
    return NULL;
  g_autoptr (PnPdfUpdate) update = pn_pdf_update_new (doc);
  Job job = { doc, update, qpdf_oh_get_key (doc->q, doc->root, "/DSS") };
  return write_store (&job, input, error);
}

typedef struct {
  double at;
  GBytes *contents;
} Found;

static int
oldest_first (gconstpointer a, gconstpointer b)
{
  const Found *x = a, *y = b;

  return (x->at > y->at) - (x->at < y->at);
}

GPtrArray *
pn_pdf_all_contents (GBytes *document, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);
  g_autoptr (PnPdfDoc) doc = pn_pdf_doc_open (bytes, length, error);
  g_autoptr (GPtrArray) fields = doc != NULL ? pn_pdf_fields (doc, error) : NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));

  if (fields == NULL)
    return NULL;
  for (guint i = 0; i < fields->len; i++) {
    const PnPdfField *field = fields->pdata[i];
    Found one;
    size_t n = 0;
    if (!pn_pdf_field_is_signed (doc, field) || !pn_pdf_oh_number (doc, qpdf_oh_get_key (doc->q, field->value, "/ByteRange"), 2, &one.at))
      continue;
    qpdf_oh contents = qpdf_oh_get_key (doc->q, field->value, "/Contents");
    if (!qpdf_oh_is_string (doc->q, contents))
      continue;
    const char *value = qpdf_oh_get_binary_string_value (doc->q, contents, &n);
    one.contents = g_bytes_new (value, n);
    g_array_append_val (found, one);
  }
  g_array_sort (found, oldest_first);
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (out, g_array_index (found, Found, i).contents);
  if (out->len > 0)
    return out;
  g_ptr_array_unref (out);
  g_set_error_literal (error, PN_ERROR, PN_ERROR_NOT_FOUND, "the document is not signed");
  return NULL;
}
