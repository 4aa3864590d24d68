/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document security store (ISO 32000-2 12.8.4.3): evidence for later verification that lies in the PDF itself.
 * Never touches a byte that is there, opens no file or socket; any thread (or a sandboxed child) may call. */
#pragma once

#include <glib.h>

typedef struct {
  GPtrArray *certs, *crls, *ocsps; /* of GBytes, DER; NULL: none */
  GBytes *contents;                /* /Contents of the signature they are for, whole: names the /VRI entry; NULL: none */
} PnPdfDssInput;

/* transfer full: bytes to append; what the store had stays in it, nothing is put in twice. Errors: as pn_pdf_sign_prepare. */
GBytes *pn_pdf_add_dss (GBytes *document, const PnPdfDssInput *input, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* /Contents of every signature, padding included, oldest first: array of GBytes. Errors: NOT_FOUND when there is none. transfer full */
GPtrArray *pn_pdf_all_contents (GBytes *document, GError **error) G_GNUC_WARN_UNUSED_RESULT;
