/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-fields.h"
#include "docs-service/pdf/pdf-later.h"
#include "docs-service/pdf/pdf-marking.h"

#define NODES_MAX 4000000
#define DIRECT_DEPTH 600 /* qpdf itself stops at 500 */

typedef struct {
  qpdf_oh a, b;
} Pair;

/* a = the signed revision, b = the file as it is now. */
typedef struct {
  PnPdfDoc *a, *b;
  GPtrArray *changes, *forbidden;
  GHashTable *seen;        /* pairs of references already compared or waiting */
  GArray *work;            /* of Pair: an explicit stack, for outlines chain thousands of objects */
  PnPdfLater later;        /* what happened to fields */
  GString *path;
  guint nodes;
  gboolean too_much;
  gboolean draws_itself; /* the signed form wishes the reader to draw its fields */
} Diff;

static void compare (Diff *d, qpdf_oh a, qpdf_oh b, int depth);
static void compare_next (Diff *d); /* takes one pair from `work` */

static void
allow (Diff *d, const char *what, const char *name)
{
  g_autofree char *text = name != NULL ? g_strdup_printf ("%s:%s", what, name) : g_strdup (what);

  for (guint i = 0; i < d->changes->len; i++)
    if (g_str_equal (d->changes->pdata[i], text))
      return;
  g_ptr_array_add (d->changes, g_steal_pointer (&text));
}

static void
forbid (Diff *d, const char *what)
{
  if (d->forbidden->len < PN_PDF_DIFF_MAX)
    g_ptr_array_add (d->forbidden, g_strdup_printf ("%s: %s", d->path->str, what));
}

static gsize
enter (Diff *d, const char *key)
{
  gsize before = d->path->len;

  g_string_append_c (d->path, ' ');
  g_string_append (d->path, key);
  return before;
}

static void
leave (Diff *d, gsize before)
{
  g_string_truncate (d->path, before);
}

static GPtrArray *
keys_of (PnPdfDoc *doc, qpdf_oh dict)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  qpdf_oh_begin_dict_key_iter (doc->q, dict);
  while (qpdf_oh_dict_more_keys (doc->q))
    g_ptr_array_add (keys, g_strdup (qpdf_oh_dict_next_key (doc->q)));
  return keys;
}

static qpdf_oh
get (PnPdfDoc *doc, qpdf_oh dict, const char *key)
{
  return qpdf_oh_get_key (doc->q, dict, key);
}

static gboolean
is_null (PnPdfDoc *doc, qpdf_oh oh)
{
  return qpdf_oh_is_null (doc->q, oh);
}

static gboolean
has_id (PnPdfDoc *doc, GHashTable *set, qpdf_oh oh)
{
  int id = qpdf_oh_get_object_id (doc->q, oh);

  return id != 0 && g_hash_table_contains (set, GINT_TO_POINTER (id));
}

/* A marking where a certification permits annotations (DocMDP 3). */
static gboolean
is_permitted_annotation (Diff *d, qpdf_oh item)
{
  if (d->later.permit.level != 3 || !pn_pdf_marking_is_harmless (d->b, item))
    return FALSE;
  allow (d, "annotation", qpdf_oh_get_name (d->b->q, get (d->b, item, "/Subtype")) + 1);
  return TRUE;
}

static gboolean
same_entry (Diff *d, qpdf_oh a, qpdf_oh b)
{
  int ia = qpdf_oh_get_object_id (d->a->q, a), ib = qpdf_oh_get_object_id (d->b->q, b);

  return ia == ib && (ia != 0 || qpdf_oh_get_type_code (d->a->q, a) == qpdf_oh_get_type_code (d->b->q, b));
}

