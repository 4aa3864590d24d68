/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the form of a document by Decree 30/2020/NĐ-CP, Annex I (R1 to R8, R11, R13): sheet, font, text, zones, signature and seal, each breach with its clause.
 * Pure: what it knows of the file is the description in layout-page.h. One thread; never fails, whatever the description says. */
#pragma once

#include "base/wire.h"
#include "docs-service/layout/layout-page.h"

typedef enum {
  PN_LAYOUT_BREACH,
  PN_LAYOUT_WARNING, /* doubtful, or of less weight */
  PN_LAYOUT_OPEN,    /* cannot be judged yet: not numbered, not signed */
} PnLayoutSeverity;

typedef enum {
  PN_LAYOUT_OFFICIAL,     /* has the zones of Annex I: judged */
  PN_LAYOUT_NOT_OFFICIAL, /* no national name on page 1: not a document by the decree, nothing is judged */
  PN_LAYOUT_SCANNED,      /* pages are pictures: text cannot be judged */
  PN_LAYOUT_ATTACHED,     /* no zones of its own, but the body's signature top right: an attachment or copy (R5, R6) */
} PnLayoutVerdict;

/* One value per rule of layout-rules.inc. */
typedef enum {
#define PN_LAYOUT_ROW(id, r, clause_vi, clause_en, what_vi, what_en, asked_vi, asked_en) PN_LAYOUT_RULE_##id,
#include "docs-service/layout/layout-rules.inc"
#undef PN_LAYOUT_ROW
  PN_LAYOUT_RULES
} PnLayoutRule;

typedef struct {
  PnLayoutRule rule;
  PnLayoutSeverity severity;
  int page; /* from 1; 0: of the whole document */
  PnMmRect box; /* empty: no place */
  char *found_vi, *found_en; /* what is there, with its unit; "" when it is missing */
  guint count; /* how many such places; this is the first */
} PnLayoutFinding;

typedef struct {
  PnLayoutVerdict verdict;
  char *type;          /* "Quyết định" as the file writes it, "V/v" for a letter; "" when unknown */
  GPtrArray *findings; /* of PnLayoutFinding, breaches first, then by page */
  int page_count, judged_pages;
  gboolean is_signed, is_original, has_form, has_urgency; /* there was something to look at: R3 and R4, R8, R5 and R6, R7 */
} PnLayoutReport;

typedef struct {
  double seal_mm; /* true diameter of the body's seal; 0: not known */
} PnLayoutWanted;

/* Whether page 1 says so much that the others are worth reading. */
gboolean pn_layout_is_candidate (const PnLayoutDoc *doc);
PnLayoutReport *pn_layout_judge (const PnLayoutDoc *doc, const PnLayoutWanted *wanted);
void pn_layout_report_free (PnLayoutReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnLayoutReport, pn_layout_report_free)
guint pn_layout_count (const PnLayoutReport *self, PnLayoutSeverity severity);

const char *pn_layout_rule_name (PnLayoutRule rule); /* "margin_left" */
int pn_layout_rule_number (PnLayoutRule rule);       /* 1 for R1 */
/* {"verdict":"official|not_official|scanned|attached","state":"clean|warnings|breaches|not_judged","text":{vi,en},"type","pages","judged_pages",
 *  "counts":{"breach","warning","open"},"rules":[{"rule":"R1","state":"ok|breach|warning|open|none"}],
 *  "findings":[{"id","rule","severity","page","rect":[x,y,w,h]|null,"count","what":{vi,en},"found":{vi,en},"asked":{vi,en},"clause":{vi,en}}]} transfer full */
PnJson *pn_layout_report_json (const PnLayoutReport *self);
