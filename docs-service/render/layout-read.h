/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads an untrusted PDF into the description that docs-service/layout judges: text with fonts, sizes and colours, pictures with their ink, form fields.
 * Uses poppler, so runs only inside the cage of sandbox.h; one thread. */
#pragma once

#include "docs-service/layout/layout-page.h"
#include "docs-service/render/render-wire.h"

/* On failure *why holds words, as pn_pdf_open gives them. A file qpdf refuses is read without what its form fields show. */
PnRenderStatus pn_layout_read (const guint8 *bytes, gsize length, PnLayoutDoc **out, char why[PN_RENDER_TEXT_MAX]) G_GNUC_WARN_UNUSED_RESULT;
/* The work of PN_RENDER_JOB_LAYOUT: the report of docs-service/layout as JSON. param "own": composed by this house, whose seal has a known size.
 * Errors: PDF_ENCRYPTED, PDF_DAMAGED, PDF_EMPTY, PDF_TOO_LONG, their wire name in front. */
gboolean pn_layout_job (const guint8 *input, gsize length, const char *param, gsize param_length, GByteArray **out, GError **error);
