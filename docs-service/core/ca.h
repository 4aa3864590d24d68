/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of an authority on the web that need no key: how it refuses a question (RFC 3161 2.4.2, RFC 6960 4.2.1), and how a question stands in
 * a path (RFC 6960 A.1). Pure: no socket, no JSON, no OpenSSL; any thread. */
#pragma once
#include <glib.h>

typedef enum { PN_CA_TIMESTAMP, PN_CA_OCSP, PN_CA_CRL } PnCaService;
typedef enum { PN_CA_MALFORMED, PN_CA_AWAY } PnCaRefusal;

#define PN_CA_REQUEST_MAX 8192 /* bytes of a question; a hundred certificates fit */

/* DER of a TimeStampResp (rejection: badDataFormat, systemFailure) or an OCSPResponse (malformedRequest, tryLater); nobody signs those.
 * NULL for a list, which has no such words. transfer full */
GBytes *pn_ca_refusal (PnCaService service, PnCaRefusal why);
/* The DER that stands in base64 behind the responder's address, percent decoding done; NULL when it is none or too long. transfer full */
GBytes *pn_ca_request_from_path (const char *text);
/* Media types of question ("" for a list, which is got) and answer. */
const char *pn_ca_question_type (PnCaService service);
const char *pn_ca_answer_type (PnCaService service);
