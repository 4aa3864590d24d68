/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of one body as data: how many must be there to open, how many must agree to pass, and both in words.
 * The Law on local government 2015, Art. 113-117 (R35) gives the usual ones; a body may have others (R37): nothing is fixed here.
 * Pure arithmetic on whole numbers; any thread may call. */
#pragma once

#include <glib.h>

typedef enum {
  PN_BASIS_TOTAL_MEMBERS, /* all members of the body, there or not */
  PN_BASIS_PRESENT,       /* those of them who are there */
  PN_BASIS_VALID_BALLOTS, /* those who cast a ballot */
  PN_N_BASES
} PnBasis;
const char *pn_basis_name (PnBasis basis);
gboolean pn_basis_parse (const char *word, PnBasis *out) G_GNUC_WARN_UNUSED_RESULT;

/* "at least num/den of basis" or, with `more`, "more than num/den of basis". */
typedef struct {
  gint num, den;
  gboolean more;
  PnBasis basis;
} PnPart;

typedef struct {
  PnPart quorum; /* basis is always all members */
  PnPart majority;
} PnRule;

/* R35: opens with at least 2/3 of all members; more than half of all members passes. */
PnRule pn_rule_default (void);

/* Smallest count that satisfies the part: 2/3 at least of 21 → 14; more than 1/2 of 21 → 11. */
gint pn_part_needed (const PnPart *part, gint base);
gint pn_rule_quorum_needed (const PnRule *rule, gint members);
gboolean pn_rule_quorum_reached (const PnRule *rule, gint members, gint present);

typedef struct {
  gint yes, no, abstain, not_cast;
  gint entitled, present, members;
} PnTally;

gboolean pn_rule_adopts (const PnRule *rule, const PnTally *tally);

/* Words for people; transfer full. "quá nửa tổng số thành viên" / "more than half of all members" */
char *pn_rule_majority_vi (const PnRule *rule);
char *pn_rule_majority_en (const PnRule *rule);
char *pn_rule_quorum_vi (const PnRule *rule, gint members);
char *pn_rule_quorum_en (const PnRule *rule, gint members);
/* "17/21 thành viên có mặt tán thành; quá nửa tổng số thành viên: được thông qua" */
char *pn_rule_result_vi (const PnRule *rule, const PnTally *tally);
char *pn_rule_result_en (const PnRule *rule, const PnTally *tally);
