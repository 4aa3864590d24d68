/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page a signature will be on, as it will look once it is made: prepared as for signing, only without a signature in it. Runs in the cage; reads
 * memory only. */
#pragma once

#include <glib.h>
#include "docs-service/pdf/pdf-sign.h"

/* {"page","top","bottom","type":"image/png|image/jpeg","image":base64}; top, bottom: of the field of this name, in fractions of the page. Errors: as
 * the renderer's. */
gboolean pn_shown_work (GBytes *document, const PnPdfPrepared *prepared, const char *field, GByteArray **out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
