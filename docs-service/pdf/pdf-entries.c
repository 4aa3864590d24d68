/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-scan.h"
#include "docs-service/pdf/pdf-xref.h"

#define SECTIONS_MAX 2000
#define NUMBER_MAX 8388607 /* ISO 32000-1 Annex C */
#define GENERATION_MAX 65535
#define PACKED (G_GUINT64_CONSTANT (1) << 62) /* a place in an object stream */

/* The objects of later sections, and what is being asked of the section at hand. */
typedef struct {
  PnPdfDoc *doc;
  GHashTable *later;   /* number to generation + 1 */
  GHashTable *section; /* of the section at hand: number to place */
  gboolean is_later;
  gboolean any_odd; /* some later generation is not 0 */
  const char *why;
} Entries;

static gboolean
refuse (Entries *e, const char *why)
{
  if (e->why == NULL)
    e->why = why;
  return FALSE;
}

/* place: where the object is, whatever that means; never 0. */
static gboolean
take (Entries *e, guint64 number, guint64 place, guint64 generation)
{
  gpointer key = GUINT_TO_POINTER ((guint) number), before;

  if (number > NUMBER_MAX || generation > GENERATION_MAX)
    return refuse (e, "an entry of a cross-reference section is out of range");
  if (!e->is_later && generation == 0 && !e->any_odd)
    return TRUE;
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (e->later, key));
  if (known != 0 && known != generation + 1)
    return refuse (e, "a later revision has an object under another generation");
  if (!e->is_later)
    return TRUE;
  /* A hybrid section says some things twice, in its table and in the stream beside it. */
  if (g_hash_table_lookup_extended (e->section, key, NULL, &before) && before != GSIZE_TO_POINTER (place))
    return refuse (e, "a later revision names two places for one object");
  g_hash_table_insert (e->section, key, GSIZE_TO_POINTER (place));
  e->any_odd = e->any_odd || generation > 0;
  g_hash_table_insert (e->later, key, GUINT_TO_POINTER ((guint) generation + 1));
  return TRUE;
}

static gboolean
read_table (Entries *e, PnScan *s)
{
  guint64 first, count, offset, generation;

  while (!pn_scan_word (s, "trailer")) {
    if (!pn_scan_number (s, &first) || !pn_scan_number (s, &count))
      return refuse (e, "a cross-reference table is damaged");
    for (guint64 i = 0; i < count; i++) {
      if (!pn_scan_number (s, &offset) || !pn_scan_number (s, &generation))
        return refuse (e, "a cross-reference table is damaged");
      if (pn_scan_word (s, "f"))
        continue;
      if (!pn_scan_word (s, "n") || !take (e, first + i, offset, generation))
        return refuse (e, "a cross-reference table is damaged");
    }
  }
  return TRUE;
}

static guint64
big_endian (const guint8 *p, gint64 n)
{
  guint64 v = 0;

  while (n-- > 0)
    v = v << 8 | *p++;
  return v;
}

static gint64
item (PnPdfDoc *doc, qpdf_oh array, int i, gint64 when_missing)
{
  qpdf_oh oh = qpdf_oh_is_array (doc->q, array) && i < qpdf_oh_get_array_n_items (doc->q, array)
                   ? qpdf_oh_get_array_item (doc->q, array, i)
                   : 0;

  return oh != 0 && qpdf_oh_is_integer (doc->q, oh) ? qpdf_oh_get_int_value (doc->q, oh) : when_missing;
}

