/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as a checker of forms sees it: pages with runs of text, pictures and form fields, each with its place. Plain data, filled by whoever
 * read the file; no poppler, no PDF, no clock. Lengths are millimetres from the top left of the page, letters in points; one thread. */
#pragma once

#include <glib.h>

#define PN_LAYOUT_PAGES_MAX 100     /* pages looked at; the rest is said to be not judged */
#define PN_LAYOUT_RUNS_MAX 150000   /* in a document */
#define PN_LAYOUT_PICTURES_MAX 400  /* in a document */
#define PN_LAYOUT_FIELDS_MAX 200
#define PN_LAYOUT_TEXT_MAX 2000     /* bytes of one run */

typedef struct {
  double x, y, w, h;
} PnMmRect;

typedef struct {
  char *text; /* UTF-8, composed (NFC) */
  char *font; /* as the file names it, without the subset's prefix: "TimesNewRomanPS-BoldMT" */
  double size;
  gboolean bold, italic;
  guint32 rgb; /* 0xRRGGBB */
  PnMmRect box;
} PnLayoutRun;

typedef enum { PN_INK_NONE, PN_INK_BLACK, PN_INK_RED, PN_INK_BLUE, PN_INK_OTHER } PnInk;

typedef struct {
  PnMmRect box; /* the whole picture */
  PnMmRect ink; /* what of it is neither blank nor white */
  PnInk colour; /* of most of its ink */
  guint32 rgb;  /* mean of its ink */
  gboolean transparent; /* its ground lets the page through (an SMask or a mask) */
  gboolean drawn;       /* lines of this colour, not a picture: found by looking at the page's pixels */
} PnLayoutPicture;

typedef struct {
  char *name;
  gboolean is_signature;
  gboolean filled; /* signed, or with a text in it */
  int page;        /* from 1 */
  PnMmRect box;
} PnLayoutField;

typedef struct {
  double width, height;
  GPtrArray *runs;     /* of PnLayoutRun */
  GPtrArray *pictures; /* of PnLayoutPicture */
} PnLayoutPage;

typedef struct {
  GPtrArray *pages;  /* of PnLayoutPage, at most PN_LAYOUT_PAGES_MAX */
  GPtrArray *fields; /* of PnLayoutField */
  int page_count;    /* of the file */
} PnLayoutDoc;

PnLayoutDoc *pn_layout_doc_new (void);
void pn_layout_doc_free (PnLayoutDoc *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnLayoutDoc, pn_layout_doc_free)

/* NULL beyond PN_LAYOUT_PAGES_MAX. Owned by the document. */
PnLayoutPage *pn_layout_doc_add_page (PnLayoutDoc *self, double width, double height);
/* Copies; what is no number, or too far away to be on any page, and what is beyond the bounds above is left out. Bold and italic are read from the font's name. */
void pn_layout_add_run (PnLayoutDoc *self, PnLayoutPage *page, const char *text, const char *font, double size, guint32 rgb, PnMmRect box);
void pn_layout_add_picture (PnLayoutDoc *self, PnLayoutPage *page, const PnLayoutPicture *picture);
void pn_layout_add_field (PnLayoutDoc *self, const char *name, gboolean is_signature, gboolean filled, int page, PnMmRect box);

/* Red, blue, black or another: which ink the eye sees. */
PnInk pn_layout_ink_of (guint32 rgb);
gboolean pn_mm_inside (const PnMmRect *inner, const PnMmRect *outer); /* its middle */
