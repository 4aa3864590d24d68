/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/csc/requests.h"

#include "base/error.h"
#include "base/id.h"
#include "base/log.h"
#include "docs-service/signer/keystore.h"

#define ID_MAX 200
#define ANSWER_MAX 64 /* characters of a PIN or code */
#define CODE_MAX 2000 /* of an authorisation code */

typedef gboolean (*Answer) (PnCscClient *client, const PnJson *message, PnJson *reply, GError **error);

static gboolean
get_id (const PnJson *message, const char **id, GError **error)
{
  return pn_wire_get_str (message, "credential", 1, ID_MAX, id, error);
}

static void
set_cert (PnJson *reply, const PnCscCert *cert)
{
  g_autofree char *hash = pn_csc_cert_hash (cert->leaf);
  g_autofree char *subject = pn_cert_subject (cert->leaf);
  g_autofree char *issuer = pn_cert_issuer (cert->leaf);
  g_autofree char *from = pn_cert_time (X509_get0_notBefore (cert->leaf));
  g_autofree char *to = pn_cert_time (X509_get0_notAfter (cert->leaf));
  pn_wire_set_str (reply, "cert_sha256", hash);
  pn_wire_set_str (reply, "subject", subject);
  pn_wire_set_str (reply, "issuer", issuer);
  pn_wire_set_str (reply, "not_before", from);
  pn_wire_set_str (reply, "not_after", to);
  pn_wire_set_str (reply, "kind", cert->kind);
}

static gboolean
answer_list (PnCscClient *client, const PnJson *message, PnJson *reply, GError **error)
{
  g_auto (GStrv) ids = pn_csc_client_list (client, error);
  if (ids == NULL)
    return FALSE;
  PnJson *list = pn_wire_array ();
  for (guint i = 0; ids[i] != NULL; i++)
    pn_wire_add_str (list, ids[i]);
  pn_wire_set_take (reply, "credentials", list);
  return TRUE;
}

static gboolean
answer_credential (PnCscClient *client, const PnJson *message, PnJson *reply, GError **error)
{
  const char *id;
  g_autoptr (PnCscCredential) how = NULL;
  if (!get_id (message, &id, error))
    return FALSE;
  g_autoptr (PnCscCert) cert = pn_csc_client_credential (client, id, &how, error);
  if (cert == NULL)
    return FALSE;
  set_cert (reply, cert);
  pn_wire_set_bool (reply, "pin", how->pin_id != NULL);
  pn_wire_set_bool (reply, "otp", how->otp_id != NULL);
  pn_wire_set_bool (reply, "sent", how->otp_sent);
  pn_wire_set_bool (reply, "app", how->mode == PN_CSC_IMPLICIT);
  pn_wire_set_bool (reply, "page", how->mode == PN_CSC_OAUTH2CODE);
  pn_wire_set_bool (reply, "binds", how->binds);
  return TRUE;
}

static gboolean
answer_challenge (PnCscClient *client, const PnJson *message, PnJson *reply, GError **error)
{
  const char *id;
  return get_id (message, &id, error) && pn_csc_client_challenge (client, id, error);
}

/* digest: kept as long as the wish points into it. */
static gboolean
read_wish (const PnJson *message, PnCscWish *wish, GBytes **digest, GError **error)
{
  const char *hex;
  *wish = (PnCscWish){ .pin = "", .otp = "", .code = "", .state = "" };
  if (!get_id (message, &wish->credential, error)
      || !pn_wire_get_str (message, "cert_sha256", 64, 64, &wish->cert_sha256, error)
      || !pn_wire_get_str (message, "digest_hex", 64, 64, &hex, error)
      || !pn_wire_opt_str (message, "pin", 0, ANSWER_MAX, &wish->pin, error)
      || !pn_wire_opt_str (message, "otp", 0, ANSWER_MAX, &wish->otp, error)
      || !pn_wire_opt_str (message, "code", 0, CODE_MAX, &wish->code, error)
      || !pn_wire_opt_str (message, "state", 0, ID_MAX, &wish->state, error))
    return FALSE;
  *digest = pn_hex_decode (hex);
  wish->digest = *digest != NULL ? g_bytes_get_data (*digest, NULL) : NULL;
  if (*digest != NULL)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a SHA-256 digest of 64 hex digits is wanted");
  return FALSE;
}

static gboolean
answer_page (PnCscClient *client, const PnJson *message, PnJson *reply, GError **error)
{
  PnCscWish wish;
  g_autoptr (GBytes) digest = NULL;
  if (!read_wish (message, &wish, &digest, error))
    return FALSE;
  g_autofree char *url = pn_csc_client_page (client, &wish, error);
  if (url != NULL)
    pn_wire_set_str (reply, "url", url);
  return url != NULL;
}

static gboolean
answer_sign (PnCscClient *client, const PnJson *message, PnJson *reply, GError **error)
{
  PnCscWish wish;
  gsize n;
  g_autoptr (GBytes) digest = NULL;
  if (!read_wish (message, &wish, &digest, error))
    return FALSE;
  g_autoptr (GBytes) cms = pn_csc_client_sign (client, &wish, error);
  if (cms == NULL)
    return FALSE;
  const guint8 *der = g_bytes_get_data (cms, &n);
  g_autofree char *text = g_base64_encode (der, n);
  pn_info ("csc", "signed", "credential", wish.credential, "cert", wish.cert_sha256, "digest", pn_wire_str (message, "digest_hex", ""));
  pn_wire_set_str (reply, "cms", text);
  return TRUE;
}

static const struct {
  const char *type, *reply;
  Answer answer;
} answers[] = {
  { "challenge", "challenged", answer_challenge },
  { "credential", "credential", answer_credential },
  { "credentials", "credentials", answer_list },
  { "page", "page", answer_page },
  { "sign", "signature", answer_sign },
};

static PnJson *
reply_new (const char *type, const PnJson *message)
{
  PnJson *reply = pn_wire_object ();
  pn_wire_set_str (reply, "t", type);
  pn_wire_set_int (reply, "req", pn_wire_int (message, "req", 0));
  return reply;
}

PnJson *
pn_csc_answer (PnCscClient *client, const PnJson *message)
{
  const char *type = pn_wire_str (message, "t", "");
  g_autoptr (GError) error = NULL;
  if (client == NULL)
    error = g_error_new_literal (PN_ERROR, PN_ERROR_NO_REMOTE, "no remote signing service is configured");
  for (guint i = 0; i < G_N_ELEMENTS (answers) && error == NULL; i++) {
    if (!g_str_equal (type, answers[i].type))
      continue;
    g_autoptr (PnJson) reply = reply_new (answers[i].reply, message);
    if (answers[i].answer (client, message, reply, &error))
      return g_steal_pointer (&reply);
  }
  if (error == NULL)
    error = g_error_new (PN_ERROR, PN_ERROR_UNKNOWN_TYPE, "no message of type %.40s", type);
  pn_log_gerror (PN_LOG_WARNING, "csc", "refused", error);
  PnJson *reply = reply_new ("error", message);
  pn_wire_set_str (reply, "code", pn_error_name (pn_error_code (error)));
  pn_wire_set_str (reply, "detail", error->message);
  return reply;
}
