/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-update.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/id.h"

typedef struct {
  int number, generation;
  guint64 offset;
} Entry;

struct PnPdfUpdate {
  PnPdfDoc *doc;
  GString *out;
  GArray *entries; /* of Entry */
  int next;
};

PnPdfUpdate *
pn_pdf_update_new (PnPdfDoc *doc)
{
  PnPdfUpdate *self = g_new0 (PnPdfUpdate, 1);

  self->doc = doc;
  self->out = g_string_sized_new (65536);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->next = doc->size;
  /* "%%EOF12 0 obj" would be a comment. */
  if (doc->bytes[doc->length - 1] != '\n' && doc->bytes[doc->length - 1] != '\r')
    g_string_append_c (self->out, '\n');
  return self;
}

void
pn_pdf_update_free (PnPdfUpdate *self)
{
  if (self == NULL)
    return;
  g_string_free (self->out, TRUE);
  g_array_unref (self->entries);
  g_free (self);
}

int
pn_pdf_update_alloc (PnPdfUpdate *self)
{
  return self->next++;
}

GString *
pn_pdf_update_bytes (PnPdfUpdate *self)
{
  return self->out;
}

/* Offsets count from the header, which may stand behind some foreign bytes. */
static guint64
here (const PnPdfUpdate *self)
{
  return self->doc->length - self->doc->tail.header_at + self->out->len;
}

/* An object written twice (two roles in one array, say) counts as its newest writing. */
static void
note_entry (PnPdfUpdate *self, int number, int generation)
{
  Entry e = { number, generation, here (self) };

  for (guint i = 0; i < self->entries->len; i++) {
    if (g_array_index (self->entries, Entry, i).number == number) {
      g_array_index (self->entries, Entry, i) = e;
      return;
    }
  }
  g_array_append_val (self->entries, e);
}

GString *
pn_pdf_update_begin (PnPdfUpdate *self, int number, int generation)
{
  note_entry (self, number, generation);
  g_string_append_printf (self->out, "%d %d obj\n", number, generation);
  return self->out;
}

void
pn_pdf_update_end (PnPdfUpdate *self)
{
  g_string_append (self->out, "\nendobj\n");
}

void
pn_pdf_update_rewrite (PnPdfUpdate *self, qpdf_oh object, const char *extra)
{
  qpdf_data q = self->doc->q;
  const char *text = qpdf_oh_unparse_resolved (q, object);
  gsize close = qpdf_oh_is_array (q, object) ? 1 : 2; /* "]" or ">>" */

  g_assert (strlen (text) >= 2 * close);
  GString *out = pn_pdf_update_begin (self, qpdf_oh_get_object_id (q, object), qpdf_oh_get_generation (q, object));
  g_string_append_len (out, text, strlen (text) - close);
  g_string_append (out, extra);
  g_string_append (out, close == 1 ? " ]" : " >>");
  pn_pdf_update_end (self);
}

static int
by_number (gconstpointer a, gconstpointer b)
{
  return ((const Entry *) a)->number - ((const Entry *) b)->number;
}

static void
put_hex (GString *out, const guint8 *p, gsize n)
{
  g_string_append_c (out, '<');
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (out, "%02x", p[i]);
  g_string_append_c (out, '>');
}

/* First element as it was, second new for each revision (ISO 32000-1 14.4); derived from the bytes, so that the same
 * input gives the same output. */
static void
put_id (PnPdfUpdate *self, GString *out)
{
  qpdf_data q = self->doc->q;
  qpdf_oh id = qpdf_oh_get_key (q, self->doc->trailer, "/ID");
  guint8 fresh[PN_SHA256_BYTES];
  gsize tail = MIN (self->doc->length, 4096);
  EVP_MD_CTX *md = EVP_MD_CTX_new ();

  if (EVP_DigestInit_ex (md, EVP_sha256 (), NULL) != 1
      || EVP_DigestUpdate (md, self->doc->bytes + self->doc->length - tail, tail) != 1
      || EVP_DigestUpdate (md, self->out->str, self->out->len) != 1
      || EVP_DigestFinal_ex (md, fresh, NULL) != 1)
    g_error ("SHA-256 is not available");
  EVP_MD_CTX_free (md);
  g_string_append (out, "/ID [");
  if (qpdf_oh_is_array (q, id) && qpdf_oh_get_array_n_items (q, id) == 2
      && qpdf_oh_is_string (q, qpdf_oh_get_array_item (q, id, 0)))
    g_string_append (out, qpdf_oh_unparse_binary (q, qpdf_oh_get_array_item (q, id, 0)));
  else
    put_hex (out, fresh, 16);
  put_hex (out, fresh, 16);
  g_string_append (out, "] ");
}

