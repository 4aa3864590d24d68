/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/jobs-proof.h"

#include "base/error.h"
#include "docs-service/pdf/pades-steps.h"

static GBytes *
get_der (const PnJson *param, const char *key)
{
  gsize length = 0;
  guchar *der = g_base64_decode (pn_wire_str (param, key, ""), &length);
  return g_bytes_new_take (der, length);
}

static void
set_der (PnJson *json, const char *key, GBytes *der)
{
  gsize length;
  const guchar *bytes = g_bytes_get_data (der, &length);
  g_autofree char *text = g_base64_encode (bytes, length);
  pn_wire_set_str (json, key, text);
}

static guint64
get_nonce (const PnJson *param)
{
  return (guint64) pn_wire_int (param, "nonce", 0);
}

static gboolean
put_bytes (GByteArray **out, GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  if (bytes == NULL)
    return FALSE;
  *out = g_byte_array_append (g_byte_array_new (), data, (guint) length);
  return TRUE;
}

static gboolean
put_json (GByteArray **out, const PnJson *json)
{
  g_autoptr (GBytes) bytes = pn_wire_dump_bytes (json);
  return put_bytes (out, bytes);
}

static gboolean
put_request (GByteArray **out, GBytes *request)
{
  g_autoptr (PnJson) json = pn_wire_object ();
  if (request == NULL)
    return FALSE;
  set_der (json, "der", request);
  return put_json (out, json);
}

GBytes *
pn_proof_cms (const PnJson *param, GError **error)
{
  g_autoptr (GBytes) cms = get_der (param, "cms");
  if (pn_wire_member (param, "answer") == NULL)
    return g_steal_pointer (&cms);
  g_autoptr (GBytes) answer = get_der (param, "answer");
  return pn_pades_stamp_with (cms, answer, get_nonce (param), error);
}

static gboolean
question (GBytes *input, const PnJson *param, GByteArray **out, GError **error)
{
  g_autoptr (GBytes) cms = get_der (param, "cms");
  g_autoptr (GBytes) request = pn_pades_question (cms, get_nonce (param), error);
  return put_request (out, request);
}

static gboolean
sources (GBytes *input, const PnJson *param, GByteArray **out, GError **error)
{
  g_autoptr (GPtrArray) all = pn_pades_sources (input, pn_wire_str (param, "roots", NULL), error);
  g_autoptr (PnJson) json = pn_wire_object ();
  PnJson *list = pn_wire_array ();
  for (guint i = 0; all != NULL && i < all->len; i++) {
    const PnPadesSource *source = all->pdata[i];
    PnJson *one = pn_wire_object ();
    set_der (one, "ocsp", source->ocsp);
    pn_wire_set_str (one, "ocsp_url", source->ocsp_url);
    pn_wire_set_str (one, "crl_url", source->crl_url);
    pn_wire_set_str (one, "issuer", source->issuer);
    pn_wire_add_take (list, one);
  }
  pn_wire_set_take (json, "sources", list);
  return all != NULL && put_json (out, json);
}

/* FALSE when the lengths do not fit what is there. */
static gboolean
cut (GBytes *input, gsize *at, const PnJson *lengths, GPtrArray *out)
{
  for (gsize i = 0; i < pn_wire_length (lengths); i++) {
    gint64 length = pn_wire_int_at (lengths, i, -1);
    if (length <= 0 || (guint64) length > g_bytes_get_size (input) - *at)
      return FALSE;
    g_ptr_array_add (out, g_bytes_new_from_bytes (input, *at, (gsize) length));
    *at += (gsize) length;
  }
  return TRUE;
}

static gboolean
evidence (GBytes *input, const PnJson *param, GByteArray **out, GError **error)
{
  g_autoptr (GPtrArray) ocsps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) crls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gint64 size = pn_wire_int (param, "size", 0);
  gsize at = (gsize) MAX (size, 0);
  if (size <= 0 || at > g_bytes_get_size (input) || !cut (input, &at, pn_wire_member (param, "ocsps"), ocsps)
      || !cut (input, &at, pn_wire_member (param, "crls"), crls)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, "the answers are not where they should be");
    return FALSE;
  }
  g_autoptr (GBytes) document = g_bytes_new_from_bytes (input, 0, (gsize) size);
  g_autoptr (GBytes) append = pn_pades_evidence (document, pn_wire_str (param, "roots", NULL), ocsps, crls, error);
  return put_bytes (out, append);
}

static gboolean
archive (GBytes *input, const PnJson *param, GByteArray **out, GError **error)
{
  if (pn_wire_member (param, "answer") == NULL) {
    g_autoptr (GBytes) request = pn_pades_archive_question (input, get_nonce (param), error);
    return put_request (out, request);
  }
  g_autoptr (GBytes) answer = get_der (param, "answer");
  g_autoptr (GBytes) append = pn_pades_archive_with (input, answer, get_nonce (param), error);
  return put_bytes (out, append);
}

gboolean
pn_proof_work (GBytes *input, const PnJson *param, GByteArray **out, GError **error)
{
  static const struct {
    const char *name;
    gboolean (*run) (GBytes *input, const PnJson *param, GByteArray **out, GError **error);
  } works[] = { { "archive", archive }, { "evidence", evidence }, { "question", question }, { "sources", sources } };
  const char *name = pn_wire_str (param, "proof", "");
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    if (g_str_equal (name, works[i].name))
      return works[i].run (input, param, out, error);
  g_set_error (error, PN_ERROR, PN_ERROR_INTERNAL, "no work on proofs is called %s", name);
  return FALSE;
}
