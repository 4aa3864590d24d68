/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the judges of one document share: its lines, the zones found in it, and the report they write to.
 * Private to docs-service/layout; pure; one thread. */
#pragma once

#include "docs-service/layout/layout-lines.h"
#include "docs-service/layout/layout.h"

/* Tolerances: what a renderer's rounding, a font's box and a hand with a ruler make of an exact value. */
#define PN_TOLERANCE_MM 1.0
#define PN_TOLERANCE_PT 0.35

typedef struct {
  const PnLayoutDoc *doc;
  const PnLayoutWanted *wanted;
  PnLayoutReport *report;
  GPtrArray *lines; /* of PnLine, of all pages in order */
  guint *from;      /* from[p]: index of the first line of page p (from 1); from[pages + 1]: the end */
  /* zones of Annex I, NULL when not there; borrowed of lines */
  const PnLine *nation, *motto, *body_name, *number, *date, *type, *summary, *about, *recipients;
  const PnLine *title_first, *title_last, *name; /* signer */
  double head_bottom; /* page 1: where the text begins */
  int sign_page;      /* 0: no signer's block */
  double sign_top;    /* there: where the text ends */
  int annex_page;     /* first page of an annex (its own numbers, III.1); 0: none */
} PnJudge;

/* ---- layout.c: writing to the report. The first place of a rule is kept, further ones are counted. */
void pn_judge_add (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, int page, const PnMmRect *box, const char *found_vi, const char *found_en);
void pn_judge_add_text (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, int page, const PnMmRect *box, const char *found);
void pn_judge_add_mm (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, int page, const PnMmRect *box, double mm);
void pn_judge_add_line (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, const PnLine *line);  /* found: its text */
void pn_judge_add_style (PnJudge *self, PnLayoutRule rule, PnLayoutSeverity severity, const PnLine *line); /* found: its style in words */
const PnLine *pn_judge_line (const PnJudge *self, guint index);

/* ---- the judges */
gboolean pn_judge_find_zones (PnJudge *self); /* FALSE: no national name on page 1 */
void pn_judge_zones (PnJudge *self);
void pn_judge_sheet (PnJudge *self);
void pn_judge_text (PnJudge *self);
void pn_judge_signatures (PnJudge *self);
void pn_judge_forms (PnJudge *self); /* R5, R6; also of a document without zones */
gboolean pn_judge_has_form (const PnJudge *self);
