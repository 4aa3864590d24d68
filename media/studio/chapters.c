/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/chapters.h"

#include <string.h>

#define BOX_HEADER 8

struct PnChapters {
  GArray *list; /* PnChapter */
};

static void
chapter_clear (gpointer data)
{
  g_free (((PnChapter *) data)->title);
}

PnChapters *
pn_chapters_new (void)
{
  PnChapters *self = g_new0 (PnChapters, 1);
  self->list = g_array_new (FALSE, FALSE, sizeof (PnChapter));
  g_array_set_clear_func (self->list, chapter_clear);
  return self;
}

void
pn_chapters_free (PnChapters *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->list);
  g_free (self);
}

/* At most 255 bytes, cut between characters. */
static char *
cut_title (const char *title)
{
  g_autofree char *valid = g_utf8_make_valid (title, -1);
  gsize length = strlen (valid);
  if (length > PN_CHAPTER_TITLE_MAX) {
    const char *end = g_utf8_find_prev_char (valid, valid + PN_CHAPTER_TITLE_MAX + 1);
    length = end != NULL ? (gsize) (end - valid) : 0;
  }
  return g_strndup (valid, length);
}

void
pn_chapters_add (PnChapters *self, gint64 at_ms, const char *title)
{
  PnChapter chapter = { MAX (at_ms, 0), cut_title (title) };
  PnChapter *last = self->list->len > 0 ? &g_array_index (self->list, PnChapter, self->list->len - 1) : NULL;
  if (last != NULL && chapter.at_ms <= last->at_ms) {
    g_free (last->title);
    last->title = chapter.title;
  } else if (self->list->len < PN_CHAPTERS_MAX) {
    g_array_append_val (self->list, chapter);
  } else {
    g_free (chapter.title);
  }
}

guint
pn_chapters_length (const PnChapters *self)
{
  return self->list->len;
}

const PnChapter *
pn_chapters_at (const PnChapters *self, guint i)
{
  return &g_array_index (self->list, PnChapter, i);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
put_u64 (GByteArray *out, guint64 value)
{
  guint64 big = GUINT64_TO_BE (value);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

/* Version 1, flags 0, a reserved word, the count; each: start in units of 100 ns, length, UTF-8. */
static GByteArray *
chpl_body (const PnChapters *self)
{
  GByteArray *out = g_byte_array_new ();
  guint8 count = (guint8) self->list->len;
  put_u32 (out, 1u << 24);
  put_u32 (out, 0);
  g_byte_array_append (out, &count, 1);
  for (guint i = 0; i < self->list->len; i++) {
    const PnChapter *chapter = pn_chapters_at (self, i);
    guint8 length = (guint8) strlen (chapter->title);
    put_u64 (out, (guint64) chapter->at_ms * 10000);
    g_byte_array_append (out, &length, 1);
    g_byte_array_append (out, (const guint8 *) chapter->title, length);
  }
  return out;
}

GBytes *
pn_chapters_udta (const PnChapters *self)
{
  g_autoptr (GByteArray) body = chpl_body (self);
  GByteArray *out = g_byte_array_new ();
  put_u32 (out, 2 * BOX_HEADER + body->len);
  g_byte_array_append (out, (const guint8 *) "udta", 4);
  put_u32 (out, BOX_HEADER + body->len);
  g_byte_array_append (out, (const guint8 *) "chpl", 4);
  g_byte_array_append (out, body->data, body->len);
  return g_byte_array_free_to_bytes (out);
}
