/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-chain.h"

#include <string.h>

#include "docs-service/pdf/pdf-scan.h"

#define SECTIONS_MAX 1000
#define ENTRIES_MAX 200000 /* in all folded sections together */
#define NUMBER_MAX 8388607 /* object numbers, ISO 32000-1 Annex C */
#define ENTRY 20           /* bytes of a table's line, ISO 32000-1 7.5.4 */
#define WIDTH_MAX 8

typedef struct {
  GArray *places; /* of PnPdfPlace, in the order of the section */
  PnScanKey keys[10];
  gsize dict_at, dict_end;
  gboolean has_prev;
  guint64 prev;
} Section;

enum { K_PREV, K_HYBRID, K_SIZE, K_W, K_INDEX, K_LENGTH, K_FILTER, K_PARMS, K_TYPE, K_F, N_KEYS };

static const char *const key_names[N_KEYS]
    = { "/Prev", "/XRefStm", "/Size", "/W", "/Index", "/Length", "/Filter", "/DecodeParms", "/Type", "/F" };

static gboolean
number_in (const PnScan *s, const PnScanKey *key, guint64 *value)
{
  PnScan v = { s->p, key->from, key->to };

  return key->to != 0 && pn_scan_number (&v, value) && v.at == key->to;
}

static gboolean
read_dictionary (PnScan *s, Section *out)
{
  for (guint i = 0; i < N_KEYS; i++)
    out->keys[i] = (PnScanKey){ .key = key_names[i] };
  pn_scan_space (s);
  out->dict_at = s->at;
  if (!pn_scan_dictionary (s, out->keys, N_KEYS) || out->keys[K_HYBRID].to != 0)
    return FALSE;
  out->dict_end = s->at;
  out->has_prev = out->keys[K_PREV].to != 0;
  return !out->has_prev || number_in (s, &out->keys[K_PREV], &out->prev);
}

static gboolean
add_place (Section *out, guint64 number, guint64 offset)
{
  const PnPdfPlace place = { number, offset };

  if (number == 0 || number > NUMBER_MAX || offset == 0 || out->places->len >= ENTRIES_MAX)
    return FALSE;
  g_array_append_val (out->places, place);
  return TRUE;
}

/* "0000000016 00000 n\r\n" to the byte. A free entry other than that of object 0 is a deletion: left to qpdf.
 */
static gboolean
read_line (PnScan *s, guint64 number, Section *out)
{
  const guint8 *line = s->p + s->at;
  guint64 offset = 0;

  if (s->end - s->at < ENTRY || line[10] != ' ' || memcmp (line + 16, " ", 1) != 0
      || (line[19] != '\n' && line[19] != '\r') || (line[18] != ' ' && line[18] != '\r'))
    return FALSE;
  for (guint i = 0; i < 10; i++) {
    if (!g_ascii_isdigit (line[i]))
      return FALSE;
    offset = offset * 10 + (guint64) (line[i] - '0');
  }
  s->at += ENTRY;
  if (number == 0)
    return memcmp (line, "0000000000 65535 f", 18) == 0;
  return memcmp (line + 11, "00000 n", 7) == 0 && add_place (out, number, offset);
}

static gboolean
read_table (PnScan *s, Section *out)
{
  guint64 first, count;

  while (!pn_scan_word (s, "trailer")) {
    if (!pn_scan_number (s, &first) || !pn_scan_number (s, &count) || first > NUMBER_MAX
        || count > NUMBER_MAX)
      return FALSE;
    pn_scan_space (s);
    for (guint64 i = 0; i < count; i++)
      if (!read_line (s, first + i, out))
        return FALSE;
  }
  return read_dictionary (s, out);
}

