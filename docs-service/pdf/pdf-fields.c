/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-fields.h"

#include <string.h>

#include "base/error.h"

#define FIELD_DEPTH 32
#define FIELD_MAX 20000

typedef struct {
  PnPdfDoc *doc;
  GPtrArray *out;
  GHashTable *seen; /* object ids on the way: a field tree is a tree */
  qpdf_oh null, sig;
} Walk;

static void
field_free (gpointer data)
{
  PnPdfField *self = data;

  g_free (self->name);
  g_free (self);
}

static qpdf_oh
own_or (PnPdfDoc *doc, qpdf_oh node, const char *key, qpdf_oh inherited)
{
  qpdf_oh value = qpdf_oh_get_key (doc->q, node, key);

  /* An object of its own is not read yet: a signature's value is large, and reading fifty of them costs more than hashing a megabyte. */
  return qpdf_oh_is_indirect (doc->q, value) ? value : qpdf_oh_is_null (doc->q, value) ? inherited : value;
}

/* Kids that carry /T are fields; kids without are merely widgets of this one. */
static gboolean
has_field_kids (PnPdfDoc *doc, qpdf_oh kids)
{
  if (!qpdf_oh_is_array (doc->q, kids) || qpdf_oh_get_array_n_items (doc->q, kids) == 0)
    return FALSE;
  return qpdf_oh_has_key (doc->q, qpdf_oh_get_array_item (doc->q, kids, 0), "/T");
}

static void
add_field (Walk *walk, char *name_take, qpdf_oh node, qpdf_oh type, qpdf_oh value, qpdf_oh lock)
{
  PnPdfField *field = g_new0 (PnPdfField, 1);

  *field = (PnPdfField){ .name = name_take,
                         .field = node,
                         .type = type,
                         .value = value,
                         .lock = lock,
                         .is_signature = pn_pdf_oh_is (walk->doc, type, "/Sig") };
  g_ptr_array_add (walk->out, field);
}

/* The fields of earlier revisions, for the writer: qpdf need not take each apart. */
static gboolean
visit_by_hand (Walk *walk, qpdf_oh node)
{
  qpdf_data q = walk->doc->q;
  int id = qpdf_oh_get_object_id (q, node);
  PnPdfPeek peek;

  if (walk->doc->chain == NULL || id <= 0 || qpdf_oh_get_generation (q, node) != 0
      || walk->out->len >= FIELD_MAX || g_hash_table_contains (walk->seen, GINT_TO_POINTER (id))
      || !pn_pdf_chain_peek (walk->doc->chain, (guint64) id, &peek))
    return FALSE;
  g_hash_table_add (walk->seen, GINT_TO_POINTER (id));
  qpdf_oh value = peek.value != 0 ? qpdf_get_object_by_id (q, (int) peek.value, (int) peek.value_generation)
                                  : walk->null;
  add_field (walk, peek.name, node, walk->sig, value, walk->null);
  return TRUE;
}

static gboolean
visit (Walk *walk, qpdf_oh node, const char *prefix, qpdf_oh type, qpdf_oh value, int depth)
{
  PnPdfDoc *doc = walk->doc;
  int id = qpdf_oh_get_object_id (doc->q, node);
  qpdf_oh kids;

  if (!qpdf_oh_is_dictionary (doc->q, node))
    return TRUE; /* a dangling entry of /Fields: every reader passes over it */
  if (depth > FIELD_DEPTH || walk->out->len >= FIELD_MAX || (id != 0 && !g_hash_table_add (walk->seen, GINT_TO_POINTER (id))))
    return FALSE;
  g_autofree char *part = pn_pdf_oh_text (doc, qpdf_oh_get_key (doc->q, node, "/T"));
  g_autofree char *name = *prefix && *part ? g_strdup_printf ("%s.%s", prefix, part) : g_strdup (*part ? part : prefix);
  type = own_or (doc, node, "/FT", type);
  value = own_or (doc, node, "/V", value);
  kids = qpdf_oh_get_key (doc->q, node, "/Kids");
  if (has_field_kids (doc, kids)) {
    for (int i = 0; i < qpdf_oh_get_array_n_items (doc->q, kids); i++)
      if (!visit (walk, qpdf_oh_get_array_item (doc->q, kids, i), name, type, value, depth + 1))
        return FALSE;
    return TRUE;
  }
  add_field (walk, g_steal_pointer (&name), node, type, value, qpdf_oh_get_key (doc->q, node, "/Lock"));
  return TRUE;
}

