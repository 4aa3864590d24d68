/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pictures and the page stand on the programme's canvas. Pure arithmetic: no GStreamer, any thread. */
#pragma once

#include <glib.h>

#define PN_CANVAS_WIDTH 1280 /* pixels */
#define PN_CANVAS_HEIGHT 720
#define PN_CANVAS_FPS 15
#define PN_CAPTION_HEIGHT 56 /* the bar below everything else */
#define PN_LAYOUT_SLOTS 4    /* pictures of people at once */

typedef enum {
  PN_LAYOUT_SPEAKER,    /* who speaks; beside the document when there is one */
  PN_LAYOUT_PAGE,       /* the document alone */
  PN_LAYOUT_GRID4,      /* the called sites, two by two */
  PN_LAYOUT_PAGE_STRIP, /* the document, and the called sites in a strip beside it */
} PnLayout;

/* "speaker", "page", "grid4", "page_strip" */
gboolean pn_layout_from_name (const char *name, PnLayout *out);

typedef struct {
  int x, y, width, height; /* width 0: not shown */
} PnBox;

typedef struct {
  PnBox document;
  PnBox slots[PN_LAYOUT_SLOTS];
  guint n_slots;
} PnPlan;

/* pictures: how many there are to show. Without a document each layout falls back on pictures, and the other
 * way round. */
PnPlan pn_layout_plan (PnLayout layout, gboolean document, guint pictures);
/* The largest box of this shape inside `box`, in its middle; even numbers, as 4:2:0 wants them. */
PnBox pn_box_fit (const PnBox *box, int width, int height);
