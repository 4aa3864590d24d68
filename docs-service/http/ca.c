/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/ca.h"

#include "base/error.h"
#include "base/metrics.h"

#define AT_ONCE 32 /* each costs the signer a signature */

static guint running;

typedef struct {
  PnCall *call;
  PnCaService service;
} Ask;

static const char *const names[] = { [PN_CA_TIMESTAMP] = "timestamp", [PN_CA_OCSP] = "ocsp", [PN_CA_CRL] = "crl" };

static void
count (PnCaService service, gboolean answered)
{
  g_autofree char *name = g_strconcat (names[service], answered ? "" : "_refused", NULL);
  pn_metric_add (pn_metric_counter_with ("phien_ca_questions_total", "Questions to our own authority over HTTP, by service.", "service", name), 1);
}

static void
respond (PnCall *call, PnCaService service, int status, GBytes *der)
{
  pn_http_respond (call->req, status, pn_ca_answer_type (service), der);
  pn_call_free (call);
}

/* RFC 6960 has the answer "try later"; a time-stamp client looks at the status first, so that it asks elsewhere. */
static void
refuse (PnCall *call, PnCaService service, PnCaRefusal why)
{
  g_autoptr (GBytes) der = pn_ca_refusal (service, why);
  count (service, FALSE);
  if (der == NULL)
    pn_call_code (call, PN_ERROR_LINK_AWAY, "the authority does not answer");
  else
    respond (call, service, service == PN_CA_TIMESTAMP && why == PN_CA_AWAY ? 503 : 200, der);
}

static void
on_answer (const PnJson *reply, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  gsize n = 0;
  running--;
  if (pn_error_is (error, PN_ERROR_NOT_FOUND)) { /* this house has no authority of its own */
    pn_call_fail (ask->call, error);
    return;
  }
  g_autofree guchar *bytes = error == NULL ? g_base64_decode (pn_wire_str (reply, "der", ""), &n) : NULL;
  if (n == 0) {
    refuse (ask->call, ask->service, pn_error_is (error, PN_ERROR_BAD_VALUE) ? PN_CA_MALFORMED : PN_CA_AWAY);
    return;
  }
  g_autoptr (GBytes) der = g_bytes_new (bytes, n);
  count (ask->service, TRUE);
  respond (ask->call, ask->service, 200, der);
}

gboolean
pn_ca_check_type (PnCall *call, PnCaService service)
{
  const char *type = pn_http_request_header (call->req, "Content-Type");
  if (type != NULL && g_ascii_strcasecmp (type, pn_ca_question_type (service)) == 0)
    return TRUE;
  pn_call_code (call, PN_ERROR_WRONG_TYPE, pn_ca_question_type (service));
  return FALSE;
}

void
pn_ca_answer (PnCall *take, PnCaService service, GBytes *request)
{
  PnJson *message = pn_args_str ("t", names[service]);
  gsize n = 0;
  const guchar *bytes = request != NULL ? g_bytes_get_data (request, &n) : NULL;
  if (n == 0 && service != PN_CA_CRL) {
    pn_json_unref (message);
    refuse (take, service, PN_CA_MALFORMED);
    return;
  }
  if (running >= AT_ONCE) {
    pn_json_unref (message);
    refuse (take, service, PN_CA_AWAY);
    return;
  }
  g_autofree char *text = n > 0 ? g_base64_encode (bytes, n) : NULL;
  if (text != NULL)
    pn_wire_set_str (message, "der", text);
  Ask *ask = g_new0 (Ask, 1);
  *ask = (Ask){ take, service };
  running++;
  pn_signer_ask (take->docs->signer, message, on_answer, ask);
}
