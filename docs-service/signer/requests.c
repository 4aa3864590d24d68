/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/signer/requests.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/log.h"

#define REQUEST_MAX 16384 /* base64 digits of a request */

typedef PnJson *(*Answer) (PnKeystore *store, const PnJson *message, GError **error);

static PnJson *
reply_new (const char *type, const PnJson *message)
{
  PnJson *reply = pn_wire_object ();

  pn_wire_set_str (reply, "t", type);
  pn_wire_set_int (reply, "req", pn_wire_int (message, "req", 0));
  return reply;
}

/* A person's number, the seal of the body, or the service that signs its own reports. */
static gboolean
get_who (const PnJson *message, char who[32], GError **error)
{
  const char *name = pn_wire_str (message, "person", NULL);
  gint64 person;

  if (g_strcmp0 (name, PN_KEY_SEAL) == 0 || g_strcmp0 (name, PN_KEY_REPORT) == 0) {
    g_strlcpy (who, name, 32);
    return TRUE;
  }
  if (!pn_wire_get_int (message, "person", 1, PN_WIRE_MAX_INT, &person, error))
    return FALSE;
  g_snprintf (who, 32, "%" G_GINT64_FORMAT, person);
  return TRUE;
}

static void
set_cert (PnJson *reply, X509 *cert)
{
  g_autofree char *serial = pn_cert_serial (cert);
  g_autofree char *subject = pn_cert_subject (cert);
  g_autofree char *issuer = pn_cert_issuer (cert);
  g_autofree char *from = pn_cert_time (X509_get0_notBefore (cert));
  g_autofree char *to = pn_cert_time (X509_get0_notAfter (cert));

  pn_wire_set_str (reply, "serial", serial);
  pn_wire_set_str (reply, "subject", subject);
  pn_wire_set_str (reply, "issuer", issuer);
  pn_wire_set_str (reply, "not_before", from);
  pn_wire_set_str (reply, "not_after", to);
}

static PnJson *
answer_enrol (PnKeystore *store, const PnJson *message, GError **error)
{
  PnSubject subject = { 0 };
  char who[32];
  gboolean is_new;

  if (!get_who (message, who, error) || !pn_wire_get_str (message, "name", 1, 120, &subject.common_name, error)
      || !pn_wire_opt_str (message, "unit", 0, 200, &subject.unit, error)
      || !pn_wire_opt_str (message, "title", 0, 200, &subject.title, error))
    return NULL;
  subject.id = who;
  if (!pn_keystore_enrol (store, who, &subject, &is_new, error))
    return NULL;
  X509 *cert = pn_keystore_cert (store, who, error);
  if (cert == NULL)
    return NULL;
  PnJson *reply = reply_new ("enrolled", message);
  set_cert (reply, cert);
  pn_wire_set_bool (reply, "new", is_new);
  return reply;
}

static GBytes *
get_digest (const PnJson *message, GError **error)
{
  const char *algo, *hex;

  if (!pn_wire_get_str (message, "algo", 1, 16, &algo, error) || !pn_wire_get_str (message, "digest_hex", 64, 64, &hex, error))
    return NULL;
  GBytes *digest = g_str_equal (algo, "sha256") ? pn_hex_decode (hex) : NULL;
  if (digest == NULL)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a SHA-256 digest of 64 hex digits is wanted");
  return digest;
}


/* ---- PINs: of persons only, the seal is the clerk's to use (Decree 30/2020 Art. 32) */

static PnJson *
answer_pin (PnKeystore *store, const PnJson *message, GError **error)
{
  char who[32];

  if (!get_who (message, who, error))
    return NULL;
  PnJson *reply = reply_new ("pin", message);
  pn_wire_set_bool (reply, "set", pn_pins_is_set (pn_keystore_pins (store), who));
  return reply;
}

static PnJson *
answer_pin_set (PnKeystore *store, const PnJson *message, GError **error)
{
  char who[32];
  gint64 person;
  const char *pin, *old = NULL;

  if (!pn_wire_get_int (message, "person", 1, PN_WIRE_MAX_INT, &person, error) || !get_who (message, who, error)
      || !pn_wire_get_str (message, "pin", 1, 64, &pin, error) || !pn_wire_opt_str (message, "old", 0, 64, &old, error)
      || !pn_pins_set (pn_keystore_pins (store), who, old, pin, pn_clock_now_us (pn_clock_system ()), error))
    return NULL;
  pn_info ("sign", "PIN set", "person", who);
  return answer_pin (store, message, error);
}

static PnJson *
answer_unlock (PnKeystore *store, const PnJson *message, GError **error)
{
  char who[32];
  gint64 person;
  const char *pin;
  const PnJson *files;

  if (!pn_wire_get_int (message, "person", 1, PN_WIRE_MAX_INT, &person, error) || !get_who (message, who, error)
      || !pn_wire_get_str (message, "pin", 1, 64, &pin, error) || !pn_wire_get_array (message, "files", PN_PIN_FILES, &files, error))
    return NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  for (gsize i = 0; i < pn_wire_length (files); i++)
    g_ptr_array_add (list, (gpointer) pn_wire_str_at (files, i, ""));
  g_ptr_array_add (list, NULL);
  g_autofree char *ticket
      = pn_pins_unlock (pn_keystore_pins (store), who, pin, (const char *const *) list->pdata, pn_clock_now_us (pn_clock_system ()), error);
  if (ticket == NULL)
    return NULL;
  pn_info ("sign", "unlocked", "person", who, "files", PN_I64 ((gint64) pn_wire_length (files)));
  PnJson *reply = reply_new ("unlocked", message);
  pn_wire_set_str (reply, "ticket", ticket);
  return reply;
}

