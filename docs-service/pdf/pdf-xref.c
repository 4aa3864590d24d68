/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-xref.h"

#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/pdf-scan.h"

#define SECTIONS_MAX 1000

static gboolean
damaged (GError **error, const char *why)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, why);
  return FALSE;
}

static gboolean
read_key (PnScan *s, const char *key, gboolean *has, guint64 *value)
{
  if (*has)
    return FALSE; /* twice: readers take one or the other */
  s->at += strlen (key);
  *has = TRUE;
  return pn_scan_number (s, value);
}

/* The outermost dictionary. A key written with #-escapes is not found; then the chain of sections breaks, and that is an error. */
static gboolean
read_dictionary (PnScan *s, PnPdfSection *out)
{
  guint depth = 1;

  if (!pn_scan_word (s, "<<"))
    return FALSE;
  while (depth > 0) {
    pn_scan_space (s);
    gboolean ok = depth == 1 && pn_scan_is_key (s, "/Prev")      ? read_key (s, "/Prev", &out->has_prev, &out->prev)
                  : depth == 1 && pn_scan_is_key (s, "/XRefStm") ? read_key (s, "/XRefStm", &out->has_hybrid, &out->hybrid)
                                                                 : pn_scan_token (s, &depth);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static gboolean
skip_table (PnScan *s)
{
  guint64 first, count;

  while (!pn_scan_word (s, "trailer")) {
    if (!pn_scan_number (s, &first) || !pn_scan_number (s, &count))
      return FALSE;
    for (guint64 i = 0; i < count; i++) {
      guint64 offset, generation;
      if (!pn_scan_number (s, &offset) || !pn_scan_number (s, &generation)
          || !(pn_scan_word (s, "n") || pn_scan_word (s, "f")))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean
pn_pdf_section_read (const guint8 *bytes, gsize length, gsize at, PnPdfSection *out, GError **error)
{
  PnScan s = { bytes, at, length };
  PnPdfSection section = { 0 };
  guint64 number, generation;

  if (at >= length)
    return damaged (error, "a cross-reference section lies outside the file");
  section.stream = !pn_scan_word (&s, "xref");
  if (section.stream) {
    if (!pn_scan_number (&s, &number) || !pn_scan_number (&s, &generation) || !pn_scan_word (&s, "obj"))
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
