/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/proof-judge.h"

#include "base/clock.h"

static gboolean
is_timestamp (const PnJson *signature)
{
  return g_str_equal (pn_wire_str (signature, "level", ""), "DocTimeStamp");
}

void
pn_proof_read_report (const PnJson *report, PnProofFacts *facts)
{
  const PnJson *all = pn_wire_member (report, "signatures");
  facts->after = (guint) pn_wire_length (all);
  facts->intact = facts->after > 0;
  facts->level = PN_LEVEL_LTA;
  for (gsize i = 0; i < pn_wire_length (all); i++) {
    const PnJson *one = pn_wire_at (all, i);
    facts->intact = facts->intact && g_str_equal (pn_wire_str (one, "integrity", ""), "ok") && pn_wire_length (pn_wire_member (one, "forbidden")) == 0;
    facts->revoked = facts->revoked || g_str_equal (pn_wire_str (one, "trust", ""), "revoked");
    if (!is_timestamp (one))
      facts->level = MIN (facts->level, pn_level_from_name (pn_wire_str (one, "level", "")));
  }
}

gint64
pn_proof_until (const PnJson *report)
{
  const PnJson *all = pn_wire_member (report, "signatures");
  gint64 until = 0;
  for (gsize i = 0; i < pn_wire_length (all); i++) { /* oldest first */
    const PnJson *one = pn_wire_at (all, i);
    if (is_timestamp (one) && !pn_time_from_iso (pn_wire_str (one, "not_after", ""), &until))
      until = 0;
  }
  return until;
}
