/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-xref.h"

#include <string.h>

#include "base/error.h"

#define SECTIONS_MAX 1000
#define NESTING_MAX 64
#define DIGITS_MAX 15

typedef struct {
  const guint8 *p;
  gsize at, end;
} Scan;

static gboolean
damaged (GError **error, const char *why)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, why);
  return FALSE;
}

static gboolean
is_space (guint8 c)
{
  return c == 0 || c == 9 || c == 10 || c == 12 || c == 13 || c == 32;
}

static gboolean
is_delimiter (guint8 c)
{
  return strchr ("()<>[]{}/%", c) != NULL && c != 0;
}

/* White space and comments (ISO 32000-1 7.2.3). */
static void
skip_space (Scan *s)
{
  while (s->at < s->end) {
    if (s->p[s->at] == '%') {
      while (s->at < s->end && s->p[s->at] != '\n' && s->p[s->at] != '\r')
        s->at++;
    } else if (is_space (s->p[s->at])) {
      s->at++;
    } else {
      return;
    }
  }
}

static gboolean
take (Scan *s, const char *word)
{
  gsize n = strlen (word);

  skip_space (s);
  if (s->end - s->at < n || memcmp (s->p + s->at, word, n) != 0)
    return FALSE;
  s->at += n;
  return TRUE;
}

static gboolean
take_number (Scan *s, guint64 *value)
{
  gsize start;
  guint64 v = 0;

  skip_space (s);
  start = s->at;
  while (s->at < s->end && g_ascii_isdigit (s->p[s->at]) && s->at - start < DIGITS_MAX)
    v = v * 10 + (s->p[s->at++] - '0');
  *value = v;
  return s->at > start && (s->at == s->end || is_space (s->p[s->at]) || is_delimiter (s->p[s->at]));
}

static gboolean
skip_literal_string (Scan *s)
{
  guint depth = 0;

  for (; s->at < s->end; s->at++) {
    guint8 c = s->p[s->at];
    if (c == '\\')
      s->at++;
    else if (c == '(')
      depth++;
    else if (c == ')' && --depth == 0) {
      s->at++;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
skip_until (Scan *s, char last)
{
  while (s->at < s->end && s->p[s->at] != (guint8) last)
    s->at++;
  return s->at < s->end && s->at++ < s->end;
}

/* A name, number, keyword. */
static gboolean
skip_word (Scan *s)
{
  gsize start = s->at;

  if (s->at < s->end && s->p[s->at] == '/')
    s->at++;
  while (s->at < s->end && !is_space (s->p[s->at]) && !is_delimiter (s->p[s->at]))
    s->at++;
  return s->at > start;
}

/* One value, or one half of a nested one: `depth` follows the brackets. */
static gboolean
skip_token (Scan *s, guint *depth)
{
  skip_space (s);
  if (s->at >= s->end)
    return FALSE;
  if (take (s, "<<") || take (s, "["))
    return ++*depth <= NESTING_MAX;
  if (take (s, ">>") || take (s, "]")) {
    if (*depth == 0)
      return FALSE;
    --*depth;
    return TRUE;
  }
  if (s->p[s->at] == '(')
    return skip_literal_string (s);
  if (s->p[s->at] == '<')
    return skip_until (s, '>');
  return skip_word (s);
}

/* TRUE when the scan stands at this key and not at a longer one. */
static gboolean
is_key (Scan *s, const char *key)
{
  gsize n = strlen (key);

  if (s->end - s->at <= n || memcmp (s->p + s->at, key, n) != 0)
    return FALSE;
  return is_space (s->p[s->at + n]) || is_delimiter (s->p[s->at + n]);
}

static gboolean
read_key (Scan *s, const char *key, gboolean *has, guint64 *value)
{
  if (*has)
    return FALSE; /* twice: readers take one or the other */
  s->at += strlen (key);
  *has = TRUE;
  return take_number (s, value);
}

/* The outermost dictionary. A key written with #-escapes is not found; then the chain of sections breaks, and that is an error. */
static gboolean
read_dictionary (Scan *s, PnPdfSection *out)
{
  guint depth = 1;

  if (!take (s, "<<"))
    return FALSE;
  while (depth > 0) {
    skip_space (s);
    gboolean ok = depth == 1 && is_key (s, "/Prev")      ? read_key (s, "/Prev", &out->has_prev, &out->prev)
                  : depth == 1 && is_key (s, "/XRefStm") ? read_key (s, "/XRefStm", &out->has_hybrid, &out->hybrid)
                                                         : skip_token (s, &depth);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static gboolean
skip_table (Scan *s)
{
  guint64 first, count;

  while (!take (s, "trailer")) {
    if (!take_number (s, &first) || !take_number (s, &count))
      return FALSE;
    for (guint64 i = 0; i < count; i++) {
      guint64 offset, generation;
      if (!take_number (s, &offset) || !take_number (s, &generation) || !(take (s, "n") || take (s, "f")))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean
pn_pdf_section_read (const guint8 *bytes, gsize length, gsize at, PnPdfSection *out, GError **error)
{
  Scan s = { bytes, at, length };
  PnPdfSection section = { 0 };
  guint64 number, generation;

  if (at >= length)
    return damaged (error, "a cross-reference section lies outside the file");
  section.stream = !take (&s, "xref");
  if (section.stream) {
    if (!take_number (&s, &number) || !take_number (&s, &generation) || !take (&s, "obj"))
      return damaged (error, "no cross-reference section where one should be");
  } else if (!skip_table (&s)) {
    return damaged (error, "a cross-reference table is damaged");
  }
  if (!read_dictionary (&s, &section))
    return damaged (error, "a cross-reference dictionary is damaged");
  *out = section;
  return TRUE;
}

gboolean
pn_pdf_history_continues (const guint8 *bytes, gsize length, gsize header_at, guint64 newest, guint64 signed_at, guint64 signed_end, GError **error)
{
  guint64 at = newest;

  for (guint i = 0; i < SECTIONS_MAX && at != signed_at; i++) {
    PnPdfSection section;
    if (at > length - header_at || header_at + at < signed_end)
      return damaged (error, "a later revision does not go on from the signed one");
    if (!pn_pdf_section_read (bytes, length, header_at + at, &section, error))
      return FALSE;
    if (!section.has_prev || section.prev >= at)
      return damaged (error, "a later revision does not go on from the signed one");
    at = section.prev;
  }
  return at == signed_at ? TRUE : damaged (error, "too many revisions");
}
