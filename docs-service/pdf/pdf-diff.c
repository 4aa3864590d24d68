/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-diff-parts.h"
#include "docs-service/pdf/pdf-fields.h"
#include "docs-service/pdf/pdf-later.h"
#include "docs-service/pdf/pdf-marking.h"

#define NODES_MAX 4000000
#define DIRECT_DEPTH 600 /* qpdf itself stops at 500 */

static void compare_next (PnDiff *d); /* takes one pair from `work` */

static void
allow (PnDiff *d, const char *what, const char *name)
{
  g_autofree char *text = name != NULL ? g_strdup_printf ("%s:%s", what, name) : g_strdup (what);

  for (guint i = 0; i < d->changes->len; i++)
    if (g_str_equal (d->changes->pdata[i], text))
      return;
  g_ptr_array_add (d->changes, g_steal_pointer (&text));
}

void
pn_diff_forbid (PnDiff *d, const char *what)
{
  if (d->forbidden->len < PN_PDF_DIFF_MAX)
    g_ptr_array_add (d->forbidden, g_strdup_printf ("%s: %s", d->path->str, what));
}

gsize
pn_diff_enter (PnDiff *d, const char *key)
{
  gsize before = d->path->len;

  g_string_append_c (d->path, ' ');
  g_string_append (d->path, key);
  return before;
}

void
pn_diff_leave (PnDiff *d, gsize before)
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
is_permitted_annotation (PnDiff *d, qpdf_oh item)
{
  if (d->later.permit.level != 3 || !pn_pdf_marking_is_harmless (d->b, item))
    return FALSE;
  allow (d, "annotation", qpdf_oh_get_name (d->b->q, get (d->b, item, "/Subtype")) + 1);
  return TRUE;
}

static gboolean
same_entry (PnDiff *d, qpdf_oh a, qpdf_oh b)
{
  int ia = qpdf_oh_get_object_id (d->a->q, a), ib = qpdf_oh_get_object_id (d->b->q, b);

  return ia == ib && (ia != 0 || qpdf_oh_get_type_code (d->a->q, a) == qpdf_oh_get_type_code (d->b->q, b));
}

/* Lists that may only grow, and only by things signed since: /Fields and /Annots. What was there keeps its order. */
void
pn_diff_growing (PnDiff *d, qpdf_oh a, qpdf_oh b, gboolean annotations, int depth)
{
  int na = qpdf_oh_is_array (d->a->q, a) ? qpdf_oh_get_array_n_items (d->a->q, a) : 0;
  int nb = qpdf_oh_is_array (d->b->q, b) ? qpdf_oh_get_array_n_items (d->b->q, b) : 0;
  GHashTable *may_add = annotations ? d->later.new_widgets : d->later.new_fields;
  int met = 0;

  for (int i = 0; i < nb; i++) {
    qpdf_oh item = qpdf_oh_get_array_item (d->b->q, b, i);
    qpdf_oh old = met < na ? qpdf_oh_get_array_item (d->a->q, a, met) : item;
    if (met < na && same_entry (d, old, item)) {
      pn_diff_compare (d, old, item, depth + 1);
      met++;
    } else if (!has_id (d->b, may_add, item) && !(annotations && is_permitted_annotation (d, item))) {
      pn_diff_forbid (d, "something was added that is no signature");
    }
  }
  if (met < na || (na == 0 && !is_null (d->a, a) && !qpdf_oh_is_array (d->a->q, a)))
    pn_diff_forbid (d, "entries were taken away");
}

/* iText 2 and 5 leave their name where they wrote; a name of their own (ISO 32000-1 Annex E) shows nothing. */
gboolean
pn_diff_may_add_nothing (PnDiff *d, const char *key, qpdf_oh value)
{
  return g_str_equal (key, "/ITXT") && qpdf_oh_is_string (d->b->q, value);
}

static gboolean
may_add_to_root (PnDiff *d, const char *key, qpdf_oh value)
{
  return g_str_equal (key, "/Version") && qpdf_oh_is_name (d->b->q, value);
}

