/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raises a PAdES signature from B-B to B-T, B-LT and B-LTA (ETSI EN 319 142-1 6): time-stamp, evidence, archive time-stamp; renewing is
 * the last two again. Never holds a key, opens no socket: requests and answers go through the caller's services. Any thread. */
#pragma once

#include <glib.h>

typedef enum { PN_PADES_B, PN_PADES_T, PN_PADES_LT, PN_PADES_LTA } PnPadesLevel;

/* An answer's DER for a request's DER; transfer full. `crl` is asked without a request. A service that is away is an error. */
typedef GBytes *(*PnPadesAsk) (gpointer data, GBytes *request, GError **error);
typedef struct {
  PnPadesAsk timestamp, ocsp, crl; /* ocsp or crl may be NULL, not both */
  gpointer data;
} PnPadesServices;

/* "b-b", "b-t", "b-lt", "b-lta" */
gboolean pn_pades_level_parse (const char *text, PnPadesLevel *out);
/* Room for /Contents that a signature of this level needs. */
gsize pn_pades_room (PnPadesLevel level);
/* The CMS with a signature time-stamp in it. transfer full */
GBytes *pn_pades_stamp (GBytes *cms, const PnPadesServices *services, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The whole document with evidence for all its signatures (B-LT) and, for B-LTA, a document time-stamp over all. transfer full
 * Errors: as pn_pdf_sign_prepare; NOT_FOUND when it is not signed; what the services say. */
GBytes *pn_pades_raise (GBytes *document, PnPadesLevel level, const PnPadesServices *services, GError **error) G_GNUC_WARN_UNUSED_RESULT;
