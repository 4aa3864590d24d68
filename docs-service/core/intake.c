/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/intake.h"

#include "base/error.h"

gboolean
pn_intake_judge (const PnIntakeFacts *facts, GError **error)
{
  const struct {
    gboolean bad;
    PnErrorCode code;
    const char *why;
  } rules[] = {
    { !facts->prefix, PN_ERROR_INTAKE_NOT_OURS, "the file does not begin with the bytes that went out" },
    { facts->after <= facts->before, PN_ERROR_INTAKE_UNSIGNED, "no signature came with it" },
    { facts->after != facts->before + 1 || facts->added > 1, PN_ERROR_INTAKE_NOT_ONE,
      "more than one signature came with it" },
    { !facts->intact || !facts->only_signed || facts->added != 1, PN_ERROR_INTAKE_CHANGED,
      "something else than a signature came with it" },
    { !facts->own_cert, PN_ERROR_INTAKE_WRONG_CERT,
      "the certificate is not one registered for the signer, or counts no more" },
    { !facts->visible, PN_ERROR_INTAKE_INVISIBLE, "the signature is seen on no page" },
    { *facts->locked != '\0', PN_ERROR_INTAKE_LOCKED, facts->locked },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    if (rules[i].bad) {
      g_set_error_literal (error, PN_ERROR, (int) rules[i].code, rules[i].why);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
pn_intake_change_is_beside (const char *change)
{
  static const char *const beside[] = { "dss", "extensions", "metadata", "info", "structure", NULL };
  return g_strv_contains (beside, change);
}

char *
pn_intake_digest (const guint8 *bytes, gsize length, const gint64 range[4])
{
  gint64 size = (gint64) length;
  for (guint i = 0; i < 4; i += 2)
    if (range[i] < 0 || range[i] > size || range[i + 1] < 0 || range[i + 1] > size - range[i])
      return NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < 4; i += 2)
    g_checksum_update (sum, bytes + range[i], (gssize) range[i + 1]);
  return g_strdup (g_checksum_get_string (sum));
}