/* Lists that may only grow, and only by things signed since: /Fields and /Annots. What was there keeps its order. */
static void
compare_growing (Diff *d, qpdf_oh a, qpdf_oh b, gboolean annotations, int depth)
{
  int na = qpdf_oh_is_array (d->a->q, a) ? qpdf_oh_get_array_n_items (d->a->q, a) : 0;
  int nb = qpdf_oh_is_array (d->b->q, b) ? qpdf_oh_get_array_n_items (d->b->q, b) : 0;
  GHashTable *may_add = annotations ? d->later.new_widgets : d->later.new_fields;
  int met = 0;

  for (int i = 0; i < nb; i++) {
    qpdf_oh item = qpdf_oh_get_array_item (d->b->q, b, i);
    qpdf_oh old = met < na ? qpdf_oh_get_array_item (d->a->q, a, met) : item;
    if (met < na && same_entry (d, old, item)) {
      compare (d, old, item, depth + 1);
      met++;
    } else if (!has_id (d->b, may_add, item) && !(annotations && is_permitted_annotation (d, item))) {
      forbid (d, "something was added that is no signature");
    }
  }
  if (met < na || (na == 0 && !is_null (d->a, a) && !qpdf_oh_is_array (d->a->q, a)))
    forbid (d, "entries were taken away");
}

typedef gboolean (*MayAdd) (Diff *d, const char *key, qpdf_oh value);

/* iText 2 and 5 leave their name where they wrote; a name of their own (ISO 32000-1 Annex E) shows nothing. */
static gboolean
may_add_nothing (Diff *d, const char *key, qpdf_oh value)
{
  return g_str_equal (key, "/ITXT") && qpdf_oh_is_string (d->b->q, value);
}

static gboolean
may_add_to_form (Diff *d, const char *key, qpdf_oh value)
{
  /* Defaults for text of fields that are yet to come; what is there already has its own look. */
  return g_str_equal (key, "/SigFlags") || (g_str_equal (key, "/DA") && !d->draws_itself);
}

static gboolean
may_add_to_root (Diff *d, const char *key, qpdf_oh value)
{
  return g_str_equal (key, "/Version") && qpdf_oh_is_name (d->b->q, value);
}

static gboolean
signed_since (Diff *d)
{
  return g_hash_table_size (d->later.new_fields) + g_hash_table_size (d->later.filled) > 0;
}

static gint64
flags_of (PnPdfDoc *doc, qpdf_oh field)
{
  qpdf_oh flags = get (doc, field, "/Ff");

  return is_null (doc, flags) ? 0 : qpdf_oh_is_integer (doc->q, flags) ? qpdf_oh_get_int_value (doc->q, flags) : -1;
}

/* A program that locks fields with its signature also makes them read-only (ISO 32000-1 table 221, bit 1). */
static gboolean
became_read_only (Diff *d, const char *key, qpdf_oh a, qpdf_oh b)
{
  gint64 before = flags_of (d->a, a);

  return g_str_equal (key, "/Ff") && signed_since (d) && d->later.permit.level != 1 && before >= 0 && flags_of (d->b, b) == (before | 1);
}

/* Compares all keys but those in `skip` (NULL-ended). */
static void
compare_keys (Diff *d, qpdf_oh a, qpdf_oh b, const char *const *skip, MayAdd may_add, int depth)
{
  g_autoptr (GPtrArray) old_keys = keys_of (d->a, a);
  g_autoptr (GPtrArray) new_keys = keys_of (d->b, b);

  for (guint i = 0; i < old_keys->len; i++) {
    const char *key = old_keys->pdata[i];
    if (g_strv_contains (skip, key) || became_read_only (d, key, a, b))
      continue;
    gsize mark = enter (d, key);
    compare (d, get (d->a, a, key), get (d->b, b, key), depth + 1);
    leave (d, mark);
  }
  for (guint i = 0; i < new_keys->len; i++) {
    const char *key = new_keys->pdata[i];
    qpdf_oh value = get (d->b, b, key);
    if (g_strv_contains (skip, key) || !is_null (d->a, get (d->a, a, key)) || is_null (d->b, value) || may_add (d, key, value)
        || became_read_only (d, key, a, b))
      continue;
    gsize mark = enter (d, key);
    forbid (d, "was added");
    leave (d, mark);
  }
}

static gboolean
may_add_font (Diff *d, const char *key, qpdf_oh value)
{
  return TRUE;
}

/* PDFBox (and with it DSS) puts the picture of the signature it just made into the form's resources, in place of the one before. Nothing
 * draws it from there, unless some field's look has no resources of its own (ISO 32000-1 table 95). */
