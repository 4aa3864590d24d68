/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-later.h"

#include <string.h>

#include "docs-service/pdf/pdf-look.h"

/* Points², of a signature's picture where no field was: half a sheet of A4, and four lines of text across one. */
#define PICTURE_AREA_MAX 250000.0
#define TEXT_AREA_MAX 40000.0

typedef struct {
  PnPdfDoc *a, *b; /* the signed revision, the file as it is now */
  PnPdfLater *out;
  GPtrArray *changes, *forbidden;
} Sort;

void
pn_pdf_later_clear (PnPdfLater *self)
{
  pn_pdf_permit_clear (&self->permit);
  g_clear_pointer (&self->new_fields, g_hash_table_unref);
  g_clear_pointer (&self->new_widgets, g_hash_table_unref);
  g_clear_pointer (&self->filled, g_hash_table_unref);
  g_clear_pointer (&self->written, g_hash_table_unref);
}

static qpdf_oh
get (PnPdfDoc *doc, qpdf_oh dict, const char *key)
{
  return qpdf_oh_get_key_if_dict (doc->q, dict, key);
}

static gboolean
is_null (PnPdfDoc *doc, qpdf_oh oh)
{
  return qpdf_oh_is_null (doc->q, oh);
}

static void
allow (Sort *s, const char *what, const char *name)
{
  g_ptr_array_add (s->changes, g_strdup_printf ("%s:%s", what, name));
}

static void
forbid (Sort *s, const char *name, const char *why)
{
  g_ptr_array_add (s->forbidden, g_strdup_printf ("field %s: %s", name, why));
}

static void
add_id (PnPdfDoc *doc, GHashTable *set, qpdf_oh oh)
{
  int id = qpdf_oh_get_object_id (doc->q, oh);

  if (id != 0)
    g_hash_table_add (set, GINT_TO_POINTER (id));
}

/* A field is its own widget, or its kids are: all of them, the field first. */
static int
widget_count (PnPdfDoc *doc, qpdf_oh field)
{
  qpdf_oh kids = get (doc, field, "/Kids");

  return 1 + (qpdf_oh_is_array (doc->q, kids) ? qpdf_oh_get_array_n_items (doc->q, kids) : 0);
}

static qpdf_oh
widget_at (PnPdfDoc *doc, qpdf_oh field, int i)
{
  return i == 0 ? field : qpdf_oh_get_array_item (doc->q, get (doc, field, "/Kids"), i - 1);
}

static void
add_field (PnPdfDoc *doc, GHashTable *set, qpdf_oh field)
{
  for (int i = 0; i < widget_count (doc, field); i++)
    add_id (doc, set, widget_at (doc, field, i));
}

/* Nothing but a field to be looked at: no action hangs on it, and it is no annotation of another kind. */
static gboolean
widget_is_bare (PnPdfDoc *doc, qpdf_oh widget)
{
  qpdf_oh kind = get (doc, widget, "/Subtype");

  return qpdf_oh_is_indirect (doc->q, widget) && is_null (doc, get (doc, widget, "/A")) && is_null (doc, get (doc, widget, "/AA"))
         && (is_null (doc, kind) || pn_pdf_oh_is (doc, kind, "/Widget"));
}

static gboolean
is_plain_widget (PnPdfDoc *doc, qpdf_oh field)
{
  for (int i = 0; i < widget_count (doc, field); i++) {
    qpdf_oh widget = widget_at (doc, field, i);
    if (!widget_is_bare (doc, widget) || (i > 0 && !is_null (doc, get (doc, widget, "/Kids"))))
      return FALSE;
  }
  return TRUE;
}

/* Points², of all its widgets together; 0 when it is seen nowhere. */
static double
area_on_pages (PnPdfDoc *doc, qpdf_oh field)
{
  double sum = 0, r[4];

  for (int i = 0; i < widget_count (doc, field); i++)
    if (pn_pdf_oh_rect (doc, get (doc, widget_at (doc, field, i), "/Rect"), r) && r[2] > r[0] && r[3] > r[1])
      sum += (r[2] - r[0]) * (r[3] - r[1]);
  return sum;
}

