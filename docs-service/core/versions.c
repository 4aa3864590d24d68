/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/versions.h"

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_WRONG_STATE, why);
  return FALSE;
}

gboolean
pn_version_may_follow (const PnVersionFacts *facts, PnVersionCause cause, GError **error)
{
  if (cause != PN_VERSION_SIGN && facts->signed_)
    return refuse (error, "the document is signed; upload a new one beside it");
  if (cause == PN_VERSION_SIGN && !facts->newest)
    return refuse (error, "there is a newer version; sign that one");
  if (cause == PN_VERSION_SIGN && !facts->frozen)
    return refuse (error, "only frozen minutes are signed");
  return TRUE;
}
