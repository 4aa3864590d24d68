/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-tail.h"

#include <string.h>

#include "base/error.h"

#define TAIL_WINDOW 2048
#define HEADER_WINDOW 1024 /* readers accept a header within the first KiB (ISO 32000-1 Annex H.3.4.1, note 13) */

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

static gsize
skip_space (const guint8 *p, gsize at, gsize n)
{
  while (at < n && is_space (p[at]))
    at++;
  return at;
}

/* Digits at `at`; FALSE when there are none or more than a PDF offset can have. */
static gboolean
read_number (const guint8 *p, gsize n, gsize *at, guint64 *value)
{
  gsize start = *at;
  guint64 v = 0;

  while (*at < n && g_ascii_isdigit (p[*at]) && *at - start < 15)
    v = v * 10 + (p[(*at)++] - '0');
  *value = v;
  return *at > start;
}

/* The last occurrence of `word` that begins in [from, n). */
static gboolean
find_last (const guint8 *p, gsize from, gsize n, const char *word, gsize *at)
{
  gsize len = strlen (word);

  for (gsize i = n; i-- > from;) {
    if (n - i >= len && memcmp (p + i, word, len) == 0) {
      *at = i;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
find_header (const guint8 *p, gsize n, gsize *at)
{
  gsize limit = MIN (n, HEADER_WINDOW);

  for (gsize i = 0; i + 5 <= limit; i++) {
    if (memcmp (p + i, "%PDF-", 5) == 0) {
      *at = i;
      return TRUE;
    }
  }
  return FALSE;
}

/* "xref" or "12 0 obj" where startxref points. */
static gboolean
read_xref_kind (const guint8 *p, gsize n, gsize at, gboolean *stream)
{
  guint64 number;

  if (at >= n)
    return FALSE;
  at = skip_space (p, at, n);
  if (n - at >= 4 && memcmp (p + at, "xref", 4) == 0) {
    *stream = FALSE;
    return TRUE;
  }
  if (!read_number (p, n, &at, &number))
    return FALSE;
  at = skip_space (p, at, n);
  if (!read_number (p, n, &at, &number))
    return FALSE;
  at = skip_space (p, at, n);
  *stream = TRUE;
  return n - at >= 3 && memcmp (p + at, "obj", 3) == 0;
}

gboolean
pn_pdf_tail_read (const guint8 *bytes, gsize length, PnPdfTail *tail, GError **error)
{
  gsize from = length > TAIL_WINDOW ? length - TAIL_WINDOW : 0;
  gsize at, eof;
  PnPdfTail t = { 0 };

  if (!find_header (bytes, length, &t.header_at))
    return damaged (error, "no %PDF- header");
  if (!find_last (bytes, from, length, "startxref", &at))
    return damaged (error, "no startxref at the end");
  at = skip_space (bytes, at + 9, length);
  if (!read_number (bytes, length, &at, &t.startxref))
    return damaged (error, "startxref without a number");
  eof = skip_space (bytes, at, length);
  if (length - eof < 5 || memcmp (bytes + eof, "%%EOF", 5) != 0)
    return damaged (error, "no %%EOF after startxref");
  t.eof_end = t.end = eof + 5;
  if (t.end < length && bytes[t.end] == '\r')
    t.end++;
  if (t.end < length && bytes[t.end] == '\n')
    t.end++;
  if (t.startxref > length - t.header_at
      || !read_xref_kind (bytes, length, t.header_at + t.startxref, &t.xref_stream))
    return damaged (error, "startxref does not point to a cross-reference section");
  *tail = t;
  return TRUE;
}
