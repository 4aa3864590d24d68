/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an authority says of its certificates: time-stamps (RFC 3161), lists of the revoked (RFC 5280) and answers to OCSP (RFC 6960).
 * Bytes in, bytes out: no file, no socket; time is handed in, in seconds since 1970. Any thread. */
#pragma once

#include <glib.h>
#include "docs-service/signer/authority.h"

typedef struct {
  char serial[64]; /* hex, as pn_cert_serial gives it */
  gint64 since;
} PnRevoked;

/* transfer full: DER of a TimeStampResp; a refusal is such an answer too. NULL only when the request is no request. */
GBytes *pn_tsa_answer (const PnIdentity *tsa, X509 *root, GBytes *request, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* revoked: of PnRevoked. Good for 7 days. transfer full: DER */
GBytes *pn_crl_make (const PnIdentity *root, const GArray *revoked, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For the certificates asked for; signed by the root itself. transfer full: DER of an OCSPResponse */
GBytes *pn_ocsp_answer (const PnIdentity *root, const GArray *revoked, GBytes *request, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