static void
put_trailer_keys (PnPdfUpdate *self, GString *out)
{
  qpdf_data q = self->doc->q;
  qpdf_oh info = qpdf_oh_get_key (q, self->doc->trailer, "/Info");

  g_string_append_printf (out, "/Size %d /Prev %" G_GUINT64_FORMAT " /Root %s ", self->next, self->doc->tail.startxref,
                          qpdf_oh_unparse (q, self->doc->root));
  if (qpdf_oh_is_indirect (q, info))
    g_string_append_printf (out, "/Info %s ", qpdf_oh_unparse (q, info));
  put_id (self, out);
}

static guint
run_length (const GArray *entries, guint from)
{
  guint n = 1;

  while (from + n < entries->len
         && g_array_index (entries, Entry, from + n).number == g_array_index (entries, Entry, from).number + (int) n)
    n++;
  return n;
}

static void
put_table (PnPdfUpdate *self)
{
  guint64 at = here (self);

  g_array_sort (self->entries, by_number);
  g_autoptr (GString) trailer = g_string_new ("trailer\n<< ");
  put_trailer_keys (self, trailer);
  g_string_append (self->out, "xref\n");
  for (guint i = 0, n; i < self->entries->len; i += n) {
    n = run_length (self->entries, i);
    g_string_append_printf (self->out, "%d %u\n", g_array_index (self->entries, Entry, i).number, n);
    for (guint j = i; j < i + n; j++) {
      const Entry *e = &g_array_index (self->entries, Entry, j);
      g_string_append_printf (self->out, "%010" G_GUINT64_FORMAT " %05d n\r\n", e->offset, e->generation);
    }
  }
  g_string_append_printf (self->out, "%s>>\nstartxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n", trailer->str, at);
}

static void
put_stream (PnPdfUpdate *self)
{
  int number = pn_pdf_update_alloc (self);
  guint64 at = here (self);
  Entry own = { number, 0, at };
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autoptr (GString) index = g_string_new (NULL);

  g_array_append_val (self->entries, own);
  g_array_sort (self->entries, by_number);
  for (guint i = 0, n; i < self->entries->len; i += n) {
    n = run_length (self->entries, i);
    g_string_append_printf (index, "%d %u ", g_array_index (self->entries, Entry, i).number, n);
    for (guint j = i; j < i + n; j++) {
      const Entry *e = &g_array_index (self->entries, Entry, j);
      guint8 row[7] = { 1, e->offset >> 24, e->offset >> 16, e->offset >> 8, e->offset, e->generation >> 8, e->generation };
      g_string_append_len (rows, (const char *) row, sizeof row);
    }
  }
  g_autoptr (GString) keys = g_string_new (NULL);
  put_trailer_keys (self, keys);
  g_string_append_printf (self->out, "%d 0 obj\n<< /Type /XRef /W [1 4 2] /Index [%s] %s/Length %" G_GSIZE_FORMAT " >>\nstream\n",
                          number, index->str, keys->str, rows->len);
  g_string_append_len (self->out, rows->str, rows->len);
  g_string_append_printf (self->out, "\nendstream\nendobj\nstartxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n", at);
}

void
pn_pdf_update_xref (PnPdfUpdate *self)
{
  /* A hybrid file's newest section is a table: go on with tables, /XRefStm stays with its own section (ISO 32000-1 7.5.8.4). */
  if (self->doc->tail.xref_stream)
    put_stream (self);
  else
    put_table (self);
}
