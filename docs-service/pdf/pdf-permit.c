/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-permit.h"

#include <string.h>

#include "base/error.h"

#define DOCMDP_DEFAULT 2 /* ISO 32000-2 table 257 */

void
pn_pdf_permit_clear (PnPdfPermit *self)
{
  g_clear_pointer (&self->locks, g_array_unref);
}

static void
tighten (PnPdfPermit *self, int level)
{
  if (level >= 1 && level <= 3 && (self->level == 0 || level < self->level))
    self->level = level;
}

static int
level_of (PnPdfDoc *doc, qpdf_oh params, int when_missing)
{
  qpdf_oh p = qpdf_oh_get_key_if_dict (doc->q, params, "/P");

  return qpdf_oh_is_integer (doc->q, p) ? qpdf_oh_get_int_value_as_int (doc->q, p) : when_missing;
}

static void
read_references (PnPdfPermit *self, qpdf_oh signature)
{
  qpdf_data q = self->doc->q;
  qpdf_oh refs = qpdf_oh_get_key_if_dict (q, signature, "/Reference");

  for (int i = 0; qpdf_oh_is_array (q, refs) && i < qpdf_oh_get_array_n_items (q, refs); i++) {
    qpdf_oh ref = qpdf_oh_get_array_item (q, refs, i);
    qpdf_oh method = qpdf_oh_get_key_if_dict (q, ref, "/TransformMethod");
    qpdf_oh params = qpdf_oh_get_key_if_dict (q, ref, "/TransformParams");
    if (pn_pdf_oh_is (self->doc, method, "/DocMDP"))
      tighten (self, level_of (self->doc, params, DOCMDP_DEFAULT));
    else if (pn_pdf_oh_is (self->doc, method, "/FieldMDP") && qpdf_oh_is_dictionary (q, params))
      g_array_append_val (self->locks, params);
  }
}

static gboolean
has_value (PnPdfDoc *doc, const PnPdfField *field)
{
  return field->is_signature && (qpdf_oh_is_indirect (doc->q, field->value) || qpdf_oh_is_dictionary (doc->q, field->value));
}

/* Before signing: without this word in the file no signature but that of /Perms says anything, and none has to be read. The word cannot
 * hide in an object stream, for what holds /Contents must lie open; written with escapes it escapes us here, but not the check. */
static gboolean
may_say_something (PnPdfDoc *doc, const GPtrArray *fields)
{
  gboolean any = FALSE;

  for (guint i = 0; i < fields->len && !any; i++)
    any = has_value (doc, fields->pdata[i]);
  return any && memmem (doc->bytes, doc->length, "/Reference", 10) != NULL;
}

static void
read_all (PnPdfDoc *doc, const GPtrArray *fields, gboolean values, PnPdfPermit *out)
{
  qpdf_oh perms = qpdf_oh_get_key (doc->q, doc->root, "/Perms");

  *out = (PnPdfPermit) { .doc = doc, .locks = g_array_new (FALSE, FALSE, sizeof (qpdf_oh)) };
  for (guint i = 0; i < fields->len; i++) {
    const PnPdfField *field = fields->pdata[i];
    if (!has_value (doc, field))
      continue;
    if (values)
      read_references (out, field->value);
    if (qpdf_oh_is_dictionary (doc->q, field->lock)) {
      g_array_append_val (out->locks, field->lock);
      tighten (out, level_of (doc, field->lock, 0));
    }
  }
  read_references (out, qpdf_oh_get_key_if_dict (doc->q, perms, "/DocMDP"));
}

void
pn_pdf_permit_read (PnPdfDoc *doc, const GPtrArray *fields, PnPdfPermit *out)
{
  read_all (doc, fields, TRUE, out);
}

/* Whether a FieldMDP or /Lock dictionary covers the field of this name. */
static gboolean
lock_covers (PnPdfDoc *doc, qpdf_oh lock, const char *name)
{
  qpdf_oh action = qpdf_oh_get_key (doc->q, lock, "/Action");
  qpdf_oh list = qpdf_oh_get_key (doc->q, lock, "/Fields");
  gboolean listed = FALSE;

  if (pn_pdf_oh_is (doc, action, "/All"))
    return TRUE;
  for (int i = 0; qpdf_oh_is_array (doc->q, list) && i < qpdf_oh_get_array_n_items (doc->q, list); i++) {
    g_autofree char *entry = pn_pdf_oh_text (doc, qpdf_oh_get_array_item (doc->q, list, i));
    gsize n = strlen (entry);
    /* A name stands for everything below it as well. */
    if (g_str_equal (entry, name) || (g_str_has_prefix (name, entry) && name[n] == '.'))
      listed = TRUE;
  }
  return pn_pdf_oh_is (doc, action, "/Exclude") ? !listed : listed;
}

gboolean
pn_pdf_permit_locks (const PnPdfPermit *self, const char *name)
{
  for (guint i = 0; i < self->locks->len; i++)
    if (lock_covers (self->doc, g_array_index (self->locks, qpdf_oh, i), name))
      return TRUE;
  return FALSE;
}

static gboolean
may_change (PnPdfDoc *doc, const GPtrArray *fields, const char *name, GError **error)
{
  g_auto (PnPdfPermit) permit = { 0 };
  const char *why = NULL;

  read_all (doc, fields, may_say_something (doc, fields), &permit);
  if (permit.level == 1)
    why = "the document is certified and permits no change (DocMDP 1)";
  else if (pn_pdf_permit_locks (&permit, name))
    why = "an earlier signature locks this field (FieldMDP or /Lock)";
  if (why == NULL)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_PDF_SIGN_FORBIDDEN, "%s", why);
  return FALSE;
}

gboolean
pn_pdf_may_sign (PnPdfDoc *doc, const GPtrArray *fields, const char *name, GError **error)
{
  return may_change (doc, fields, name, error);
}

gboolean
pn_pdf_may_fill (PnPdfDoc *doc, const GPtrArray *fields, const char *name, GError **error)
{
  return may_change (doc, fields, name, error);
}