gboolean
pn_diff_signed_since (PnDiff *d)
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
became_read_only (PnDiff *d, const char *key, qpdf_oh a, qpdf_oh b)
{
  gint64 before = flags_of (d->a, a);

  return g_str_equal (key, "/Ff") && pn_diff_signed_since (d) && d->later.permit.level != 1 && before >= 0 && flags_of (d->b, b) == (before | 1);
}

/* Compares all keys but those in `skip` (NULL-ended). */
void
pn_diff_keys (PnDiff *d, qpdf_oh a, qpdf_oh b, const char *const *skip, PnDiffMayAdd may_add, int depth)
{
  g_autoptr (GPtrArray) old_keys = keys_of (d->a, a);
  g_autoptr (GPtrArray) new_keys = keys_of (d->b, b);

  for (guint i = 0; i < old_keys->len; i++) {
    const char *key = old_keys->pdata[i];
    if (g_strv_contains (skip, key) || became_read_only (d, key, a, b))
      continue;
    gsize mark = pn_diff_enter (d, key);
    pn_diff_compare (d, get (d->a, a, key), get (d->b, b, key), depth + 1);
    pn_diff_leave (d, mark);
  }
  for (guint i = 0; i < new_keys->len; i++) {
    const char *key = new_keys->pdata[i];
    qpdf_oh value = get (d->b, b, key);
    if (g_strv_contains (skip, key) || !is_null (d->a, get (d->a, a, key)) || is_null (d->b, value) || may_add (d, key, value)
        || became_read_only (d, key, a, b))
      continue;
    gsize mark = pn_diff_enter (d, key);
    pn_diff_forbid (d, "was added");
    pn_diff_leave (d, mark);
  }
}

/* Whether anything below differs; of this comparison nothing is kept, so that other ways to the same objects are gone as well. */
static gboolean
differs_inside (PnDiff *d, qpdf_oh a, qpdf_oh b)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) work = g_array_new (FALSE, FALSE, sizeof (PnDiffPair));
  g_autoptr (GString) path = g_string_new (NULL);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) forbidden = g_ptr_array_new_with_free_func (g_free);
  PnDiff inner = { .a = d->a, .b = d->b, .changes = changes, .forbidden = forbidden, .seen = seen, .work = work, .path = path, .later = d->later };

  pn_diff_compare (&inner, a, b, 0);
  while (work->len > 0 && forbidden->len == 0 && !inner.too_much)
    compare_next (&inner);
  d->nodes += inner.nodes;
  return forbidden->len > 0 || inner.too_much;
}

/* An entry that later revisions may put in place or renew, when it is of the right type. */
static void
note_renewed (PnDiff *d, const char *key, const char *what, gboolean stream)
{
  qpdf_oh a = get (d->a, d->a->root, key), b = get (d->b, d->b->root, key);
  gboolean right = stream ? qpdf_oh_is_stream (d->b->q, b) : qpdf_oh_is_dictionary (d->b->q, b);

  if (is_null (d->b, b)) {
    if (!is_null (d->a, a))
      pn_diff_forbid (d, "an entry of the catalogue was taken away");
    return;
  }
  if (!right)
    pn_diff_forbid (d, "an entry of the catalogue has the wrong type");
  else if (is_null (d->a, a) || qpdf_oh_get_object_id (d->a->q, a) != qpdf_oh_get_object_id (d->b->q, b)
           || strcmp (qpdf_oh_unparse_resolved (d->a->q, a), qpdf_oh_unparse_resolved (d->b->q, b)) != 0 || differs_inside (d, a, b))
    allow (d, what, NULL);
}

static void
compare_root (PnDiff *d, int depth)
{
  static const char *const skip[] = { "/AcroForm", "/DSS", "/Extensions", "/Metadata", NULL };
  gsize mark;

  pn_diff_keys (d, d->a->root, d->b->root, skip, may_add_to_root, depth);
  note_renewed (d, "/DSS", "dss", FALSE);
  note_renewed (d, "/Extensions", "extensions", FALSE);
  note_renewed (d, "/Metadata", "metadata", TRUE);
  mark = pn_diff_enter (d, "/AcroForm");
  pn_diff_form (d, get (d->a, d->a->root, "/AcroForm"), get (d->b, d->b->root, "/AcroForm"), depth);
  pn_diff_leave (d, mark);
}