static gboolean
read_widths (const PnScan *s, const PnScanKey *key, guint64 w[3])
{
  PnScan v = { s->p, key->from, key->to };

  if (key->to == 0 || !pn_scan_word (&v, "[") || !pn_scan_number (&v, &w[0]) || !pn_scan_number (&v, &w[1])
      || !pn_scan_number (&v, &w[2]) || !pn_scan_word (&v, "]"))
    return FALSE;
  return w[0] == 1 && w[1] >= 1 && w[1] <= WIDTH_MAX && w[2] <= WIDTH_MAX && v.at == key->to;
}

static guint64
big_endian (const guint8 *p, guint64 n)
{
  guint64 v = 0;

  while (n-- > 0)
    v = v << 8 | *p++;
  return v;
}

/* Rows of a stream without filter; only type 1 of generation 0 is taken. */
static gboolean
read_rows (const PnScan *s, Section *out, gsize at, guint64 length)
{
  PnScan index = { s->p, out->keys[K_INDEX].from, out->keys[K_INDEX].to };
  guint64 w[3], first, count, row, end = at + length;

  if (!read_widths (s, &out->keys[K_W], w) || out->keys[K_INDEX].to == 0 || !pn_scan_word (&index, "["))
    return FALSE;
  row = w[0] + w[1] + w[2];
  while (!pn_scan_word (&index, "]")) {
    if (!pn_scan_number (&index, &first) || !pn_scan_number (&index, &count) || first > NUMBER_MAX
        || count > (end - at) / row)
      return FALSE;
    for (guint64 i = 0; i < count; i++, at += row)
      if (s->p[at] != 1 || big_endian (s->p + at + 1 + w[1], w[2]) != 0
          || !add_place (out, first + i, big_endian (s->p + at + 1, w[1])))
        return FALSE;
  }
  return at == end;
}

static gboolean
read_stream (PnScan *s, Section *out)
{
  guint64 length;

  if (!read_dictionary (s, out) || out->keys[K_FILTER].to != 0 || out->keys[K_PARMS].to != 0
      || out->keys[K_F].to != 0 || !number_in (s, &out->keys[K_LENGTH], &length)
      || !pn_scan_word (s, "stream"))
    return FALSE;
  const PnScanKey *type = &out->keys[K_TYPE];
  if (type->to - type->from != 5 || memcmp (s->p + type->from, "/XRef", 5) != 0)
    return FALSE;
  if (s->at < s->end && s->p[s->at] == '\r')
    s->at++;
  if (s->at >= s->end || s->p[s->at++] != '\n' || length > s->end - s->at)
    return FALSE;
  gsize at = s->at;
  s->at += length;
  return pn_scan_word (s, "endstream") && read_rows (s, out, at, length);
}

static gboolean
read_section (const PnPdfChain *self, guint64 where, Section *out)
{
  guint64 number, generation;

  if (where >= self->length - self->header_at)
    return FALSE;
  PnScan s = { self->bytes, self->header_at + where, self->length };
  if (self->bytes[s.at] == 'x')
    return pn_scan_word (&s, "xref") && read_table (&s, out);
  return pn_scan_number (&s, &number) && pn_scan_number (&s, &generation) && generation == 0
         && pn_scan_word (&s, "obj") && read_stream (&s, out);
}

static int
by_number (gconstpointer a, gconstpointer b)
{
  const PnPdfPlace *x = a, *y = b;

  return x->number < y->number ? -1 : x->number > y->number;
}

/* One number twice in one section: readers differ in which they take. Also no object may lie outside the
 * file. */
static gboolean
is_plain (const PnPdfChain *self, const Section *section)
{
  g_array_sort (section->places, by_number);
  for (guint i = 0; i < section->places->len; i++) {
    const PnPdfPlace *p = &g_array_index (section->places, PnPdfPlace, i);
    if (p->offset >= self->length - self->header_at || (i > 0 && p[-1].number == p->number))
      return FALSE;
  }
  return TRUE;
}

