/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/ca.h"

#include <string.h>

#define TEXT_MAX (PN_CA_REQUEST_MAX * 4 / 3 + 4)

static const struct {
  const char *question, *answer;
} types[] = {
  [PN_CA_TIMESTAMP] = { "application/timestamp-query", "application/timestamp-reply" }, /* RFC 3161 3.4 */
  [PN_CA_OCSP] = { "application/ocsp-request", "application/ocsp-response" },           /* RFC 6960 A.1, A.2 */
  [PN_CA_CRL] = { "", "application/pkix-crl" },                                         /* RFC 5280 4.2.1.13, RFC 2585 */
};

const char *
pn_ca_question_type (PnCaService service)
{
  return types[service].question;
}

const char *
pn_ca_answer_type (PnCaService service)
{
  return types[service].answer;
}

GBytes *
pn_ca_refusal (PnCaService service, PnCaRefusal why)
{
  /* SEQUENCE { PKIStatusInfo { INTEGER rejection (2), BIT STRING failInfo } }: bit 5 badDataFormat, bit 25 systemFailure */
  static const guint8 bad_data[] = { 0x30, 0x09, 0x30, 0x07, 0x02, 0x01, 0x02, 0x03, 0x02, 0x02, 0x04 };
  static const guint8 system_failure[] = { 0x30, 0x0c, 0x30, 0x0a, 0x02, 0x01, 0x02, 0x03, 0x05, 0x06, 0x00, 0x00, 0x00, 0x40 };
  /* SEQUENCE { ENUMERATED responseStatus } */
  static const guint8 malformed[] = { 0x30, 0x03, 0x0a, 0x01, 0x01 }, try_later[] = { 0x30, 0x03, 0x0a, 0x01, 0x03 };
  gboolean away = why == PN_CA_AWAY;
  if (service == PN_CA_TIMESTAMP)
    return away ? g_bytes_new_static (system_failure, sizeof system_failure) : g_bytes_new_static (bad_data, sizeof bad_data);
  if (service == PN_CA_OCSP)
    return away ? g_bytes_new_static (try_later, sizeof try_later) : g_bytes_new_static (malformed, sizeof malformed);
  return NULL;
}

GBytes *
pn_ca_request_from_path (const char *text)
{
  gsize length = strlen (text), n = 0;
  if (length == 0 || length > TEXT_MAX)
    return NULL;
  g_autofree char *copy = g_strdelimit (g_strdup (text), " ", '+'); /* what form decoding makes of "+" */
  if (copy[strspn (copy, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")] != '\0')
    return NULL;
  guchar *bytes = g_base64_decode (copy, &n);
  if (n > 0 && n <= PN_CA_REQUEST_MAX)
    return g_bytes_new_take (bytes, n);
  g_free (bytes);
  return NULL;
}