/* A signing program that tags its new field notes that on the page; neither key shows anything. */
static gboolean
may_add_to_page (PnDiff *d, const char *key, qpdf_oh value)
{
  return g_hash_table_size (d->later.new_widgets) > 0
         && ((g_str_equal (key, "/Tabs") && qpdf_oh_is_name (d->b->q, value))
             || (g_str_equal (key, "/StructParents") && qpdf_oh_is_integer (d->b->q, value)));
}

static void
compare_page (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const skip[] = { "/Annots", NULL };
  gsize mark;

  pn_diff_keys (d, a, b, skip, may_add_to_page, depth);
  mark = pn_diff_enter (d, "/Annots");
  pn_diff_growing (d, get (d->a, a, "/Annots"), get (d->b, b, "/Annots"), TRUE, depth);
  pn_diff_leave (d, mark);
}

/* An element of the structure tree that does nothing but name a form field (ISO 32000-1 14.8.4.5), or a document of one such. */
static gboolean
is_form_element (PnDiff *d, qpdf_oh element, int depth)
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
may_add_to_tags (PnDiff *d, const char *key, qpdf_oh value)
{
  if (!g_str_equal (key, "/RoleMap") || !qpdf_oh_is_dictionary (d->b->q, value))
    return FALSE;
  g_autoptr (GPtrArray) keys = keys_of (d->b, value);
  return keys->len == 0;
}

/* Tags of a tagged document: a signing program adds one for its new field. */
static void
compare_tags (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const skip[] = { "/K", "/ParentTree", "/ParentTreeNextKey", NULL };
  qpdf_oh ka = get (d->a, a, "/K"), kb = get (d->b, b, "/K");
  int na = kid_count (d->a, ka), nb = kid_count (d->b, kb), met = 0;

  pn_diff_keys (d, a, b, skip, may_add_to_tags, depth);
  gsize mark = pn_diff_enter (d, "/K");
  for (int i = 0; i < nb; i++) {
    qpdf_oh item = kid_at (d->b, kb, i), old = met < na ? kid_at (d->a, ka, met) : item;
    if (met < na && same_entry (d, old, item)) {
      pn_diff_compare (d, old, item, depth + 1);
      met++;
    } else if (is_form_element (d, item, 0)) {
      allow (d, "structure", NULL);
    } else {
      pn_diff_forbid (d, "something was added that is no form field");
    }
  }
  if (met < na)
    pn_diff_forbid (d, "entries were taken away");
  pn_diff_leave (d, mark);
}

static gboolean
is_tag (PnDiff *d, qpdf_oh a, qpdf_oh b)
{
  return pn_pdf_oh_is (d->a, get (d->a, a, "/Type"), "/StructTreeRoot")
         || (pn_pdf_oh_is (d->a, get (d->a, a, "/Type"), "/StructElem") && pn_pdf_oh_is (d->b, get (d->b, b, "/Type"), "/StructElem"));
}

/* Who signs may lock more; nobody may unlock. */
static gboolean
may_add_lock (PnDiff *d, const char *key, qpdf_oh value)
{
  return g_str_equal (key, "/Lock") && qpdf_oh_is_dictionary (d->b->q, value);
}

static gboolean
is_button (PnDiff *d, qpdf_oh b)
{
  qpdf_oh type = pn_pdf_oh_inherited (d->b, b, "/FT");

  return pn_pdf_oh_is (d->b, type, "/Btn");
}