static gboolean
may_exchange_pictures (Diff *d)
{
  g_autoptr (GPtrArray) fields = pn_pdf_fields_and_loose (d->a, NULL);

  if (fields == NULL || !signed_since (d) || d->later.permit.level == 1)
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    if (!pn_pdf_later_looks_stand_alone (d->a, ((const PnPdfField *) fields->pdata[i])->field))
      return FALSE;
  return TRUE;
}

/* Fonts for fields that were filled since may be added; none may become another. */
static void
compare_resources (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const none[] = { NULL };
  const char *kinds[] = { "/Font", "/Encoding", may_exchange_pictures (d) ? "/XObject" : NULL, NULL };

  if (is_null (d->a, a) || !qpdf_oh_is_dictionary (d->a->q, a) || !qpdf_oh_is_dictionary (d->b->q, b)) {
    if (!is_null (d->a, a))
      compare (d, a, b, depth + 1);
    return;
  }
  compare_keys (d, a, b, kinds, may_add_nothing, depth);
  for (guint i = 0; i < 2; i++) {
    qpdf_oh old = get (d->a, a, kinds[i]), new = get (d->b, b, kinds[i]);
    gsize mark = enter (d, kinds[i]);
    if (qpdf_oh_is_dictionary (d->a->q, old) && qpdf_oh_is_dictionary (d->b->q, new))
      compare_keys (d, old, new, none, may_add_font, depth);
    else if (!is_null (d->a, old))
      compare (d, old, new, depth + 1);
    leave (d, mark);
  }
}

static gboolean
wishes_looks (PnPdfDoc *doc, qpdf_oh form)
{
  qpdf_oh wish = get (doc, form, "/NeedAppearances");

  return qpdf_oh_is_bool (doc->q, wish) && qpdf_oh_get_bool_value (doc->q, wish);
}

static gboolean
has_only_signatures (Diff *d)
{
  g_autoptr (GPtrArray) fields = pn_pdf_fields_and_loose (d->a, NULL);
  gboolean only = fields != NULL;

  for (guint i = 0; only && i < fields->len; i++)
    only = ((const PnPdfField *) fields->pdata[i])->is_signature;
  return only;
}

/* A program that draws the fields itself takes the wish to have them drawn away. Where there are fields with a value, that shows a look
 * which may say something else, and which nobody has seen. */
static void
compare_need (Diff *d, qpdf_oh a, qpdf_oh b)
{
  gboolean wished = wishes_looks (d->a, a);
  gsize mark = enter (d, "/NeedAppearances");

  if (!wished && (wishes_looks (d->b, b) || !(is_null (d->b, get (d->b, b, "/NeedAppearances")) || qpdf_oh_is_bool (d->b->q, get (d->b, b, "/NeedAppearances")))))
    forbid (d, "was added");
  if (wished && !wishes_looks (d->b, b) && !has_only_signatures (d))
    forbid (d, "was taken away");
  leave (d, mark);
}

static void
compare_form (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const skip[] = { "/Fields", "/SigFlags", "/DR", "/NeedAppearances", NULL };
  gsize mark;

  if (is_null (d->a, a) && is_null (d->b, b))
    return;
  if (!qpdf_oh_is_dictionary (d->b->q, b) || !(is_null (d->a, a) || qpdf_oh_is_dictionary (d->a->q, a))) {
    forbid (d, "the form was taken away or replaced");
    return;
  }
  if (is_null (d->a, a))
    a = qpdf_oh_new_dictionary (d->a->q);
  d->draws_itself = wishes_looks (d->a, a);
  compare_keys (d, a, b, skip, may_add_to_form, depth);
  compare_need (d, a, b);
  mark = enter (d, "/DR");
  compare_resources (d, get (d->a, a, "/DR"), get (d->b, b, "/DR"), depth);
  leave (d, mark);
  mark = enter (d, "/Fields");
  compare_growing (d, get (d->a, a, "/Fields"), get (d->b, b, "/Fields"), FALSE, depth);
  leave (d, mark);
}