static void
fold (PnPdfChain *self, const Section *section, GHashTable *seen)
{
  for (guint i = 0; i < section->places->len; i++) {
    const PnPdfPlace *p = &g_array_index (section->places, PnPdfPlace, i);
    if (g_hash_table_add (seen, GUINT_TO_POINTER ((guint) p->number)))
      g_array_append_val (self->places, *p);
  }
  if (self->sections++ == 0) {
    self->trailer_at = section->dict_at;
    self->trailer_end = section->dict_end;
  }
  self->has_rest = section->has_prev;
  self->rest = section->prev;
}

PnPdfChain *
pn_pdf_chain_read (const guint8 *bytes, gsize length, gsize header_at, guint64 startxref)
{
  PnPdfChain *self = g_new0 (PnPdfChain, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint64 at = startxref;
  gboolean more = header_at < length;

  *self = (PnPdfChain){ bytes,
                        length,
                        header_at,
                        .places = g_array_new (FALSE, FALSE, sizeof (PnPdfPlace)),
                        .has_rest = TRUE,
                        .rest = startxref };
  while (more && self->sections < SECTIONS_MAX && self->places->len < ENTRIES_MAX) {
    g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (PnPdfPlace));
    Section section = { .places = places };
    /* Going back only: a chain that turns is no chain (and never ends). */
    if (!read_section (self, at, &section) || !is_plain (self, &section)
        || (section.has_prev && section.prev >= at))
      break;
    fold (self, &section, seen);
    at = section.prev;
    more = section.has_prev;
  }
  g_array_sort (self->places, by_number);
  return self;
}

void
pn_pdf_chain_free (PnPdfChain *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->places);
  g_free (self);
}

static guint
run_length (const GArray *places, guint from)
{
  guint n = 1;

  while (from + n < places->len
         && g_array_index (places, PnPdfPlace, from + n).number
                == g_array_index (places, PnPdfPlace, from).number + n)
    n++;
  return n;
}

static void
put_digits (char *out, guint64 value, guint n)
{
  while (n-- > 0) {
    out[n] = (char) ('0' + value % 10);
    value /= 10;
  }
}

static void
put_table (const PnPdfChain *self, GString *out)
{
  char line[] = "0000000000 00000 n\r\n";

  g_string_append (out, "\nxref\n");
  for (guint i = 0, n; i < self->places->len; i += n) {
    n = run_length (self->places, i);
    g_string_append_printf (out, "%" G_GUINT64_FORMAT " %u\n",
                            g_array_index (self->places, PnPdfPlace, i).number, n);
    for (guint j = i; j < i + n; j++) {
      put_digits (line, g_array_index (self->places, PnPdfPlace, j).offset, 10);
      g_string_append_len (out, line, ENTRY);
    }
  }
}

/* The newest dictionary; what belongs to a section's own form and place becomes white space. */
static void
put_trailer (const PnPdfChain *self, GString *out)
{
  static const guint dropped[] = { K_PREV, K_W, K_INDEX, K_LENGTH, K_TYPE };
  PnScan s = { self->bytes, self->trailer_at, self->trailer_end };
  Section section = { 0 };

  g_assert (read_dictionary (&s, &section)); /* it was read before */
  g_string_append (out, "trailer\n");
  gsize at = out->len;
  g_string_append_len (out, (const char *) self->bytes + self->trailer_at,
                       (gssize) (self->trailer_end - self->trailer_at));
  for (guint i = 0; i < G_N_ELEMENTS (dropped); i++) {
    const PnScanKey *key = &section.keys[dropped[i]];
    if (key->to != 0)
      memset (out->str + at + (key->name - self->trailer_at), ' ', key->to - key->name);
  }
  g_string_truncate (out, out->len - strlen (">>"));
  if (self->has_rest)
    g_string_append_printf (out, " /Prev %" G_GUINT64_FORMAT, self->rest);
  g_string_append (out, " >>");
}