static void
compare_dict (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const none[] = { NULL };
  /* An empty signature field that got its signature: its value and look are new; where it lies is not. */
  static const char *const signing[] = { "/V", "/AP", "/AS", "/F", "/M", "/MK", "/DA", "/BS", NULL };
  /* A field that was filled in: its value and look, and how a reader would make that; a button keeps its looks and shows another of them. */
  static const char *const writing[] = { "/V", "/AP", "/AS", "/M", "/RV", "/I", "/DA", NULL };
  static const char *const pressing[] = { "/V", "/AS", "/M", NULL };

  if (has_id (d->b, d->later.filled, b))
    pn_diff_keys (d, a, b, signing, may_add_lock, depth);
  else if (has_id (d->b, d->later.written, b))
    pn_diff_keys (d, a, b, is_button (d, b) ? pressing : writing, pn_diff_may_add_nothing, depth);
  else if (g_hash_table_size (d->later.new_widgets) > 0 && is_tag (d, a, b))
    compare_tags (d, a, b, depth);
  else if (pn_pdf_oh_is (d->a, get (d->a, a, "/Type"), "/Page") && pn_pdf_oh_is (d->b, get (d->b, b, "/Type"), "/Page"))
    compare_page (d, a, b, depth);
  else
    pn_diff_keys (d, a, b, none, pn_diff_may_add_nothing, depth);
}

static void
compare_array (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  int n = qpdf_oh_get_array_n_items (d->a->q, a);
  char index[16];

  if (n != qpdf_oh_get_array_n_items (d->b->q, b)) {
    pn_diff_forbid (d, "the number of entries changed");
    return;
  }
  for (int i = 0; i < n; i++) {
    g_snprintf (index, sizeof index, "[%d]", i);
    gsize mark = pn_diff_enter (d, index);
    pn_diff_compare (d, qpdf_oh_get_array_item (d->a->q, a, i), qpdf_oh_get_array_item (d->b->q, b, i), depth + 1);
    pn_diff_leave (d, mark);
  }
}

static void
compare_stream (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  static const char *const skip[] = { "/Length", NULL };
  unsigned char *pa = NULL, *pb = NULL;
  size_t na = 0, nb = 0;
  QPDF_BOOL filtered;

  pn_diff_keys (d, qpdf_oh_get_dict (d->a->q, a), qpdf_oh_get_dict (d->b->q, b), skip, pn_diff_may_add_nothing, depth);
  if ((qpdf_oh_get_stream_data (d->a->q, a, qpdf_dl_none, &filtered, &pa, &na) & QPDF_ERRORS)
      || (qpdf_oh_get_stream_data (d->b->q, b, qpdf_dl_none, &filtered, &pb, &nb) & QPDF_ERRORS))
    pn_diff_forbid (d, "a stream cannot be read");
  else if (na != nb || (na > 0 && memcmp (pa, pb, na) != 0)) /* an empty stream has no bytes at all */
    pn_diff_forbid (d, "the stream's bytes changed");
  free (pa);
  free (pb);
}

/* 595 and 595.0 are one number: some writers change the one into the other. */
static gboolean
same_number (PnDiff *d, qpdf_oh a, qpdf_oh b)
{
  return qpdf_oh_is_number (d->a->q, a) && qpdf_oh_is_number (d->b->q, b)
         && qpdf_oh_get_numeric_value (d->a->q, a) == qpdf_oh_get_numeric_value (d->b->q, b);
}

static void
compare_resolved (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  enum qpdf_object_type_e type = qpdf_oh_get_type_code (d->a->q, a);

  if (same_number (d, a, b))
    return;
  if (type != qpdf_oh_get_type_code (d->b->q, b))
    pn_diff_forbid (d, is_null (d->b, b) ? "was taken away" : "is of another type");
  else if (type == ot_dictionary)
    compare_dict (d, a, b, depth);
  else if (type == ot_array)
    compare_array (d, a, b, depth);
  else if (type == ot_stream)
    compare_stream (d, a, b, depth);
  else if (strcmp (qpdf_oh_unparse_resolved (d->a->q, a), qpdf_oh_unparse_resolved (d->b->q, b)) != 0)
    pn_diff_forbid (d, "the value changed");
}

