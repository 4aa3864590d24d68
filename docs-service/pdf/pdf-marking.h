/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges an annotation that was added where a certification permits annotations (DocMDP 3): a note or a marking may stay, what could
 * cover or add content may not ("evil annotation"). Private to docs-service/pdf; reads only, bounded. */
#pragma once

#include "docs-service/pdf/pdf-doc.h"

/* Text, Caret, Highlight, Underline, Squiggly, StrikeOut or Popup without action, layer or picture. A look of its own must be an icon's
 * size (Text, Caret), blend with what lies below (Multiply), or be of thin lines that are not light; it never has text. */
gboolean pn_pdf_marking_is_harmless (PnPdfDoc *doc, qpdf_oh annotation);
