/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/second-look.h"

#include "docs-service/render/pdf-document.h"

#define PAGES_MAX 50    /* whose words are compared */

static PnPdf *
open_prefix (const guint8 *bytes, gsize length)
{
  char why[PN_RENDER_TEXT_MAX];
  PnPdf *pdf = NULL;

  return pn_pdf_open (bytes, length, &pdf, why) == PN_RENDER_OK ? pdf : NULL;
}

static const char *
compare (PnPdf *before, PnPdf *after)
{
  guint n = pn_pdf_pages (after);

  if (pn_pdf_pages (before) != n)
    return "another reader counts other pages than were signed";
  for (guint page = 1; page <= MIN (n, PAGES_MAX); page++) {
    g_autoptr (GString) old = g_string_new (NULL);
    g_autoptr (GString) new = g_string_new (NULL);
    if (pn_pdf_words (before, page, old) != pn_pdf_words (after, page, new) || !g_string_equal (old, new))
      return "another reader sees other words than were signed";
  }
  return NULL;
}

const char *
pn_second_look_at (const guint8 *bytes, gsize length, int pages, const guint64 *ends, guint n)
{
  g_autoptr (PnPdf) whole = open_prefix (bytes, length);
  const char *doubt = NULL;

  if (whole == NULL)
    return "another reader cannot open the file";
  if ((int) pn_pdf_pages (whole) != pages)
    return "readers do not agree on the number of pages";
  for (guint i = 0; doubt == NULL && i < MIN (n, PN_SECOND_LOOK_MAX); i++) {
    g_autoptr (PnPdf) revision = open_prefix (bytes, (gsize) ends[i]);
    doubt = revision != NULL ? compare (revision, whole) : "another reader cannot open what was signed";
  }
  return doubt;
}

static guint
ends_of (const PnPdfReport *report, gsize length, guint64 ends[PN_SECOND_LOOK_MAX])
{
  guint n = 0;

  for (guint i = 0; i < MIN (report->signatures->len, PN_SECOND_LOOK_MAX); i++) {
    const PnPdfSignature *s = report->signatures->pdata[i];
    guint64 end = s->byte_range[2] + s->byte_range[3];
    if (!s->covers_file && end != 0 && end <= length)
      ends[n++] = end;
  }
  return n;
}

void
pn_second_look (const guint8 *bytes, gsize length, PnPdfReport *report)
{
  if (report->signatures->len == 0 || report->verdict == PN_PDF_INVALID)
    return;
  guint64 ends[PN_SECOND_LOOK_MAX];
  guint n = ends_of (report, length, ends);
  const char *doubt = pn_second_look_at (bytes, length, report->page_count, ends, n);
  if (doubt != NULL)
    pn_pdf_report_doubt (report, doubt);
}