/* FALSE when these two have met. Generations count: "5 0 R" and "5 1 R" are never both there, and one of them is null. */
static gboolean
meet (PnDiff *d, qpdf_oh a, qpdf_oh b)
{
  char *pair = g_strdup_printf ("%d %d %d %d", qpdf_oh_get_object_id (d->a->q, a), qpdf_oh_get_generation (d->a->q, a),
                                qpdf_oh_get_object_id (d->b->q, b), qpdf_oh_get_generation (d->b->q, b));

  return g_hash_table_add (d->seen, pair);
}

void
pn_diff_compare (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth)
{
  if (d->too_much || d->nodes++ > NODES_MAX || depth > DIRECT_DEPTH) {
    d->too_much = TRUE;
    return;
  }
  if (qpdf_oh_is_indirect (d->a->q, a) && qpdf_oh_is_indirect (d->b->q, b)) {
    if (!meet (d, a, b))
      return;
    g_array_append_val (d->work, ((PnDiffPair) { a, b }));
    return;
  }
  compare_resolved (d, a, b, depth);
}

static void
compare_info (PnDiff *d)
{
  qpdf_oh a = get (d->a, d->a->trailer, "/Info"), b = get (d->b, d->b->trailer, "/Info");

  if (strcmp (qpdf_oh_unparse_resolved (d->a->q, a), qpdf_oh_unparse_resolved (d->b->q, b)) != 0)
    allow (d, "info", NULL);
}

static void
compare_next (PnDiff *d)
{
  PnDiffPair pair = g_array_index (d->work, PnDiffPair, d->work->len - 1);

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
names_no_stream (PnDiff *d, const char *key, qpdf_oh list)
{
  for (int i = 0; qpdf_oh_is_array (d->b->q, list) && i < qpdf_oh_get_array_n_items (d->b->q, list); i++)
    if (qpdf_oh_is_stream (d->b->q, qpdf_oh_get_array_item (d->b->q, list, i)))
      return FALSE;
  return g_str_equal (key, "/AdditionalStreams") && qpdf_oh_is_array (d->b->q, list);
}

/* A program may leave its own words out of a later trailer, and say other ones; a way to other objects it may not add. */
static void
compare_trailers (PnDiff *d)
{
  g_autoptr (GPtrArray) keys = keys_of (d->b, d->b->trailer);

  g_string_assign (d->path, "trailer");
  for (guint i = 0; i < keys->len; i++) {
    const char *key = keys->pdata[i];
    qpdf_oh new = get (d->b, d->b->trailer, key);
    if (is_trailer_key (key) || is_null (d->b, new) || qpdf_oh_is_scalar (d->b->q, new) || names_no_stream (d, key, new))
      continue;
    gsize mark = pn_diff_enter (d, key);
    if (is_null (d->a, get (d->a, d->a->trailer, key)))
      pn_diff_forbid (d, "was added");
    else
      pn_diff_compare (d, get (d->a, d->a->trailer, key), new, 0);
    pn_diff_leave (d, mark);
  }
}

static void
run (PnDiff *d)
{
  g_string_assign (d->path, "catalogue");
  meet (d, d->a->root, d->b->root);
  compare_root (d, 0);
  compare_info (d);
  compare_trailers (d);
  while (d->work->len > 0 && !d->too_much && d->forbidden->len < PN_PDF_DIFF_MAX)
    compare_next (d);
  if (d->too_much)
    pn_diff_forbid (d, "too complex to compare");
}

/* Some writers take object numbers that are in use, and so draw their picture over that of the signature before. It stays forbidden, for
 * a look may say something ("approved, but …"); people should be told what they see. */
static void
name_overwritten_looks (PnDiff *d)
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
  g_autoptr (GArray) work = g_array_new (FALSE, FALSE, sizeof (PnDiffPair));
  g_autoptr (GString) path = g_string_new (NULL);
  PnDiff d = { .a = before, .b = after, .changes = changes, .forbidden = forbidden, .seen = seen, .work = work, .path = path };

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
