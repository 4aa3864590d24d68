/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the look of a field or annotation by what its content stream can do: only write, or also cover what lies below.
 * Private to docs-service/pdf; reads only, bounded. */
#pragma once

#include "docs-service/pdf/pdf-doc.h"

/* The last numbers before an operator; more than six are of no interest. */
typedef struct {
  double v[6];
  guint n;
} PnPdfOperands;
/* FALSE: enough. */
typedef gboolean (*PnPdfOperatorVisitor) (const char *op, const PnPdfOperands *operands, gpointer data);
/* Each operator of a content stream in turn. FALSE when the visitor had enough or the stream cannot be decoded. */
gboolean pn_pdf_look_visit (PnPdfDoc *doc, qpdf_oh stream, PnPdfOperatorVisitor visit, gpointer data);

/* Text, lines and areas; no picture, form, pattern or layer that could show a page of its own. */
gboolean pn_pdf_look_is_plain (PnPdfDoc *doc, qpdf_oh look);
/* Text and nothing else, also in the forms it draws: no area, line, picture or glyph drawn by hand covers anything. */
gboolean pn_pdf_look_only_writes (PnPdfDoc *doc, qpdf_oh look);
