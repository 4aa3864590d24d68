/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/proof-words.h"

#include "base/error.h"

static gboolean
add_member (const char *key, const PnJson *value, gpointer data)
{
  pn_wire_set_ref (data, key, value);
  return TRUE;
}

PnJson *
pn_proof_words (const PnJson *proof)
{
  PnJson *out = pn_wire_object ();
  PnErrorCode code;
  const char *name = pn_wire_str (proof, "reason", "");
  pn_wire_each (proof, add_member, out);
  if (pn_error_from_name (name, &code)) {
    PnJson *reason = pn_wire_object ();
    pn_wire_set_str (reason, "code", name);
    pn_wire_set_str (reason, "vi", pn_error_vi (code));
    pn_wire_set_str (reason, "en", pn_error_en (code));
    pn_wire_set_take (out, "reason", reason);
  }
  return out;
}
