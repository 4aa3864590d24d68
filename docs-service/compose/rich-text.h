/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a draft as the editor keeps it (a ProseMirror document in JSON), read within bounds into blocks that carry the numbers of Decree 30/2020
 * Annex I 5: Phần, Chương, Mục, Điều, khoản, điểm. Draws nothing, opens nothing; plain data, any one thread. What the reader does not know is an error. */
#pragma once

#include <glib.h>
#include "base/wire.h"

#define PN_RICH_BLOCKS_MAX 5000
#define PN_RICH_BYTES_MAX (512 * 1024) /* of text in all */
#define PN_RICH_LISTS_MAX 3            /* khoản, điểm, gạch đầu dòng */
#define PN_RICH_COLUMNS_MAX 12
#define PN_RICH_CELLS_MAX 5000         /* places in all tables */

typedef enum {
  PN_RICH_TEXT,    /* a paragraph; with a label: khoản, điểm or a dash */
  PN_RICH_PART,    /* "Phần I" and its title below */
  PN_RICH_CHAPTER, /* "Chương I" */
  PN_RICH_SECTION, /* "Mục 1" */
  PN_RICH_ARTICLE, /* "Điều 1." */
  PN_RICH_TABLE,
  PN_RICH_BREAK, /* the next block begins a page */
} PnRichKind;

typedef enum { PN_RICH_ALIGN_NONE, PN_RICH_ALIGN_LEFT, PN_RICH_ALIGN_CENTER, PN_RICH_ALIGN_RIGHT, PN_RICH_ALIGN_JUSTIFY } PnRichAlign;
typedef enum { PN_RICH_BOLD = 1, PN_RICH_ITALIC = 2, PN_RICH_UNDERLINE = 4 } PnRichMarks;

typedef struct {
  guint start, end; /* bytes of the block's text */
  guint marks;      /* PnRichMarks */
} PnRichRun;

typedef struct {
  gboolean head;
  guint column, row, columns, rows; /* where it begins, and how many it covers */
  GPtrArray *blocks; /* PN_RICH_TEXT */
} PnRichCell;

typedef struct {
  PnRichKind kind;
  PnRichAlign align;
  gboolean titled;  /* an article whose text is its title, in bold */
  char *label;      /* "Điều 3.", "a)", "-" or NULL */
  GString *text;    /* UTF-8; a forced line break is U+2028 */
  GArray *runs;     /* PnRichRun, in order, only those with marks */
  guint columns, rows; /* of a table */
  double *widths;   /* shares of each column, in all 1 */
  GPtrArray *cells; /* PnRichCell, in the order they begin */
  GPtrArray *grid;  /* PnRichCell, borrowed: who covers a place; PN_RICH_COLUMNS_MAX to a row */
} PnRichBlock;

typedef struct {
  GPtrArray *blocks; /* PnRichBlock */
} PnRich;

/* {"type":"doc","content":[…]}. Errors: DRAFT_TEXT with the place ("content 3.1") and what is wrong there. */
PnRich *pn_rich_read (const PnJson *doc, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_rich_free (PnRich *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnRich, pn_rich_free)