guint8 *
pn_pdf_chain_view (const PnPdfChain *self, gsize *length)
{
  g_autoptr (GString) section = g_string_sized_new (self->places->len * ENTRY + 1024);

  put_table (self, section);
  put_trailer (self, section);
  g_string_append_printf (section, "\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                          self->length - self->header_at + 1);
  guint8 *out = g_malloc (self->length + section->len);
  memcpy (out, self->bytes, self->length);
  memcpy (out + self->length, section->str, section->len);
  *length = self->length + section->len;
  return out;
}

/* A hexadecimal string in UTF-16 with its mark, or a literal one of plain letters: of all others readers may
 * make different things. */
static char *
text_of (const guint8 *p, gsize n)
{
  if (n > 2 && p[0] == '(') {
    for (gsize i = 1; i < n - 1; i++)
      if (p[i] < 0x20 || p[i] > 0x7e || strchr ("()\\", p[i]) != NULL)
        return NULL;
    return g_strndup ((const char *) p + 1, n - 2);
  }
  if (n < 6 || n > 4096 || n % 4 != 2 || g_ascii_strncasecmp ((const char *) p, "<FEFF", 5) != 0)
    return NULL;
  g_autofree gunichar2 *u = g_new (gunichar2, n / 4);
  gsize units = (n - 6) / 4;
  for (gsize i = 0; i < units; i++) {
    u[i] = 0;
    for (gsize j = 0; j < 4; j++) {
      int digit = g_ascii_xdigit_value ((char) p[5 + 4 * i + j]);
      if (digit < 0)
        return NULL;
      u[i] = (gunichar2) (u[i] << 4 | digit);
    }
  }
  return g_utf16_to_utf8 (u, (glong) units, NULL, NULL, NULL);
}

static const PnPdfPlace *
find_place (const PnPdfChain *self, guint64 number)
{
  guint low = 0, high = self->places->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    const PnPdfPlace *p = &g_array_index (self->places, PnPdfPlace, middle);
    if (p->number == number)
      return p;
    if (p->number < number)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

enum { FIELD_TYPE, FIELD_NAME, FIELD_VALUE, FIELD_KIDS, FIELD_PARENT, FIELD_LOCK, N_FIELD_KEYS };

gboolean
pn_pdf_chain_peek (const PnPdfChain *self, guint64 number, PnPdfPeek *peek)
{
  PnScanKey k[N_FIELD_KEYS] = { { .key = "/FT" },   { .key = "/T" },      { .key = "/V" },
                                { .key = "/Kids" }, { .key = "/Parent" }, { .key = "/Lock" } };
  const PnPdfPlace *place = find_place (self, number);
  guint64 n, generation;

  *peek = (PnPdfPeek){ 0 };
  if (place == NULL)
    return FALSE;
  PnScan s = { self->bytes, self->header_at + place->offset, self->length };
  if (!pn_scan_number (&s, &n) || n != number || !pn_scan_number (&s, &generation) || generation != 0
      || !pn_scan_word (&s, "obj") || !pn_scan_dictionary (&s, k, N_FIELD_KEYS)
      || !pn_scan_word (&s, "endobj"))
    return FALSE;
  if (k[FIELD_KIDS].to != 0 || k[FIELD_PARENT].to != 0 || k[FIELD_LOCK].to != 0
      || k[FIELD_TYPE].to - k[FIELD_TYPE].from != 4 || memcmp (s.p + k[FIELD_TYPE].from, "/Sig", 4) != 0
      || k[FIELD_NAME].to == 0)
    return FALSE;
  if (k[FIELD_VALUE].to != 0) {
    PnScan v = { s.p, k[FIELD_VALUE].from, k[FIELD_VALUE].to };
    if (!pn_scan_reference (&v, &peek->value, &peek->value_generation) || v.at != v.end || peek->value == 0
        || peek->value > NUMBER_MAX || peek->value_generation > G_MAXUINT16)
      return FALSE;
  }
  peek->name = text_of (s.p + k[FIELD_NAME].from, k[FIELD_NAME].to - k[FIELD_NAME].from);
  return peek->name != NULL;
}