/* Whether anything below differs; of this comparison nothing is kept, so that other ways to the same objects are gone as well. */
static gboolean
differs_inside (Diff *d, qpdf_oh a, qpdf_oh b)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) work = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_autoptr (GString) path = g_string_new (NULL);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) forbidden = g_ptr_array_new_with_free_func (g_free);
  Diff inner = { .a = d->a, .b = d->b, .changes = changes, .forbidden = forbidden, .seen = seen, .work = work, .path = path, .later = d->later };

  compare (&inner, a, b, 0);
  while (work->len > 0 && forbidden->len == 0 && !inner.too_much)
    compare_next (&inner);
  d->nodes += inner.nodes;
  return forbidden->len > 0 || inner.too_much;
}

/* An entry that later revisions may put in place or renew, when it is of the right type. */
static void
note_renewed (Diff *d, const char *key, const char *what, gboolean stream)
{
  qpdf_oh a = get (d->a, d->a->root, key), b = get (d->b, d->b->root, key);
  gboolean right = stream ? qpdf_oh_is_stream (d->b->q, b) : qpdf_oh_is_dictionary (d->b->q, b);

  if (is_null (d->b, b)) {
    if (!is_null (d->a, a))
      forbid (d, "an entry of the catalogue was taken away");
    return;
  }
  if (!right)
    forbid (d, "an entry of the catalogue has the wrong type");
  else if (is_null (d->a, a) || qpdf_oh_get_object_id (d->a->q, a) != qpdf_oh_get_object_id (d->b->q, b)
           || strcmp (qpdf_oh_unparse_resolved (d->a->q, a), qpdf_oh_unparse_resolved (d->b->q, b)) != 0 || differs_inside (d, a, b))
    allow (d, what, NULL);
}

static void
compare_root (Diff *d, int depth)
{
  static const char *const skip[] = { "/AcroForm", "/DSS", "/Extensions", "/Metadata", NULL };
  gsize mark;

  compare_keys (d, d->a->root, d->b->root, skip, may_add_to_root, depth);
  note_renewed (d, "/DSS", "dss", FALSE);
  note_renewed (d, "/Extensions", "extensions", FALSE);
  note_renewed (d, "/Metadata", "metadata", TRUE);
  mark = enter (d, "/AcroForm");
  compare_form (d, get (d->a, d->a->root, "/AcroForm"), get (d->b, d->b->root, "/AcroForm"), depth);
  leave (d, mark);
}

/* A signing program that tags its new field notes that on the page; neither key shows anything. */
static gboolean
may_add_to_page (Diff *d, const char *key, qpdf_oh value)
{
  return g_hash_table_size (d->later.new_widgets) > 0
         && ((g_str_equal (key, "/Tabs") && qpdf_oh_is_name (d->b->q, value))
             || (g_str_equal (key, "/StructParents") && qpdf_oh_is_integer (d->b->q, value)));
}

static void
compare_page (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const skip[] = { "/Annots", NULL };
  gsize mark;

  compare_keys (d, a, b, skip, may_add_to_page, depth);
  mark = enter (d, "/Annots");
  compare_growing (d, get (d->a, a, "/Annots"), get (d->b, b, "/Annots"), TRUE, depth);
  leave (d, mark);
}

/* An element of the structure tree that does nothing but name a form field (ISO 32000-1 14.8.4.5), or a document of one such. */
static gboolean
is_form_element (Diff *d, qpdf_oh element, int depth)
{
  qpdf_data q = d->b->q;
  qpdf_oh kid = qpdf_oh_get_key_if_dict (q, element, "/K");
  qpdf_oh field = qpdf_oh_get_key_if_dict (q, kid, "/Obj");

  if (pn_pdf_oh_is (d->b, qpdf_oh_get_key_if_dict (q, element, "/S"), "/Document") && depth == 0)
    return is_form_element (d, kid, 1);
  return pn_pdf_oh_is (d->b, qpdf_oh_get_key_if_dict (q, element, "/S"), "/Form")
         && pn_pdf_oh_is (d->b, qpdf_oh_get_key_if_dict (q, field, "/Subtype"), "/Widget");
}

static qpdf_oh
kid_at (PnPdfDoc *doc, qpdf_oh kids, int i)
{
  return qpdf_oh_is_array (doc->q, kids) ? qpdf_oh_get_array_item (doc->q, kids, i) : kids;
}

