/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-since.h"

#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-diff.h"
#include "docs-service/pdf/pdf-entries.h"
#include "docs-service/pdf/pdf-permit.h"
#include "docs-service/pdf/pdf-xref.h"

#define SIGNATURE "signature:"

typedef struct {
  PnPdfDoc *before, *after;
  GPtrArray *old_fields, *fields;
  GPtrArray *changes, *forbidden;
} Since;

static void
since_clear (Since *self)
{
  g_clear_pointer (&self->old_fields, g_ptr_array_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->before, pn_pdf_doc_free);
  g_clear_pointer (&self->after, pn_pdf_doc_free);
  g_ptr_array_unref (self->changes);
  g_ptr_array_unref (self->forbidden);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Since, since_clear)

static gboolean
since_open (Since *self, const guint8 *bytes, gsize length, gsize base, GError **error)
{
  if (base == 0 || base > length) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED,
                         "the file is shorter than what it should begin with");
    return FALSE;
  }
  self->before = pn_pdf_doc_open (bytes, base, error);
  self->after = self->before != NULL ? pn_pdf_doc_open (bytes, length, error) : NULL;
  if (self->after == NULL)
    return FALSE;
  self->old_fields = pn_pdf_fields_and_loose (self->before, error);
  self->fields = self->old_fields != NULL ? pn_pdf_fields_and_loose (self->after, error) : NULL;
  return self->fields != NULL;
}

/* Width times height of the widget; 0 when it is seen nowhere. */
static double
field_area (PnPdfDoc *doc, const PnPdfField *field)
{
  qpdf_oh widget;
  double r[4];

  if (!pn_pdf_field_widget (doc, field, &widget)
      || !pn_pdf_oh_rect (doc, qpdf_oh_get_key (doc->q, widget, "/Rect"), r))
    return 0;
  return (r[2] - r[0]) * (r[3] - r[1]);
}

/* A field that was there was drawn by us, in its place; a new one must be seen and must not hide the page. */
static gboolean
judge_places (Since *self)
{
  gboolean visible = TRUE;

  for (guint i = 0; i < self->changes->len; i++) {
    const char *change = self->changes->pdata[i];
    if (!g_str_has_prefix (change, SIGNATURE))
      continue;
    const char *name = change + sizeof SIGNATURE - 1;
    const PnPdfField *field = pn_pdf_field_by_name (self->fields, name);
    double area = field != NULL ? field_area (self->after, field) : 0;
    if (!(area > 0))
      visible = FALSE;
    else if (pn_pdf_field_by_name (self->old_fields, name) == NULL && area > PN_PDF_NEW_FIELD_AREA_MAX)
      g_ptr_array_add (self->forbidden,
                       g_strdup_printf ("field %s: a picture of this size hides the page", name));
  }
  return visible;
}

/* A certification is for whoever made the document; one from outside would bind what is to follow (ISO 32000-2 12.8.2.2). */
static gboolean
is_certified_since (Since *self)
{
  return !qpdf_oh_has_key (self->before->q, self->before->root, "/Perms") && qpdf_oh_has_key (self->after->q, self->after->root, "/Perms");
}

static char *
judge_locks (Since *self, const char *const *stay_open)
{
  if (is_certified_since (self))
    return g_strdup ("the signature certifies the document (/Perms)");
  for (guint i = 0; stay_open[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    const PnPdfField *field = pn_pdf_field_by_name (self->fields, stay_open[i]);
    gboolean free_still = field != NULL && !field->is_signature
                              ? pn_pdf_may_fill (self->after, self->fields, stay_open[i], &error)
                              : pn_pdf_may_sign (self->after, self->fields, stay_open[i], &error);
    if (!free_still)
      return g_strdup_printf ("%s: %s", stay_open[i], error->message);
  }
  return g_strdup ("");
}

static void
set_list (PnJson *object, const char *key, const GPtrArray *items)
{
  PnJson *list = pn_wire_array ();

  for (guint i = 0; i < items->len; i++)
    pn_wire_add_str (list, items->pdata[i]);
  pn_wire_set_take (object, key, list);
}

PnJson *
pn_pdf_since (GBytes *document, gsize base, const char *const *stay_open, GError **error)
{
  g_auto (Since) self = { .changes = g_ptr_array_new_with_free_func (g_free),
                          .forbidden = g_ptr_array_new_with_free_func (g_free) };
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);

  if (!since_open (&self, bytes, length, base, error)
      || !pn_pdf_history_continues (bytes, length, self.after->tail.header_at, self.after->tail.startxref,
                                    self.before->tail.startxref, base, error)
      || !pn_pdf_entries_agree (self.after, self.before->tail.startxref, error)
      || !pn_pdf_diff (self.before, self.after, self.changes, self.forbidden, error))
    return NULL;
  if (is_certified_since (&self)) /* said as `locked` */
    for (guint i = self.forbidden->len; i-- > 0;)
      if (strstr (self.forbidden->pdata[i], "/Perms") != NULL)
        g_ptr_array_remove_index (self.forbidden, i);
  gboolean visible = judge_places (&self);
  g_autofree char *locked = judge_locks (&self, stay_open);
  PnJson *json = pn_wire_object ();
  set_list (json, "changes", self.changes);
  set_list (json, "forbidden", self.forbidden);
  pn_wire_set_bool (json, "visible", visible);
  pn_wire_set_str (json, "locked", locked);
  return json;
}
