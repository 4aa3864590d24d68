/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pades.h"

#include "base/error.h"
#include "base/id.h"
#include "docs-service/pdf/pades-steps.h"
#include "docs-service/pdf/pdf-sign.h"

gboolean
pn_pades_level_parse (const char *text, PnPadesLevel *out)
{
  static const char *const names[] = { "b-b", "b-t", "b-lt", "b-lta" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (text, names[i])) {
      *out = (PnPadesLevel) i;
      return TRUE;
    }
  }
  return FALSE;
}

gsize
pn_pades_room (PnPadesLevel level)
{
  return level == PN_PADES_B ? PN_PDF_CONTENTS_MAX : PN_PDF_CONTENTS_MAX + PN_PADES_STAMP_ROOM;
}

static guint64
new_nonce (void)
{
  guint64 nonce;

  pn_random_bytes ((guint8 *) &nonce, sizeof nonce);
  return nonce >> 1;
}

GBytes *
pn_pades_stamp (GBytes *cms, const PnPadesServices *services, GError **error)
{
  guint64 nonce = new_nonce ();
  g_autoptr (GBytes) request = pn_pades_question (cms, nonce, error);
  g_autoptr (GBytes) answer = request != NULL ? services->timestamp (services->data, request, error) : NULL;

  return answer != NULL ? pn_pades_stamp_with (cms, answer, nonce, error) : NULL;
}

static gboolean
ask_all (const GPtrArray *sources, const PnPadesServices *services, GPtrArray *ocsps, GPtrArray *crls, GError **error)
{
  for (guint i = 0; services->ocsp != NULL && i < sources->len; i++) {
    const PnPadesSource *source = sources->pdata[i];
    GBytes *answer = services->ocsp (services->data, source->ocsp, error);
    if (answer == NULL)
      return FALSE;
    g_ptr_array_add (ocsps, answer);
  }
  GBytes *crl = services->crl != NULL ? services->crl (services->data, NULL, error) : NULL;
  if (crl != NULL)
    g_ptr_array_add (crls, crl);
  return services->crl == NULL || crl != NULL;
}

static GBytes *
add_evidence (GBytes *document, const PnPadesServices *services, GError **error)
{
  g_autoptr (GPtrArray) sources = pn_pades_sources (document, NULL, error);
  g_autoptr (GPtrArray) ocsps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) crls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  if (sources == NULL || !ask_all (sources, services, ocsps, crls, error))
    return NULL;
  g_autoptr (GBytes) append = pn_pades_evidence (document, NULL, ocsps, crls, error);
  return append != NULL ? pn_pdf_concat (document, append) : NULL;
}

static GBytes *
add_archive_stamp (GBytes *document, const PnPadesServices *services, GError **error)
{
  guint64 nonce = new_nonce ();
  g_autoptr (GBytes) request = pn_pades_archive_question (document, nonce, error);
  g_autoptr (GBytes) answer = request != NULL ? services->timestamp (services->data, request, error) : NULL;
  g_autoptr (GBytes) append = answer != NULL ? pn_pades_archive_with (document, answer, nonce, error) : NULL;

  return append != NULL ? pn_pdf_concat (document, append) : NULL;
}

GBytes *
pn_pades_raise (GBytes *document, PnPadesLevel level, const PnPadesServices *services, GError **error)
{
  if (level < PN_PADES_LT)
    return g_bytes_ref (document);
  g_autoptr (GBytes) proven = add_evidence (document, services, error);
  if (proven == NULL || level == PN_PADES_LT)
    return g_steal_pointer (&proven);
  return add_archive_stamp (proven, services, error);
}
