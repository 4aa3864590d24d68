/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/convert/docx-check.h"

#include <gio/gio.h>
#include <string.h>

#include "base/error.h"

/* APPNOTE.TXT 4.3: the fixed parts of local header, directory entry and end of directory. */
#define LOCAL_SIZE 30
#define ENTRY_SIZE 46
#define END_SIZE 22
#define COMMENT_MAX 65535
#define TYPES_NAME "[Content_Types].xml"
#define MAIN_NAME "word/document.xml"
#define TYPES_MAX (1 << 20)
#define LINKS_MAX 64
#define PIECE (64 * 1024)
#define RATIO_MAX 150 /* XML of an office document packs 1:10 to 1:40; deflate ends at 1:1032 */
#define SMALL (16u << 20)

/* One entry we look into. */
typedef struct {
  gboolean seen;
  gsize at; /* local header */
  guint32 packed, unpacked;
  guint16 method;
} Part;

typedef struct {
  const guint8 *bytes;
  gsize length;
  gsize directory, end; /* of the central directory */
  guint entries;
  guint64 packed, unpacked;
  Part types, main;
  Part links[LINKS_MAX]; /* relationships of its parts */
  guint n_links;
} Zip;

static gboolean
fail (PnErrorCode code, const char *why, GError **error)
{
  g_set_error_literal (error, PN_ERROR, (int) code, why);
  return FALSE;
}

static guint16
u16 (const guint8 *p)
{
  return (guint16) (p[0] | p[1] << 8);
}

