/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/quorum.h"

static const char *const basis_names[PN_N_BASES] = { "total_members", "present", "valid_ballots" };
static const char *const basis_vi[PN_N_BASES] = { "tổng số thành viên", "số thành viên có mặt", "số người đã biểu quyết" };
static const char *const basis_en[PN_N_BASES] = { "all members", "the members present", "the ballots cast" };

const char *
pn_basis_name (PnBasis basis)
{
  g_return_val_if_fail ((guint) basis < PN_N_BASES, "");
  return basis_names[basis];
}

gboolean
pn_basis_parse (const char *word, PnBasis *out)
{
  for (guint i = 0; i < PN_N_BASES; i++) {
    if (g_strcmp0 (word, basis_names[i]) == 0) {
      *out = (PnBasis) i;
      return TRUE;
    }
  }
  return FALSE;
}

PnRule
pn_rule_default (void)
{
  return (PnRule) {
    .quorum = { 2, 3, FALSE, PN_BASIS_TOTAL_MEMBERS },  /* Law on local government 2015, Art. 113 (R35) */
    .majority = { 1, 2, TRUE, PN_BASIS_TOTAL_MEMBERS }, /* the same, Art. 117 (R35) */
  };
}

gint
pn_part_needed (const PnPart *part, gint base)
{
  gint64 whole = (gint64) part->num * base;
  return (gint) (part->more ? whole / part->den + 1 : (whole + part->den - 1) / part->den);
}

gint
pn_rule_quorum_needed (const PnRule *rule, gint members)
{
  return pn_part_needed (&rule->quorum, members);
}

gboolean
pn_rule_quorum_reached (const PnRule *rule, gint members, gint present)
{
  return members > 0 && present >= pn_rule_quorum_needed (rule, members);
}

static gint
base_of (PnBasis basis, const PnTally *tally)
{
  switch (basis) {
  case PN_BASIS_PRESENT:
    return tally->present;
  case PN_BASIS_VALID_BALLOTS:
    return tally->yes + tally->no + tally->abstain;
  default:
    return tally->members;
  }
}

gboolean
pn_rule_adopts (const PnRule *rule, const PnTally *tally)
{
  /* yes > 0: an empty base must not pass anything. */
  return tally->yes > 0 && tally->yes >= pn_part_needed (&rule->majority, base_of (rule->majority.basis, tally));
}

static char *
part_vi (const PnPart *part)
{
  if (part->num == 1 && part->den == 2)
    return g_strdup_printf ("%s %s", part->more ? "quá nửa" : "ít nhất một nửa", basis_vi[part->basis]);
  if (part->num == part->den)
    return g_strdup_printf ("toàn bộ %s", basis_vi[part->basis]);
  return g_strdup_printf ("%s %d/%d %s", part->more ? "quá" : "ít nhất", part->num, part->den, basis_vi[part->basis]);
}

static char *
part_en (const PnPart *part)
{
  if (part->num == 1 && part->den == 2)
    return g_strdup_printf ("%s of %s", part->more ? "more than half" : "at least half", basis_en[part->basis]);
  if (part->num == part->den)
    return g_strdup (basis_en[part->basis]);
  return g_strdup_printf ("%s %d/%d of %s", part->more ? "more than" : "at least", part->num, part->den,
                          basis_en[part->basis]);
}

char *
pn_rule_majority_vi (const PnRule *rule)
{
  return part_vi (&rule->majority);
}

char *
pn_rule_majority_en (const PnRule *rule)
{
  return part_en (&rule->majority);
}

char *
pn_rule_quorum_vi (const PnRule *rule, gint members)
{
  g_autofree char *part = part_vi (&rule->quorum);
  return g_strdup_printf ("%s có mặt (%d/%d)", part, pn_rule_quorum_needed (rule, members), members);
}

char *
pn_rule_quorum_en (const PnRule *rule, gint members)
{
  g_autofree char *part = part_en (&rule->quorum);
  return g_strdup_printf ("%s present (%d of %d)", part, pn_rule_quorum_needed (rule, members), members);
}

char *
pn_rule_result_vi (const PnRule *rule, const PnTally *tally)
{
  g_autofree char *majority = part_vi (&rule->majority);
  return g_strdup_printf ("%d/%d thành viên có mặt tán thành; %s: %s", tally->yes, tally->present, majority,
                          pn_rule_adopts (rule, tally) ? "được thông qua" : "không được thông qua");
}

char *
pn_rule_result_en (const PnRule *rule, const PnTally *tally)
{
  g_autofree char *majority = part_en (&rule->majority);
  return g_strdup_printf ("%d of %d present in favour; %s: %s", tally->yes, tally->present, majority,
                          pn_rule_adopts (rule, tally) ? "adopted" : "not adopted");
}
