/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a PDF may become a document that is signed: what one sees of it must not depend on scripts, on the reader's form engine, on time or on
 * layers that can be switched. Reads only, opens no file; any thread (or a sandboxed child) may call. */
#pragma once

#include <glib.h>

/* Errors: DRAFT_ACTIVE with what it has; PDF_ENCRYPTED, PDF_DAMAGED. */
gboolean pn_pdf_draft_check (GBytes *document, GError **error) G_GNUC_WARN_UNUSED_RESULT;