static int
kid_count (PnPdfDoc *doc, qpdf_oh kids)
{
  return qpdf_oh_is_array (doc->q, kids) ? qpdf_oh_get_array_n_items (doc->q, kids) : is_null (doc, kids) ? 0 : 1;
}

static gboolean
may_add_to_tags (Diff *d, const char *key, qpdf_oh value)
{
  if (!g_str_equal (key, "/RoleMap") || !qpdf_oh_is_dictionary (d->b->q, value))
    return FALSE;
  g_autoptr (GPtrArray) keys = keys_of (d->b, value);
  return keys->len == 0;
}

/* Tags of a tagged document: a signing program adds one for its new field. */
static void
compare_tags (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const skip[] = { "/K", "/ParentTree", "/ParentTreeNextKey", NULL };
  qpdf_oh ka = get (d->a, a, "/K"), kb = get (d->b, b, "/K");
  int na = kid_count (d->a, ka), nb = kid_count (d->b, kb), met = 0;

  compare_keys (d, a, b, skip, may_add_to_tags, depth);
  gsize mark = enter (d, "/K");
  for (int i = 0; i < nb; i++) {
    qpdf_oh item = kid_at (d->b, kb, i), old = met < na ? kid_at (d->a, ka, met) : item;
    if (met < na && same_entry (d, old, item)) {
      compare (d, old, item, depth + 1);
      met++;
    } else if (is_form_element (d, item, 0)) {
      allow (d, "structure", NULL);
    } else {
      forbid (d, "something was added that is no form field");
    }
  }
  if (met < na)
    forbid (d, "entries were taken away");
  leave (d, mark);
}

static gboolean
is_tag (Diff *d, qpdf_oh a, qpdf_oh b)
{
  return pn_pdf_oh_is (d->a, get (d->a, a, "/Type"), "/StructTreeRoot")
         || (pn_pdf_oh_is (d->a, get (d->a, a, "/Type"), "/StructElem") && pn_pdf_oh_is (d->b, get (d->b, b, "/Type"), "/StructElem"));
}

/* Who signs may lock more; nobody may unlock. */
static gboolean
may_add_lock (Diff *d, const char *key, qpdf_oh value)
{
  return g_str_equal (key, "/Lock") && qpdf_oh_is_dictionary (d->b->q, value);
}

static gboolean
is_button (Diff *d, qpdf_oh b)
{
  qpdf_oh type = pn_pdf_oh_inherited (d->b, b, "/FT");

  return pn_pdf_oh_is (d->b, type, "/Btn");
}

static void
compare_dict (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const none[] = { NULL };
  /* An empty signature field that got its signature: its value and look are new; where it lies is not. */
  static const char *const signing[] = { "/V", "/AP", "/AS", "/F", "/M", "/MK", "/DA", "/BS", NULL };
  /* A field that was filled in: its value and look, and how a reader would make that; a button keeps its looks and shows another of them. */
  static const char *const writing[] = { "/V", "/AP", "/AS", "/M", "/RV", "/I", "/DA", NULL };
  static const char *const pressing[] = { "/V", "/AS", "/M", NULL };

  if (has_id (d->b, d->later.filled, b))
    compare_keys (d, a, b, signing, may_add_lock, depth);
  else if (has_id (d->b, d->later.written, b))
    compare_keys (d, a, b, is_button (d, b) ? pressing : writing, may_add_nothing, depth);
  else if (g_hash_table_size (d->later.new_widgets) > 0 && is_tag (d, a, b))
    compare_tags (d, a, b, depth);
  else if (pn_pdf_oh_is (d->a, get (d->a, a, "/Type"), "/Page") && pn_pdf_oh_is (d->b, get (d->b, b, "/Type"), "/Page"))
    compare_page (d, a, b, depth);
  else
    compare_keys (d, a, b, none, may_add_nothing, depth);
}

static void
compare_array (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  int n = qpdf_oh_get_array_n_items (d->a->q, a);
  char index[16];

  if (n != qpdf_oh_get_array_n_items (d->b->q, b)) {
    forbid (d, "the number of entries changed");
    return;
  }
  for (int i = 0; i < n; i++) {
    g_snprintf (index, sizeof index, "[%d]", i);
    gsize mark = enter (d, index);
    compare (d, qpdf_oh_get_array_item (d->a->q, a, i), qpdf_oh_get_array_item (d->b->q, b, i), depth + 1);
    leave (d, mark);
  }
}

