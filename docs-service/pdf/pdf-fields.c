/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-fields.h"

#include "base/error.h"

#define FIELD_DEPTH 32
#define FIELD_MAX 20000

typedef struct {
  PnPdfDoc *doc;
  GPtrArray *out;
  GHashTable *seen; /* object ids on the way: a field tree is a tree */
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
  PnPdfField *field = g_new0 (PnPdfField, 1);
  field->name = g_steal_pointer (&name);
  field->field = node;
  field->type = type;
  field->value = value;
  field->lock = qpdf_oh_get_key (doc->q, node, "/Lock");
  field->is_signature = pn_pdf_oh_is (doc, type, "/Sig");
  g_ptr_array_add (walk->out, field);
  return TRUE;
}

GPtrArray *
pn_pdf_fields (PnPdfDoc *doc, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (field_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Walk walk = { doc, out, seen };
  qpdf_oh form = qpdf_oh_get_key (doc->q, doc->root, "/AcroForm");
  qpdf_oh null = qpdf_oh_new_null (doc->q);

  if (!qpdf_oh_is_dictionary (doc->q, form))
    return g_steal_pointer (&out);
  qpdf_oh fields = qpdf_oh_get_key (doc->q, form, "/Fields");
  if (!qpdf_oh_is_array (doc->q, fields))
    return g_steal_pointer (&out);
  for (int i = 0; i < qpdf_oh_get_array_n_items (doc->q, fields); i++) {
    if (!visit (&walk, qpdf_oh_get_array_item (doc->q, fields, i), "", null, null, 0)) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "the field tree has a loop or is too large");
      return NULL;
    }
  }
  return pn_pdf_doc_is_clean (doc, error) ? g_steal_pointer (&out) : NULL;
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
