/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-agree.h"

#include <stdlib.h>
#include <string.h>

#define TREE_DEPTH 64
#define LINEARIZED_WINDOW 1024 /* ISO 32000-1 F.3.3 */

/* Pages below a node as its /Count says, checked on the way; -1 when some node is wrong. Readers that go by /Count find other pages
 * than those that go by /Kids. */
static int
counted (PnPdfDoc *doc, qpdf_oh node, int depth)
{
  qpdf_oh kids = qpdf_oh_get_key_if_dict (doc->q, node, "/Kids");
  qpdf_oh count = qpdf_oh_get_key_if_dict (doc->q, node, "/Count");
  int sum = 0;

  if (depth > TREE_DEPTH || !qpdf_oh_is_dictionary (doc->q, node))
    return -1;
  if (!qpdf_oh_is_array (doc->q, kids))
    return pn_pdf_oh_is (doc, qpdf_oh_get_key (doc->q, node, "/Type"), "/Pages") ? -1 : 1;
  for (int i = 0; i < qpdf_oh_get_array_n_items (doc->q, kids); i++) {
    qpdf_oh kid = qpdf_oh_get_array_item (doc->q, kids, i);
    int n = counted (doc, kid, depth + 1);
    qpdf_oh_release (doc->q, kid);
    if (n < 0)
      return -1;
    sum += n;
  }
  return qpdf_oh_is_integer (doc->q, count) && qpdf_oh_get_int_value_as_int (doc->q, count) == sum ? sum : -1;
}

/* The first object of the file when it is a linearization dictionary that fits the file's length: readers then go by its numbers. */
static gboolean
find_linearization (PnPdfDoc *doc, qpdf_oh *out)
{
  gsize n = MIN (doc->length - doc->tail.header_at, LINEARIZED_WINDOW);
  const char *start = (const char *) doc->bytes + doc->tail.header_at;
  const char *obj = memmem (start, n, " 0 obj", 6);

  if (memmem (start, n, "/Linearized", 11) == NULL || obj == NULL)
    return FALSE;
  const char *digits = obj;
  while (digits > start && g_ascii_isdigit (digits[-1]))
    digits--;
  g_autofree char *number = g_strndup (digits, obj - digits);
  *out = qpdf_get_object_by_id (doc->q, atoi (number), 0);
  qpdf_oh length = qpdf_oh_get_key_if_dict (doc->q, *out, "/L");
  return qpdf_oh_is_dictionary (doc->q, *out) && qpdf_oh_has_key (doc->q, *out, "/Linearized") && qpdf_oh_is_integer (doc->q, length)
         && (guint64) qpdf_oh_get_int_value (doc->q, length) == doc->length;
}

const char *
pn_pdf_readers_disagree (PnPdfDoc *doc, gboolean revisions)
{
  qpdf_oh linear;

  if (counted (doc, qpdf_oh_get_key (doc->q, doc->root, "/Pages"), 0) != doc->page_count)
    return "readers do not agree on the number of pages";
  if (!find_linearization (doc, &linear))
    return NULL;
  qpdf_oh pages = qpdf_oh_get_key (doc->q, linear, "/N");
  if (revisions || !qpdf_oh_is_integer (doc->q, pages) || qpdf_oh_get_int_value_as_int (doc->q, pages) != doc->page_count)
    return "a linearization dictionary leads some readers to other pages";
  return NULL;
}