static gboolean
walk_form (Walk *walk, GError **error)
{
  qpdf_data q = walk->doc->q;
  qpdf_oh form = qpdf_oh_get_key (q, walk->doc->root, "/AcroForm");
  qpdf_oh fields = qpdf_oh_is_dictionary (q, form) ? qpdf_oh_get_key (q, form, "/Fields") : walk->null;

  if (!qpdf_oh_is_array (q, fields))
    return TRUE;
  for (int i = 0; i < qpdf_oh_get_array_n_items (q, fields); i++) {
    qpdf_oh node = qpdf_oh_get_array_item (q, fields, i);
    if (!visit_by_hand (walk, node) && !visit (walk, node, "", walk->null, walk->null, 0)) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "the field tree has a loop or is too large");
      return FALSE;
    }
  }
  return TRUE;
}

/* Fewer signatures in the form than the bytes have ranges. */
static gboolean
some_are_loose (const Walk *walk)
{
  const guint8 *p = walk->doc->bytes, *end = p + walk->doc->length;
  guint in_form = 0, ranges = 0;

  for (guint i = 0; i < walk->out->len; i++)
    in_form += pn_pdf_field_is_signed (walk->doc, walk->out->pdata[i]);
  while ((p = memmem (p, (gsize) (end - p), "/ByteRange", 10)) != NULL) {
    ranges++;
    p += 10;
  }
  return ranges > in_form;
}

/* A signed field without a parent, which is its own widget. */
static gboolean
visit_loose (Walk *walk, qpdf_oh annot)
{
  qpdf_data q = walk->doc->q;
  int id = qpdf_oh_get_object_id (q, annot);

  if (id == 0 || g_hash_table_contains (walk->seen, GINT_TO_POINTER (id)) || !qpdf_oh_is_dictionary (q, annot)
      || !pn_pdf_oh_is (walk->doc, qpdf_oh_get_key (q, annot, "/FT"), "/Sig") || !qpdf_oh_is_string (q, qpdf_oh_get_key (q, annot, "/T"))
      || !qpdf_oh_is_dictionary (q, qpdf_oh_get_key (q, annot, "/V")) || qpdf_oh_has_key (q, annot, "/Parent") || qpdf_oh_has_key (q, annot, "/Kids"))
    return TRUE;
  return visit (walk, annot, "", walk->null, walk->null, 0);
}

static gboolean
walk_pages (Walk *walk, GError **error)
{
  qpdf_data q = walk->doc->q;

  for (int page = 0; page < walk->doc->page_count; page++) {
    qpdf_oh annots = qpdf_oh_get_key (q, qpdf_get_page_n (q, (size_t) page), "/Annots");
    for (int i = 0; qpdf_oh_is_array (q, annots) && i < qpdf_oh_get_array_n_items (q, annots); i++) {
      if (!visit_loose (walk, qpdf_oh_get_array_item (q, annots, i))) {
        g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "there are too many fields");
        return FALSE;
      }
    }
  }
  return TRUE;
}

static GPtrArray *
read_fields (PnPdfDoc *doc, gboolean loose, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (field_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Walk walk = { doc, out, seen, qpdf_oh_new_null (doc->q), qpdf_oh_new_name (doc->q, "/Sig") };

  if (!walk_form (&walk, error) || (loose && some_are_loose (&walk) && !walk_pages (&walk, error)))
    return NULL;
  return pn_pdf_doc_is_clean (doc, error) ? g_steal_pointer (&out) : NULL;
}

GPtrArray *
pn_pdf_fields (PnPdfDoc *doc, GError **error)
{
  return read_fields (doc, FALSE, error);
}

GPtrArray *
pn_pdf_fields_and_loose (PnPdfDoc *doc, GError **error)
{
  return read_fields (doc, TRUE, error);
}

const PnPdfField *
pn_pdf_field_by_name (const GPtrArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++) {
    const PnPdfField *field = fields->pdata[i];
    if (g_str_equal (field->name, name))
      return field;
  }
  return NULL;
}

gboolean
pn_pdf_field_widget (PnPdfDoc *doc, const PnPdfField *field, qpdf_oh *widget)
{
  qpdf_oh kids = qpdf_oh_get_key (doc->q, field->field, "/Kids");

  if (qpdf_oh_is_array (doc->q, kids)) {
    if (qpdf_oh_get_array_n_items (doc->q, kids) != 1)
      return FALSE;
    *widget = qpdf_oh_get_array_item (doc->q, kids, 0);
  } else {
    *widget = field->field;
  }
  return qpdf_oh_is_dictionary (doc->q, *widget) && qpdf_oh_is_indirect (doc->q, *widget)
         && pn_pdf_oh_is (doc, qpdf_oh_get_key (doc->q, *widget, "/Subtype"), "/Widget");
}

gboolean
pn_pdf_field_is_signed (PnPdfDoc *doc, const PnPdfField *field)
{
  return field->is_signature && qpdf_oh_is_dictionary (doc->q, field->value);
}