static gboolean
writes_only (PnPdfDoc *doc, qpdf_oh field)
{
  for (int i = 0; i < widget_count (doc, field); i++) {
    qpdf_oh look = get (doc, widget_at (doc, field, i), "/AP");
    if (!is_null (doc, look) && !pn_pdf_look_only_writes (doc, get (doc, look, "/N")))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_timestamp (PnPdfDoc *doc, qpdf_oh value)
{
  return pn_pdf_oh_is (doc, get (doc, value, "/SubFilter"), "/ETSI.RFC3161");
}

static void
sort_signature (Sort *s, const PnPdfField *field, const PnPdfField *old)
{
  PnPdfDoc *b = s->b;
  double area = area_on_pages (b, field->field);
  gboolean stamp = is_timestamp (b, field->value) && !(area > 0);

  if (s->out->permit.level == 1 && !stamp)
    forbid (s, field->name, "the document is certified and permits no later signature (DocMDP 1)");
  if (old == NULL) {
    /* A new field may cover what was certified ("sneaky signature"): there it may only write. */
    if (s->out->permit.level != 0 && area > 0 && (area > TEXT_AREA_MAX || !writes_only (b, field->field)))
      forbid (s, field->name, "a picture was put on a certified document, with a signature where no field was");
    else if (area > PICTURE_AREA_MAX)
      forbid (s, field->name, "a picture of this size hides the page");
    add_id (b, s->out->new_fields, field->field);
    add_field (b, s->out->new_widgets, field->field);
  } else if (old->is_signature && qpdf_oh_get_object_id (s->a->q, old->field) == qpdf_oh_get_object_id (b->q, field->field)) {
    if (pn_pdf_permit_locks (&s->out->permit, field->name))
      forbid (s, field->name, "it was signed although an earlier signature locks it");
    add_field (b, s->out->filled, field->field);
    /* The form may know an empty field that no page shows yet. Where a new one may be put on the page, this
     * one may too. */
    if (s->out->permit.level == 0)
      add_field (b, s->out->new_widgets, field->field);
  } else {
    return; /* some other object under an old name: the comparison will say so */
  }
  allow (s, stamp ? "timestamp" : "signature", field->name);
}

static gboolean
is_empty (PnPdfDoc *doc, qpdf_oh value)
{
  size_t n = 0;

  if (qpdf_oh_is_string (doc->q, value))
    qpdf_oh_get_binary_string_value (doc->q, value, &n);
  return is_null (doc, value) || (qpdf_oh_is_string (doc->q, value) && n == 0) || pn_pdf_oh_is (doc, value, "/Off");
}

static gboolean
widget_is_plain (PnPdfDoc *doc, qpdf_oh widget)
{
  qpdf_oh look = get (doc, widget, "/AP");

  return is_null (doc, look) || (is_null (doc, get (doc, look, "/D")) && is_null (doc, get (doc, look, "/R")) && pn_pdf_look_is_plain (doc, get (doc, look, "/N")));
}

static gboolean
looks_are_plain (PnPdfDoc *doc, qpdf_oh field)
{
  for (int i = 0; i < widget_count (doc, field); i++)
    if (!widget_is_plain (doc, widget_at (doc, field, i)))
      return FALSE;
  return TRUE;
}

static gboolean
draws_nothing_named (const char *op, const PnPdfOperands *operands, gpointer data)
{
  return !g_str_equal (op, "Do");
}

static gboolean
stands_alone (PnPdfDoc *doc, qpdf_oh look)
{
  return !qpdf_oh_is_stream (doc->q, look) || qpdf_oh_is_dictionary (doc->q, get (doc, qpdf_oh_get_dict (doc->q, look), "/Resources"))
         || pn_pdf_look_visit (doc, look, draws_nothing_named, NULL);
}

gboolean
pn_pdf_later_looks_stand_alone (PnPdfDoc *doc, qpdf_oh field)
{
  static const char *const kinds[] = { "/N", "/D", "/R" };

  for (int i = 0; i < widget_count (doc, field) * 3; i++) {
    qpdf_oh looks = get (doc, widget_at (doc, field, i / 3), "/AP");
    qpdf_oh look = qpdf_oh_is_dictionary (doc->q, looks) ? get (doc, looks, kinds[i % 3]) : looks;
    if (!stands_alone (doc, look))
      return FALSE;
    if (!qpdf_oh_is_dictionary (doc->q, look))
      continue;
    qpdf_oh_begin_dict_key_iter (doc->q, look);
    while (qpdf_oh_dict_more_keys (doc->q))
      if (!stands_alone (doc, get (doc, look, qpdf_oh_dict_next_key (doc->q))))
        return FALSE;
  }
  return TRUE;
}

static gboolean
same_value (Sort *s, qpdf_oh a, qpdf_oh b)
{
  g_autofree char *text = g_strdup (qpdf_oh_unparse_resolved (s->a->q, a));

  return strcmp (text, qpdf_oh_unparse_resolved (s->b->q, b)) == 0;
}

static void
sort_filling (Sort *s, const PnPdfField *field, const PnPdfField *old)
{
  gboolean button = pn_pdf_oh_is (s->b, field->type, "/Btn");

  if (same_value (s, old->value, field->value) || qpdf_oh_get_object_id (s->a->q, old->field) != qpdf_oh_get_object_id (s->b->q, field->field)
      || qpdf_oh_get_object_id (s->b->q, field->field) == 0)
    return; /* the comparison says what else changed */
  if (s->out->permit.level == 1)
    forbid (s, field->name, "the value changed although the document is certified against any change (DocMDP 1)");
  else if (pn_pdf_permit_locks (&s->out->permit, field->name))
    forbid (s, field->name, "the value changed although a signature locks it (FieldMDP or /Lock)");
  else if (s->out->permit.level == 0 && !is_empty (s->a, old->value))
    forbid (s, field->name, "a value that was signed changed, and no certification permits it");
  else if (!button && !looks_are_plain (s->b, field->field))
    forbid (s, field->name, "its new look is more than text");
  else {
    allow (s, "field", field->name);
    add_field (s->b, s->out->written, field->field);
  }
}

gboolean
pn_pdf_later_read (PnPdfDoc *before, PnPdfDoc *after, PnPdfLater *out, GPtrArray *changes, GPtrArray *forbidden, GError **error)
{
  g_autoptr (GPtrArray) old_fields = pn_pdf_fields_and_loose (before, error);
  g_autoptr (GPtrArray) new_fields = old_fields != NULL ? pn_pdf_fields_and_loose (after, error) : NULL;
  Sort s = { before, after, out, changes, forbidden };

  if (new_fields == NULL)
    return FALSE;
  pn_pdf_permit_read (before, old_fields, &out->permit);
  out->new_fields = g_hash_table_new (NULL, NULL);
  out->new_widgets = g_hash_table_new (NULL, NULL);
  out->filled = g_hash_table_new (NULL, NULL);
  out->written = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < new_fields->len; i++) {
    const PnPdfField *field = new_fields->pdata[i];
    const PnPdfField *old = pn_pdf_field_by_name (old_fields, field->name);
    if (old != NULL && !field->is_signature)
      sort_filling (&s, field, old);
    else if (pn_pdf_field_is_signed (after, field) && is_plain_widget (after, field->field) && (old == NULL || !pn_pdf_field_is_signed (before, old)))
      sort_signature (&s, field, old);
  }
  return TRUE;
}
