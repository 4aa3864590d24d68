/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/fold.h"

#include <string.h>

char *
pn_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *parts = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKD);
  GString *out = g_string_new (NULL);
  gboolean gap = FALSE;
  for (const char *p = parts; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_unichar_tolower (g_utf8_get_char (p));
    if (g_unichar_ismark (c))
      continue;
    if (g_unichar_isspace (c)) {
      gap = out->len > 0;
      continue;
    }
    if (gap)
      g_string_append_c (out, ' ');
    gap = FALSE;
    g_string_append_unichar (out, c == 0x111 ? 'd' : c); /* đ has no decomposition */
  }
  return g_string_free (out, FALSE);
}

/* Word by word, and only where marks stand alone: g_utf8_normalize moves the whole rest at each letter it puts together. */
char *
pn_nfc (const char *text, gsize length)
{
  GString *out = g_string_sized_new (length);
  const char *end = text + length;
  for (const char *p = text, *next; p < end; p = next) {
    gboolean apart = FALSE;
    for (next = p; next < end && (next == p || *next != ' '); next = g_utf8_next_char (next))
      apart = apart || g_unichar_ismark (g_utf8_get_char (next));
    g_autofree char *word = apart ? g_utf8_normalize (p, next - p, G_NORMALIZE_NFC) : NULL;
    g_string_append_len (out, word != NULL ? word : p, word != NULL ? (gssize) strlen (word) : next - p);
  }
  return g_string_free (out, FALSE);
}

static guint
word_at (const guint *starts, guint n, gsize at)
{
  guint low = 0, high = n;
  while (low + 1 < high) {
    guint middle = (low + high) / 2;
    if (starts[middle] <= at)
      low = middle;
    else
      high = middle;
  }
  return low;
}

guint
pn_fold_find (const char *const *words, guint n, const char *needle, guint limit, void (*hit) (guint first, guint count, gpointer data), gpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree guint *starts = g_new (guint, n + 1);
  guint found = 0;
  gsize length = strlen (needle);
  for (guint i = 0; i < n; i++) {
    starts[i] = (guint) text->len;
    g_string_append (text, words[i]);
    g_string_append_c (text, ' ');
  }
  const char *p = text->str;
  while (n > 0 && length > 0 && found < limit && (p = strstr (p, needle)) != NULL) {
    gsize at = (gsize) (p - text->str);
    guint first = word_at (starts, n, at), last = word_at (starts, n, at + length - 1);
    hit (first, last - first + 1, data);
    found++;
    p += length;
  }
  return found;
}