static guint32
u32 (const guint8 *p)
{
  return (guint32) p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

/* 4.3.16: searched from the end; its comment may be long. */
static gboolean
find_end (Zip *zip, GError **error)
{
  gsize from = zip->length > END_SIZE + COMMENT_MAX ? zip->length - END_SIZE - COMMENT_MAX : 0;
  for (gsize at = zip->length >= END_SIZE ? zip->length - END_SIZE + 1 : 0; at-- > from;) {
    const guint8 *p = zip->bytes + at;
    if (memcmp (p, "PK\005\006", 4) != 0)
      continue;
    guint64 size = u32 (p + 12), offset = u32 (p + 16);
    zip->entries = u16 (p + 10);
    if (u16 (p + 4) != 0 || u16 (p + 8) != zip->entries || zip->entries == 0xffff || offset + size > at)
      return fail (PN_ERROR_DOCX_DAMAGED, "its directory lies outside the file", error);
    zip->directory = (gsize) offset;
    zip->end = (gsize) (offset + size);
    return TRUE;
  }
  return fail (PN_ERROR_DOCX_DAMAGED, "the end of its directory is missing: cut off, or no zip", error);
}

static gboolean
name_ends (const guint8 *name, gsize length, const char *end)
{
  gsize n = strlen (end);
  return length >= n && g_ascii_strncasecmp ((const char *) name + length - n, end, n) == 0;
}

static gboolean
is_named (const guint8 *name, gsize length, const char *what)
{
  return length == strlen (what) && memcmp (name, what, length) == 0;
}

static gboolean
name_begins (const guint8 *name, gsize length, const char *start)
{
  gsize n = strlen (start);
  return length >= n && g_ascii_strncasecmp ((const char *) name, start, n) == 0;
}

/* An object of another program, of which the PDF would hold no more than a picture, if that. */
static gboolean
is_object (const guint8 *name, gsize length)
{
  return name_begins (name, length, "word/activex/") || (name_begins (name, length, "word/embeddings/") && name_ends (name, length, ".bin"));
}

static Part *
part_for (Zip *zip, const guint8 *name, gsize length)
{
  if (is_named (name, length, TYPES_NAME))
    return &zip->types;
  if (is_named (name, length, MAIN_NAME))
    return &zip->main;
  return name_begins (name, length, "word/_rels/") && zip->n_links < LINKS_MAX ? &zip->links[zip->n_links++] : NULL;
}

static gboolean
check_entry (Zip *zip, const guint8 *p, const guint8 *name, gsize name_length, GError **error)
{
  if ((u16 (p + 8) & 1) != 0)
    return fail (PN_ERROR_DOCX_ENCRYPTED, "an entry is encrypted", error);
  if (name_ends (name, name_length, "vbaproject.bin") || name_ends (name, name_length, "vbadata.xml"))
    return fail (PN_ERROR_DOCX_MACROS, "it carries a macro project", error);
  if (is_object (name, name_length))
    return fail (PN_ERROR_DOCX_OBJECTS, "it carries an embedded object", error);
  zip->packed += u32 (p + 20);
  zip->unpacked += u32 (p + 24);
  Part *part = part_for (zip, name, name_length);
  if (part == NULL)
    return TRUE;
  if (part->seen || u32 (p + 42) >= zip->length)
    return fail (PN_ERROR_DOCX_DAMAGED, "a part of it stands twice, or nowhere", error);
  *part = (Part){ TRUE, u32 (p + 42), u32 (p + 20), u32 (p + 24), u16 (p + 10) };
  return TRUE;
}

static gboolean
walk (Zip *zip, GError **error)
{
  gsize at = zip->directory;
  if (zip->entries > PN_DOCX_ENTRIES_MAX)
    return fail (PN_ERROR_DOCX_TOO_LARGE, "too many entries", error);
  for (guint i = 0; i < zip->entries; i++) {
    const guint8 *p = zip->bytes + at;
    if (zip->end - at < ENTRY_SIZE || memcmp (p, "PK\001\002", 4) != 0)
      return fail (PN_ERROR_DOCX_DAMAGED, "its directory is cut off", error);
    gsize size = ENTRY_SIZE + (gsize) u16 (p + 28) + u16 (p + 30) + u16 (p + 32);
    if (zip->end - at < size)
      return fail (PN_ERROR_DOCX_DAMAGED, "its directory is cut off", error);
    if (!check_entry (zip, p, p + ENTRY_SIZE, u16 (p + 28), error))
      return FALSE;
    at += size;
  }
  return TRUE;
}

/* Entries that lie over one another say more packed bytes than there are. */
static gboolean
check_sizes (const Zip *zip, GError **error)
{
  if (zip->packed > zip->length)
    return fail (PN_ERROR_DOCX_DAMAGED, "its entries lie over one another", error);
  if (zip->unpacked > PN_DOCX_UNPACKED_MAX || (zip->unpacked > SMALL && zip->unpacked / RATIO_MAX > zip->length))
    return fail (PN_ERROR_DOCX_TOO_LARGE, "it unpacks to too much", error);
  return TRUE;
}

/* Where the packed bytes of a part lie. */
static const guint8 *
part_data (const Zip *zip, const Part *part, GError **error)
{
  const guint8 *p = zip->bytes + part->at;
  if (!part->seen || zip->length - part->at < LOCAL_SIZE || memcmp (p, "PK\003\004", 4) != 0) {
    fail (PN_ERROR_DOCX_DAMAGED, "a part that every Word document has is missing", error);
    return NULL;
  }
  gsize data = part->at + LOCAL_SIZE + u16 (p + 26) + u16 (p + 28);
  if (data > zip->length || zip->length - data < part->packed || (part->method == 0 && part->packed != part->unpacked)) {
    fail (PN_ERROR_DOCX_DAMAGED, "a part of it is cut off", error);
    return NULL;
  }
  return zip->bytes + data;
}

/* Unpacks a part piece by piece and keeps its last `keep` bytes: all of a short one, the end of a long one. */
static GString *
unpack (const Zip *zip, const Part *part, gsize keep, GError **error)
{
  const guint8 *packed = part_data (zip, part, error);
  if (packed == NULL)
    return NULL;
  if (part->method == 0)
    return g_string_new_len ((const char *) packed + part->packed - MIN (keep, part->packed), (gssize) MIN (keep, part->packed));
  g_autoptr (GZlibDecompressor) inflater = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *piece = g_malloc (PIECE);
  gsize in_at = 0, total = 0, read = 0, written = 0;
  GConverterResult result = G_CONVERTER_CONVERTED;
  while (result == G_CONVERTER_CONVERTED && total <= part->unpacked) {
    result = g_converter_convert (G_CONVERTER (inflater), packed + in_at, part->packed - in_at, piece, PIECE, G_CONVERTER_INPUT_AT_END, &read, &written, NULL);
    in_at += result == G_CONVERTER_ERROR ? 0 : read;
    total += result == G_CONVERTER_ERROR ? 0 : written;
    g_string_append_len (out, piece, result == G_CONVERTER_ERROR ? 0 : (gssize) written);
    if (out->len > keep)
      g_string_erase (out, 0, (gssize) (out->len - keep));
  }
  if (result == G_CONVERTER_FINISHED && total == part->unpacked)
    return g_steal_pointer (&out);
  fail (PN_ERROR_DOCX_DAMAGED, "a part of it cannot be unpacked", error);
  return NULL;
}

/* ECMA-376 part 1, 11.3.10: what a text document is called; templates and macros have names of their own. */
static gboolean
check_types (const Zip *zip, GError **error)
{
  if (zip->types.unpacked > TYPES_MAX)
    return fail (PN_ERROR_DOCX_TOO_LARGE, "its list of content types is too long", error);
  g_autoptr (GString) types = unpack (zip, &zip->types, TYPES_MAX, error);
  if (types == NULL)
    return FALSE;
  if (strstr (types->str, "macroEnabled") != NULL || strstr (types->str, "vbaProject") != NULL)
    return fail (PN_ERROR_DOCX_MACROS, "its content types allow macros (.docm)", error);
  return strstr (types->str, "wordprocessingml.document.main+xml") != NULL || fail (PN_ERROR_DOCX_DAMAGED, "a zip, but not a Word document", error);
}

/* ECMA-376 part 2, 9.3: a relationship to something outside the package. A link to click on and a template's path are harmless: neither is fetched, and nothing is missing
 * without them; a picture, a frame or a document that is not there leaves a hole in the PDF. */
static gboolean
is_outside (const char *element, gsize length)
{
  static const char *const shown[] = { "/image\"", "/oleObject\"", "/frame\"", "/subDocument\"", "/aFChunk\"", NULL };
  g_autofree char *text = g_strndup (element, length);
  g_strdelimit (text, "'", '"');
  for (guint i = 0; shown[i] != NULL; i++)
    if (strstr (text, "\"External\"") != NULL && strstr (text, shown[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
check_links (const Zip *zip, GError **error)
{
  for (guint i = 0; i < zip->n_links; i++) {
    if (zip->links[i].unpacked > TYPES_MAX)
      return fail (PN_ERROR_DOCX_TOO_LARGE, "its list of relationships is too long", error);
    g_autoptr (GString) text = unpack (zip, &zip->links[i], TYPES_MAX, error);
    if (text == NULL)
      return FALSE;
    for (const char *at = text->str; (at = strstr (at, "<Relationship")) != NULL; at++)
      if (is_outside (at, strcspn (at, ">")))
        return fail (PN_ERROR_DOCX_OBJECTS, "a picture or object of it lies outside the file", error);
  }
  return TRUE;
}

/* LibreOffice makes an empty page of a text that is cut off, and says nothing: its last element must be closed. Another name for the part is rare, and allowed. */
static gboolean
check_main (const Zip *zip, GError **error)
{
  g_autoptr (GString) end = zip->main.seen ? unpack (zip, &zip->main, 200, error) : NULL;
  if (!zip->main.seen || end == NULL)
    return !zip->main.seen;
  g_strchomp (end->str);
  return g_str_has_suffix (end->str, "document>") || fail (PN_ERROR_DOCX_DAMAGED, "its text is cut off", error);
}

gboolean
pn_docx_check (const guint8 *bytes, gsize length, GError **error)
{
  Zip zip = { .bytes = bytes, .length = length };
  if (length > PN_DOCX_BYTES_MAX)
    return fail (PN_ERROR_DOCX_TOO_LARGE, "larger than 64 MiB", error);
  /* [MS-CFB]: what Word writes with a password, and every .doc */
  if (length >= 8 && memcmp (bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
    return fail (PN_ERROR_DOCX_ENCRYPTED, "a compound file: a password, or the old format", error);
  if (length < 4 || memcmp (bytes, "PK\003\004", 4) != 0)
    return fail (PN_ERROR_DOCX_DAMAGED, "no zip", error);
  return find_end (&zip, error) && walk (&zip, error) && check_sizes (&zip, error) && check_types (&zip, error) && check_links (&zip, error) && check_main (&zip, error);
}
