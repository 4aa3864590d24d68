/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/layout.h"

#include <string.h>

#define GAP 16
#define SIDE 400 /* width of a strip beside the document: 16:9 gives 400 x 226 */
#define STAGE (PN_CANVAS_HEIGHT - PN_CAPTION_HEIGHT)

static const char *const names[] = { "speaker", "page", "grid4", "page_strip" };

gboolean
pn_layout_from_name (const char *name, PnLayout *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (name == NULL || strcmp (name, names[i]) != 0)
      continue;
    *out = (PnLayout) i;
    return TRUE;
  }
  return FALSE;
}

static PnPlan
alone (guint pictures)
{
  PnPlan plan = { .slots = { { 0, 0, PN_CANVAS_WIDTH, STAGE } }, .n_slots = MIN (pictures, 1) };
  return plan;
}

/* One fills the stage, two stand side by side, three and four are two rows. */
static PnPlan
grid (guint pictures)
{
  PnPlan plan = { .n_slots = MIN (pictures, PN_LAYOUT_SLOTS) };
  int columns = plan.n_slots > 1 ? 2 : 1, rows = plan.n_slots > 2 ? 2 : 1;
  int width = (PN_CANVAS_WIDTH - GAP * (columns + 1)) / columns, height = (STAGE - GAP * (rows + 1)) / rows;
  for (int i = 0; i < (int) plan.n_slots; i++)
    plan.slots[i]
        = (PnBox){ GAP + (i % columns) * (width + GAP), GAP + (i / columns) * (height + GAP), width, height };
  return plan;
}

static PnPlan
beside (guint pictures, guint max)
{
  PnPlan plan = { .n_slots = MIN (pictures, max) };
  int side = plan.n_slots > 0 ? SIDE + GAP : 0,
      height = plan.n_slots > 2 ? (STAGE - 4 * GAP) / 3 : SIDE * 9 / 16;
  if (plan.n_slots > 3)
    height = (STAGE - 5 * GAP) / 4;
  plan.document = (PnBox){ GAP, GAP, PN_CANVAS_WIDTH - 2 * GAP - side, STAGE - 2 * GAP };
  for (int i = 0; i < (int) plan.n_slots; i++)
    plan.slots[i] = (PnBox){ PN_CANVAS_WIDTH - SIDE - GAP, GAP + i * (height + GAP), SIDE, height };
  return plan;
}

PnPlan
pn_layout_plan (PnLayout layout, gboolean document, guint pictures)
{
  switch (layout) {
  case PN_LAYOUT_GRID4:
    return grid (pictures);
  case PN_LAYOUT_PAGE:
    return document ? beside (0, 0) : alone (pictures);
  case PN_LAYOUT_PAGE_STRIP:
    return document ? beside (pictures, PN_LAYOUT_SLOTS) : grid (pictures);
  case PN_LAYOUT_SPEAKER:
  default:
    return document ? beside (pictures, 1) : alone (pictures);
  }
}

PnBox
pn_box_fit (const PnBox *box, int width, int height)
{
  if (width <= 0 || height <= 0)
    return *box;
  int w = box->width, h = (int) ((gint64) box->width * height / width);
  if (h > box->height) {
    h = box->height;
    w = (int) ((gint64) box->height * width / height);
  }
  w = MAX (w & ~1, 2);
  h = MAX (h & ~1, 2);
  return (PnBox){ (box->x + (box->width - w) / 2) & ~1, (box->y + (box->height - h) / 2) & ~1, w, h };
}
