/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has happened to a document since a given length, signed or not: for files that come back signed with a key outside. It never says
 * whether a signature is good (pdf-check does); reads only, any thread (or a sandboxed child) may call. */
#pragma once

#include <glib.h>
#include "base/wire.h"

/* A picture somebody else placed shall not hide the text: points squared, about 100 mm × 50 mm. */
#define PN_PDF_NEW_FIELD_AREA_MAX 40000.0

/* {"changes":["signature:NAME",…],"forbidden":["…"],"visible":bool,"locked":"" or why}: changes as in pdf-check.h, from the first `base` bytes
 * on; visible: each new signature can be seen on a page; locked: why one of the fields `stay_open` (NULL-ended) can no longer be filled or
 * signed. Errors: PDF_ENCRYPTED, PDF_DAMAGED. transfer full */
PnJson *pn_pdf_since (GBytes *document, gsize base, const char *const *stay_open, GError **error) G_GNUC_WARN_UNUSED_RESULT;