static void
compare_stream (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const skip[] = { "/Length", NULL };
  unsigned char *pa = NULL, *pb = NULL;
  size_t na = 0, nb = 0;
  QPDF_BOOL filtered;

  compare_keys (d, qpdf_oh_get_dict (d->a->q, a), qpdf_oh_get_dict (d->b->q, b), skip, may_add_nothing, depth);
  if ((qpdf_oh_get_stream_data (d->a->q, a, qpdf_dl_none, &filtered, &pa, &na) & QPDF_ERRORS)
      || (qpdf_oh_get_stream_data (d->b->q, b, qpdf_dl_none, &filtered, &pb, &nb) & QPDF_ERRORS))
    forbid (d, "a stream cannot be read");
  else if (na != nb || (na > 0 && memcmp (pa, pb, na) != 0)) /* an empty stream has no bytes at all */
    forbid (d, "the stream's bytes changed");
  free (pa);
  free (pb);
}

/* 595 and 595.0 are one number: some writers change the one into the other. */
static gboolean
same_number (Diff *d, qpdf_oh a, qpdf_oh b)
{
  return qpdf_oh_is_number (d->a->q, a) && qpdf_oh_is_number (d->b->q, b)
         && qpdf_oh_get_numeric_value (d->a->q, a) == qpdf_oh_get_numeric_value (d->b->q, b);
}

static void
compare_resolved (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  enum qpdf_object_type_e type = qpdf_oh_get_type_code (d->a->q, a);

  if (same_number (d, a, b))
    return;
  if (type != qpdf_oh_get_type_code (d->b->q, b))
    forbid (d, is_null (d->b, b) ? "was taken away" : "is of another type");
  else if (type == ot_dictionary)
    compare_dict (d, a, b, depth);
  else if (type == ot_array)
    compare_array (d, a, b, depth);
  else if (type == ot_stream)
    compare_stream (d, a, b, depth);
  else if (strcmp (qpdf_oh_unparse_resolved (d->a->q, a), qpdf_oh_unparse_resolved (d->b->q, b)) != 0)
    forbid (d, "the value changed");
}

/* FALSE when these two have met. Generations count: "5 0 R" and "5 1 R" are never both there, and one of them is null. */
static gboolean
meet (Diff *d, qpdf_oh a, qpdf_oh b)
{
  char *pair = g_strdup_printf ("%d %d %d %d", qpdf_oh_get_object_id (d->a->q, a), qpdf_oh_get_generation (d->a->q, a),
                                qpdf_oh_get_object_id (d->b->q, b), qpdf_oh_get_generation (d->b->q, b));

  return g_hash_table_add (d->seen, pair);
}

static void
compare (Diff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  if (d->too_much || d->nodes++ > NODES_MAX || depth > DIRECT_DEPTH) {
    d->too_much = TRUE;
    return;
  }
  if (qpdf_oh_is_indirect (d->a->q, a) && qpdf_oh_is_indirect (d->b->q, b)) {
    if (!meet (d, a, b))
      return;
    g_array_append_val (d->work, ((Pair) { a, b }));
    return;
  }
  compare_resolved (d, a, b, depth);
}

static void
compare_info (Diff *d)
{
  qpdf_oh a = get (d->a, d->a->trailer, "/Info"), b = get (d->b, d->b->trailer, "/Info");

  if (strcmp (qpdf_oh_unparse_resolved (d->a->q, a), qpdf_oh_unparse_resolved (d->b->q, b)) != 0)
    allow (d, "info", NULL);
}

static void
compare_next (Diff *d)
{
  Pair pair = g_array_index (d->work, Pair, d->work->len - 1);

  g_array_set_size (d->work, d->work->len - 1);
  g_string_printf (d->path, "%d %d obj", qpdf_oh_get_object_id (d->b->q, pair.b), qpdf_oh_get_generation (d->b->q, pair.b));
  compare_resolved (d, pair.a, pair.b, 0);
}