/* Rows of type 1 (ISO 32000-1 table 18): those in object streams have no generation. */
static gboolean
read_rows (Entries *e, qpdf_oh dict, const guint8 *rows, gsize length)
{
  PnPdfDoc *doc = e->doc;
  qpdf_oh widths = qpdf_oh_get_key (doc->q, dict, "/W"), index = qpdf_oh_get_key (doc->q, dict, "/Index");
  gint64 w[3] = { item (doc, widths, 0, -1), item (doc, widths, 1, -1), item (doc, widths, 2, -1) };
  gboolean whole = !qpdf_oh_is_array (doc->q, index);
  int parts = whole ? 2 : qpdf_oh_get_array_n_items (doc->q, index);
  gsize at = 0;

  for (int i = 0; i < 3; i++)
    if (w[i] < 0 || w[i] > 8)
      return refuse (e, "a cross-reference stream is damaged");
  gsize row = (gsize) (w[0] + w[1] + w[2]);
  for (int part = 0; part + 1 < parts; part += 2) {
    gint64 first = whole ? 0 : item (doc, index, part, -1),
           count = whole ? (gint64) (length / MAX (row, 1)) : item (doc, index, part + 1, -1);
    if (row == 0 || first < 0 || count < 0 || (guint64) count > (length - at) / row)
      return refuse (e, "a cross-reference stream is damaged");
    for (gint64 i = 0; i < count; i++, at += row) {
      guint64 type = w[0] > 0 ? big_endian (rows + at, w[0]) : 1;
      guint64 second = big_endian (rows + at + w[0], w[1]),
              third = big_endian (rows + at + w[0] + w[1], w[2]);
      guint64 place = type == 1 ? second : PACKED | second << 20 | (third & 0xfffff);
      if (type != 0 && !take (e, (guint64) (first + i), place, type == 1 ? third : 0))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_stream (Entries *e, PnScan *s)
{
  unsigned char *data = NULL;
  size_t n = 0;
  QPDF_BOOL filtered;
  guint64 number, generation;

  if (!pn_scan_number (s, &number) || !pn_scan_number (s, &generation) || number > NUMBER_MAX
      || generation > GENERATION_MAX)
    return refuse (e, "a cross-reference stream is damaged");
  qpdf_oh oh = qpdf_get_object_by_id (e->doc->q, (int) number, (int) generation);
  if (!qpdf_oh_is_stream (e->doc->q,
                          oh)) /* not in its own table, or replaced since: nobody but qpdf has read it */
    return e->is_later ? refuse (e, "a cross-reference stream is not an object of the file") : TRUE;
  if (qpdf_oh_get_stream_data (e->doc->q, oh, qpdf_dl_generalized, &filtered, &data, &n) & QPDF_ERRORS) {
    free (data);
    return refuse (e, "a cross-reference stream cannot be read");
  }
  gboolean ok = read_rows (e, qpdf_oh_get_dict (e->doc->q, oh), data, n);
  free (data);
  return ok;
}

static gboolean
read_one (Entries *e, guint64 where)
{
  gsize at = e->doc->tail.header_at + where;

  if (where >= e->doc->length - e->doc->tail.header_at)
    return refuse (e, "a cross-reference section lies outside the file");
  PnScan s = { e->doc->bytes, at, e->doc->length };
  return pn_scan_word (&s, "xref") ? read_table (e, &s) : read_stream (e, &s);
}

gboolean
pn_pdf_entries_agree (PnPdfDoc *doc, guint64 signed_at, GError **error)
{
  g_autoptr (GHashTable) later = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) section = g_hash_table_new (NULL, NULL);
  Entries e = { .doc = doc, .later = later, .section = section, .is_later = TRUE };
  guint64 at = doc->tail.startxref;
  PnPdfSection words;

  for (guint i = 0; i < SECTIONS_MAX && e.why == NULL; i++) {
    e.is_later = e.is_later && at != signed_at;
    g_hash_table_remove_all (section);
    if (at >= doc->length - doc->tail.header_at
        || !pn_pdf_section_read (doc->bytes, doc->length, doc->tail.header_at + at, &words, error))
      return FALSE;
    if (!read_one (&e, at) || (words.has_hybrid && !read_one (&e, words.hybrid)) || !words.has_prev
        || words.prev == at)
      break;
    at = words.prev;
  }
  if (e.why == NULL)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, e.why);
  return FALSE;
}