/* A key with a PIN signs only what the PIN was said for. */
static gboolean
is_open (PnKeystore *store, const char *who, const PnJson *message, GError **error)
{
  return pn_pins_spend (pn_keystore_pins (store), who, pn_wire_str (message, "ticket", NULL), pn_wire_str (message, "file", NULL),
                        pn_clock_now_us (pn_clock_system ()), error);
}
static PnJson *
answer_sign (PnKeystore *store, const PnJson *message, GError **error)
{
  char who[32];
  gsize n;

  if (!get_who (message, who, error))
    return NULL;
  g_autoptr (GBytes) digest = get_digest (message, error);
  if (digest == NULL || !is_open (store, who, message, error))
    return NULL;
  g_autoptr (GBytes) cms = pn_keystore_sign (store, who, g_bytes_get_data (digest, NULL), error);
  if (cms == NULL)
    return NULL;
  X509 *cert = pn_keystore_cert (store, who, error);
  if (cert == NULL)
    return NULL;
  const guint8 *der = g_bytes_get_data (cms, &n);
  g_autofree char *text = g_base64_encode (der, n);
  g_autofree char *serial = pn_cert_serial (cert);
  pn_info ("sign", "signed", "person", who, "serial", serial, "digest", pn_wire_str (message, "digest_hex", ""));
  PnJson *reply = reply_new ("signature", message);
  pn_wire_set_str (reply, "cms", text);
  set_cert (reply, cert);
  return reply;
}

static PnJson *
answer_cert (PnKeystore *store, const PnJson *message, GError **error)
{
  char who[32];

  if (!get_who (message, who, error))
    return NULL;
  X509 *cert = pn_keystore_cert (store, who, error);
  if (cert == NULL)
    return NULL;
  g_autofree char *pem = pn_cert_pem (cert);
  PnJson *reply = reply_new ("cert", message);
  pn_wire_set_str (reply, "pem", pem);
  pn_wire_set_str (reply, "algo", "ECDSA P-256");
  set_cert (reply, cert);
  return reply;
}

static PnJson *
answer_roots (PnKeystore *store, const PnJson *message, GError **error)
{
  g_autofree char *pem = pn_keystore_roots_pem (store);
  PnJson *reply = reply_new ("roots", message);

  pn_wire_set_str (reply, "pem", pem);
  return reply;
}

/* DER travels as base64. */
static PnJson *
reply_der (const PnJson *message, GBytes *der)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (der, &n);
  g_autofree char *text = g_base64_encode (bytes, n);
  PnJson *reply = reply_new ("answer", message);

  pn_wire_set_str (reply, "der", text);
  return reply;
}

static GBytes *
get_der (const PnJson *message, GError **error)
{
  const char *text;
  gsize n = 0;

  if (!pn_wire_get_str (message, "der", 1, REQUEST_MAX, &text, error))
    return NULL;
  guchar *bytes = g_base64_decode (text, &n);
  return g_bytes_new_take (bytes, n);
}

static PnJson *
answer_timestamp (PnKeystore *store, const PnJson *message, GError **error)
{
  g_autoptr (GBytes) request = get_der (message, error);
  g_autoptr (GBytes) der = request != NULL ? pn_keystore_timestamp (store, request, error) : NULL;

  return der != NULL ? reply_der (message, der) : NULL;
}

static PnJson *
answer_ocsp (PnKeystore *store, const PnJson *message, GError **error)
{
  g_autoptr (GBytes) request = get_der (message, error);
  g_autoptr (GBytes) der = request != NULL ? pn_keystore_ocsp (store, request, error) : NULL;

  return der != NULL ? reply_der (message, der) : NULL;
}

static PnJson *
answer_crl (PnKeystore *store, const PnJson *message, GError **error)
{
  g_autoptr (GBytes) der = pn_keystore_crl (store, error);

  return der != NULL ? reply_der (message, der) : NULL;
}

static const struct {
  const char *type;
  Answer answer;
} answers[] = {
  { "cert", answer_cert },
  { "crl", answer_crl },
  { "enrol", answer_enrol },
  { "ocsp", answer_ocsp },
  { "pin", answer_pin },
  { "pin-set", answer_pin_set },
  { "roots", answer_roots },
  { "sign", answer_sign },
  { "timestamp", answer_timestamp },
  { "unlock", answer_unlock },
};

PnJson *
pn_signer_answer (PnKeystore *store, const PnJson *message)
{
  const char *type = pn_wire_str (message, "t", "");
  g_autoptr (GError) error = NULL;
  PnJson *reply = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (type, answers[i].type))
      reply = answers[i].answer (store, message, &error);
  if (reply != NULL)
    return reply;
  if (error == NULL)
    error = g_error_new (PN_ERROR, PN_ERROR_UNKNOWN_TYPE, "no message of type %s", type);
  pn_log_gerror (PN_LOG_WARNING, "sign", "refused", error);
  reply = reply_new ("error", message);
  pn_wire_set_str (reply, "code", pn_error_name (pn_error_code (error)));
  pn_wire_set_str (reply, "detail", error->message);
  return reply;
}
