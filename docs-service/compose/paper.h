/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A4 sheets in the form of Decree 30/2020 Annex I (R1): text flows, lines break over pages, numbers stand in the top margin.
 * Draws to memory only; one thread. Lengths are points, y grows downwards from the top of the sheet. */
#pragma once

#include <cairo.h>
#include <glib.h>
#include <pango/pangocairo.h>

#define PN_MM 2.8346457
#define PN_A4_WIDTH 595.276
#define PN_A4_HEIGHT 841.890
/* R1: top and bottom 20-25 mm, left 30-35, right 15-20. */
#define PN_MARGIN_TOP (20 * PN_MM)
#define PN_MARGIN_BOTTOM (20 * PN_MM)
#define PN_MARGIN_LEFT (30 * PN_MM)
#define PN_MARGIN_RIGHT (20 * PN_MM)
#define PN_TEXT_WIDTH (PN_A4_WIDTH - PN_MARGIN_LEFT - PN_MARGIN_RIGHT)
/* R1: Times New Roman; Liberation Serif has the same metrics and may be shipped. */
#define PN_PAPER_FONT "Liberation Serif"

typedef struct PnPaper PnPaper;

typedef enum { PN_ALIGN_LEFT, PN_ALIGN_CENTER, PN_ALIGN_RIGHT, PN_ALIGN_JUSTIFY } PnAlign;

typedef struct {
  double size; /* points */
  gboolean bold, italic;
  PnAlign align;
  double indent;       /* first line */
  double before, after; /* gap to neighbours */
  double line;         /* line spacing factor, 0: 1.0 */
  guint bold_bytes;    /* so much of the beginning in bold: "Điều 1." */
} PnStyle;

/* R1: 13-14 pt, justified, first line 1 cm in, gap of at least 6 pt, spacing single to 1.5. */
extern const PnStyle pn_style_body, pn_style_heading, pn_style_center_bold;

/* title goes to the document's metadata; iso_date ("2026-11-23…") is its creation date, so that equal input gives equal bytes. */
PnPaper *pn_paper_new (const char *title, const char *iso_date);
/* One sheet as a picture instead of a PDF (RGB24; the others are laid out, but not painted): draw as usual, then take it in place of
 * pn_paper_finish. NULL: there is no such page. transfer full */
PnPaper *pn_paper_new_image (double dpi, int page);
cairo_surface_t *pn_paper_take_image (PnPaper *self);
void pn_paper_free (PnPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPaper, pn_paper_free)
/* "DỰ THẢO" in the corner of each page to come. */
void pn_paper_set_draft (PnPaper *self, gboolean draft);

cairo_t *pn_paper_cairo (PnPaper *self);
int pn_paper_page (const PnPaper *self); /* from 1 */
double pn_paper_y (const PnPaper *self);
void pn_paper_set_y (PnPaper *self, double y);
void pn_paper_next_page (PnPaper *self);
/* A page break that somebody wrote: nothing is carried over it. */
void pn_paper_break (PnPaper *self);
double pn_paper_room (const PnPaper *self); /* left above the bottom margin */
/* A new page unless that much is left on this one. */
void pn_paper_need (PnPaper *self, double height);

/* The signer's block never stands alone on the last page: at least two lines of text go along. What pages may part (a line, a row) is a piece,
 * numbered as drawn; `weight`: lines of text in it; may_begin: a page may begin with it. TRUE: a page has been begun with it. */
gboolean pn_paper_piece (PnPaper *self, guint weight, gboolean may_begin);
/* The text has ended and a block has its place: has its page less than two lines of text? Then pn_paper_lonely says with which piece that page should
 * begin instead (-1: as it is), and the whole is drawn anew on a paper told so by pn_paper_carry. */
void pn_paper_end_text (PnPaper *self);
int pn_paper_lonely (const PnPaper *self);
void pn_paper_carry (PnPaper *self, int piece);
/* Whether a page will be begun with the piece that is `ahead` pieces from now. */
gboolean pn_paper_is_carry (const PnPaper *self, guint ahead);

/* A paragraph over the text width, broken over pages by line (never a single line at the foot of a page or the head of the next). */
void pn_paper_text (PnPaper *self, const PnStyle *style, const char *text);
/* A paragraph in the paper's font, not drawn yet, for whoever adds attributes to it; transfer full. Then drawn as pn_paper_text does. */
PangoLayout *pn_paper_layout (PnPaper *self, const PnStyle *style, double width, const char *text);
/* What such a paragraph's attributes begin with: how its words may be parted. transfer full */
PangoAttrList *pn_paper_attrs (const char *text);
void pn_paper_flow (PnPaper *self, PangoLayout *layout, const PnStyle *style);
/* The same within a box at x, y, not broken; gives its height. */
double pn_paper_box (PnPaper *self, const PnStyle *style, double x, double y, double width, const char *text);
/* Height that pn_paper_box would take, and the width of its widest line. */
double pn_paper_measure (PnPaper *self, const PnStyle *style, double width, const char *text, double *ink_width);
void pn_paper_rule (PnPaper *self, double x, double y, double width);
/* cells: rows × columns texts; widths in points; the first row is a bold heading, repeated on each page. */
void pn_paper_table (PnPaper *self, const double *widths, guint columns, const char *const *cells, guint rows);
/* Entry of the document's outline, at the present place. Level from 0. */
void pn_paper_outline (PnPaper *self, guint level, const char *text);

/* Ends the document; transfer full. Errors: INTERNAL from cairo. */
GBytes *pn_paper_finish (PnPaper *self, int *page_count, GError **error) G_GNUC_WARN_UNUSED_RESULT;
