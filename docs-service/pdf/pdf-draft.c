/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-draft.h"

#include "base/error.h"
#include "docs-service/pdf/pdf-fields.h"

static gboolean
active (GError **error, const char *what)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_DRAFT_ACTIVE, what);
  return FALSE;
}

static gboolean
is_any (PnPdfDoc *doc, qpdf_oh name, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (pn_pdf_oh_is (doc, name, names[i]))
      return TRUE;
  return FALSE;
}

/* ISO 32000-1 table 198: to go somewhere in the file or to an address is what links do; every other action may change what is shown. */
static gboolean
is_harmless (PnPdfDoc *doc, qpdf_oh action)
{
  static const char *const links[] = { "/GoTo", "/GoToR", "/URI", "/Named", "/Thread", NULL };
  return !qpdf_oh_is_dictionary (doc->q, action)
         || (is_any (doc, qpdf_oh_get_key (doc->q, action, "/S"), links) && !qpdf_oh_has_key (doc->q, action, "/Next"));
}

static gboolean
check_actions (PnPdfDoc *doc, qpdf_oh owner, const char *key, GError **error)
{
  if (qpdf_oh_is_dictionary (doc->q, qpdf_oh_get_key (doc->q, owner, "/AA")))
    return active (error, "an action that runs by itself");
  return is_harmless (doc, qpdf_oh_get_key (doc->q, owner, key)) || active (error, "an action other than a link");
}

static gboolean
check_page (PnPdfDoc *doc, qpdf_oh page, GError **error)
{
  static const char *const moving[] = { "/Movie", "/Sound", "/Screen", "/RichMedia", "/3D", NULL };
  qpdf_oh annots = qpdf_oh_get_key (doc->q, page, "/Annots");
  if (!check_actions (doc, page, "/A", error))
    return FALSE;
  for (int i = 0; qpdf_oh_is_array (doc->q, annots) && i < qpdf_oh_get_array_n_items (doc->q, annots); i++) {
    qpdf_oh annot = qpdf_oh_get_array_item (doc->q, annots, i);
    if (!qpdf_oh_is_dictionary (doc->q, annot))
      continue;
    if (is_any (doc, qpdf_oh_get_key (doc->q, annot, "/Subtype"), moving))
      return active (error, "sound, film or a model");
    if (!check_actions (doc, annot, "/A", error))
      return FALSE;
  }
  return TRUE;
}

/* XFA: readers without its engine (and ISO 32000-2) show other pages than those with it. NeedAppearances: each reader draws the fields anew. */
static gboolean
check_form (PnPdfDoc *doc, GError **error)
{
  qpdf_oh form = qpdf_oh_get_key (doc->q, doc->root, "/AcroForm"), need;
  if (!qpdf_oh_is_dictionary (doc->q, form))
    return TRUE;
  if (qpdf_oh_has_key (doc->q, form, "/XFA"))
    return active (error, "an XFA form");
  g_autoptr (GPtrArray) fields = pn_pdf_fields (doc, error);
  need = qpdf_oh_get_key (doc->q, form, "/NeedAppearances");
  if (fields == NULL)
    return FALSE;
  if (fields->len > 0 && qpdf_oh_is_bool (doc->q, need) && qpdf_oh_get_bool_value (doc->q, need))
    return active (error, "a form that each reader draws anew");
  for (guint i = 0; i < fields->len; i++)
    if (qpdf_oh_has_key (doc->q, ((const PnPdfField *) fields->pdata[i])->field, "/AA"))
      return active (error, "a form that computes");
  return TRUE;
}

/* ISO 32000-1 8.11.4: layers that are off, or that printing and screens show otherwise. */
static gboolean
check_layers (PnPdfDoc *doc, GError **error)
{
  qpdf_oh layers = qpdf_oh_get_key (doc->q, doc->root, "/OCProperties");
  qpdf_oh usual = qpdf_oh_is_dictionary (doc->q, layers) ? qpdf_oh_get_key (doc->q, layers, "/D") : layers;
  static const char *const lists[] = { "/OFF", "/AS", NULL };
  if (!qpdf_oh_is_dictionary (doc->q, usual))
    return TRUE;
  for (guint i = 0; lists[i] != NULL; i++) {
    qpdf_oh list = qpdf_oh_get_key (doc->q, usual, lists[i]);
    if (qpdf_oh_is_array (doc->q, list) && qpdf_oh_get_array_n_items (doc->q, list) > 0)
      return active (error, "layers that are hidden, or shown only sometimes");
  }
  return !pn_pdf_oh_is (doc, qpdf_oh_get_key (doc->q, usual, "/BaseState"), "/OFF") || active (error, "layers that are hidden");
}

gboolean
pn_pdf_draft_check (GBytes *document, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);
  g_autoptr (PnPdfDoc) doc = pn_pdf_doc_open (bytes, length, error);
  if (doc == NULL)
    return FALSE;
  qpdf_oh names = qpdf_oh_get_key (doc->q, doc->root, "/Names");
  if (qpdf_oh_is_dictionary (doc->q, names) && qpdf_oh_has_key (doc->q, names, "/JavaScript"))
    return active (error, "scripts");
  if (!check_actions (doc, doc->root, "/OpenAction", error) || !check_form (doc, error) || !check_layers (doc, error))
    return FALSE;
  for (int i = 0; i < doc->page_count; i++)
    if (!check_page (doc, qpdf_get_page_n (doc->q, (size_t) i), error))
      return FALSE;
  return pn_pdf_doc_is_clean (doc, error);
}
