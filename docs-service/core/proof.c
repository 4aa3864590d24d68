/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/proof.h"

#include "base/error.h"

#define FIRST_PAUSE 5   /* s */
#define LONGEST_PAUSE 900
#define REFUSALS_MAX 3

static const char *const names[] = { "B-B", "B-T", "B-LT", "B-LTA" };

PnLevel
pn_level_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return (PnLevel) i;
  return PN_LEVEL_B;
}

const char *
pn_level_name (PnLevel level)
{
  return names[level];
}

PnProofStep
pn_proof_step (PnLevel level, PnLevel want, gboolean renew)
{
  if (level == PN_LEVEL_B)
    return PN_PROOF_STAMP;
  return level < want || renew ? PN_PROOF_ARCHIVE : PN_PROOF_NONE;
}

gint64
pn_proof_again (guint attempts, gboolean away)
{
  if (attempts >= (away ? PN_PROOF_ATTEMPTS_MAX : REFUSALS_MAX))
    return -1;
  return MIN ((gint64) FIRST_PAUSE << MIN (attempts - 1, 10), LONGEST_PAUSE);
}

gint64
pn_proof_renew_at (gint64 now_us, gint64 until_us, gint64 before_us)
{
  return MAX (until_us - before_us, now_us + MAX (until_us - now_us, 0) / 2);
}

gboolean
pn_proof_judge (const PnProofFacts *facts, PnProofStep step, GError **error)
{
  if (!facts->intact || facts->after != facts->before + 1)
    g_set_error (error, PN_ERROR, PN_ERROR_INTERNAL, "the raised file would have %u signatures after %u, %s", facts->after, facts->before,
                 facts->intact ? "intact" : "not intact");
  else if (facts->revoked)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_SIGNER_REVOKED, "a signature is later than its certificate's revocation");
  else if (facts->level < (step == PN_PROOF_ARCHIVE ? PN_LEVEL_LTA : PN_LEVEL_T))
    g_set_error (error, PN_ERROR, PN_ERROR_PROOF_INCOMPLETE, "the evidence at hand makes it %s", names[facts->level]);
  else
    return TRUE;
  return FALSE;
}
