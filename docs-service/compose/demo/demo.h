/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo papers of the invented tỉnh Sơn Hà: what each one says and which demo meeting it belongs to.
 * Draws with docs-service/compose; a tool's private header, one thread. */
#pragma once

#include "docs-service/compose/letterhead.h"

typedef enum { PN_DEMO_TEXT, PN_DEMO_SCAN, PN_DEMO_REPORT } PnDemoForm;

typedef struct {
  const char *file; /* without .pdf */
  const char *title, *kind; /* "to_trinh" */
  const char *meeting, *item; /* titles as in the demo seed, or their beginning */
  PnDemoForm form;
  const char *type;    /* "TỜ TRÌNH"; NULL: công văn */
  const char *summary; /* or "V/v …" for a công văn */
  const char *parent, *body, *number, *symbol;
  int day, month, year;
  const char *capacity, *signer_title, *signer;
  const char *recipients; /* lines by '\n' */
  /* Paragraphs by '\n'. A form feed begins a page; "# " heads a section; "| a | b" is a row of a table; "> " is centred bold. */
  const char *text;
} PnDemoPaper;

extern const PnDemoPaper pn_demo_papers[];
extern const guint pn_demo_papers_count;

/* Text of a paper, drawn onto sheets that are there already. */
void pn_demo_draw (PnPaper *paper, const PnDemoPaper *what);
GBytes *pn_demo_text (const PnDemoPaper *what, GError **error);
GBytes *pn_demo_scan (const PnDemoPaper *what, GError **error);
GBytes *pn_demo_report (const PnDemoPaper *what, GError **error);