/* What a trailer or the dictionary of a cross-reference stream has by the standard (ISO 32000-1 tables 15 and 17), and is judged elsewhere. */
static gboolean
is_trailer_key (const char *key)
{
  static const char *const keys[] = { "/Size", "/Root", "/Prev", "/Info", "/ID", "/XRefStm", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms", NULL };

  return g_strv_contains (keys, key);
}

/* LibreOffice names the text it made a document of here; copied by later writers, the reference often leads elsewhere. */
static gboolean
names_no_stream (Diff *d, const char *key, qpdf_oh list)
{
  for (int i = 0; qpdf_oh_is_array (d->b->q, list) && i < qpdf_oh_get_array_n_items (d->b->q, list); i++)
    if (qpdf_oh_is_stream (d->b->q, qpdf_oh_get_array_item (d->b->q, list, i)))
      return FALSE;
  return g_str_equal (key, "/AdditionalStreams") && qpdf_oh_is_array (d->b->q, list);
}

/* A program may leave its own words out of a later trailer, and say other ones; a way to other objects it may not add. */
static void
compare_trailers (Diff *d)
{
  g_autoptr (GPtrArray) keys = keys_of (d->b, d->b->trailer);

  g_string_assign (d->path, "trailer");
  for (guint i = 0; i < keys->len; i++) {
    const char *key = keys->pdata[i];
    qpdf_oh new = get (d->b, d->b->trailer, key);
    if (is_trailer_key (key) || is_null (d->b, new) || qpdf_oh_is_scalar (d->b->q, new) || names_no_stream (d, key, new))
      continue;
    gsize mark = enter (d, key);
    if (is_null (d->a, get (d->a, d->a->trailer, key)))
      forbid (d, "was added");
    else
      compare (d, get (d->a, d->a->trailer, key), new, 0);
    leave (d, mark);
  }
}

static void
run (Diff *d)
{
  g_string_assign (d->path, "catalogue");
  meet (d, d->a->root, d->b->root);
  compare_root (d, 0);
  compare_info (d);
  compare_trailers (d);
  while (d->work->len > 0 && !d->too_much && d->forbidden->len < PN_PDF_DIFF_MAX)
    compare_next (d);
  if (d->too_much)
    forbid (d, "too complex to compare");
}

/* Some writers take object numbers that are in use, and so draw their picture over that of the signature before. It stays forbidden, for
 * a look may say something ("approved, but …"); people should be told what they see. */
static void
name_overwritten_looks (Diff *d)
{
  g_autoptr (GPtrArray) fields = pn_pdf_fields_and_loose (d->a, NULL);

  for (guint i = 0; fields != NULL && i < fields->len; i++) {
    const PnPdfField *field = fields->pdata[i];
    int id = qpdf_oh_get_object_id (d->a->q, field->field);
    qpdf_oh now = qpdf_get_object_by_id (d->b->q, id, qpdf_oh_get_generation (d->a->q, field->field));
    qpdf_oh look = qpdf_oh_get_key_if_dict (d->a->q, field->field, "/AP");
    if (!pn_pdf_field_is_signed (d->a, field) || id == 0 || !qpdf_oh_is_dictionary (d->a->q, look)
        || !differs_inside (d, look, qpdf_oh_get_key_if_dict (d->b->q, now, "/AP")))
      continue;
    g_ptr_array_insert (d->forbidden, 0, g_strdup_printf ("field %s: the picture of this signature was overwritten", field->name));
  }
}

gboolean
pn_pdf_diff (PnPdfDoc *before, PnPdfDoc *after, GPtrArray *changes, GPtrArray *forbidden, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) work = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_autoptr (GString) path = g_string_new (NULL);
  Diff d = { .a = before, .b = after, .changes = changes, .forbidden = forbidden, .seen = seen, .work = work, .path = path };

  gboolean ok = pn_pdf_later_read (before, after, &d.later, changes, forbidden, error);
  if (ok)
    run (&d);
  if (ok && forbidden->len > 0)
    name_overwritten_looks (&d);
  pn_pdf_later_clear (&d.later);
  if (!ok)
    return FALSE;
  /* qpdf complains (and repairs) while it reads: then the two sides were not what the bytes say. */
  return pn_pdf_doc_is_clean (before, error) && pn_pdf_doc_is_clean (after, error);
}
