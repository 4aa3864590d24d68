/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/page-diff.h"

#include <math.h>

#define CELL 16        /* pixels; neighbouring cells that differ become one region */
#define REGIONS_MAX 60 /* more are drawn into one */
#define MARGIN 2

typedef struct {
  guint columns, rows;
  guint8 *marks; /* 1: differs, 2: taken into a region */
  guint width, height;
} Grid;

typedef struct {
  int x0, y0, x1, y1; /* pixels, x1 and y1 outside */
} Box;

static Box
box_of (const PnRegion *r, const PnImage *image)
{
  return (Box){ (int) floor (r->x * image->width) - MARGIN, (int) floor (r->y * image->height) - MARGIN,
                (int) ceil ((r->x + r->w) * image->width) + MARGIN, (int) ceil ((r->y + r->h) * image->height) + MARGIN };
}

/* The next pixel from x on that no ignored box covers, and how far one may go from there. */
static guint
skip_ignored (const Box *boxes, guint n, guint x, guint y, guint width, guint *until)
{
  *until = width;
  for (guint i = 0; i < n; i++) {
    const Box *b = &boxes[i];
    if ((int) y < b->y0 || (int) y >= b->y1)
      continue;
    if ((int) x >= b->x0 && (int) x < b->x1)
      return skip_ignored (boxes, n, MIN ((guint) b->x1, width), y, width, until);
    if (b->x0 > (int) x)
      *until = MIN (*until, (guint) b->x0);
  }
  return x;
}

static inline const guint32 *
row_of (const PnImage *image, guint y)
{
  return (const guint32 *) (const void *) (image->pixels + (gsize) y * image->stride);
}

static gboolean
mark_row (Grid *grid, const PnImage *a, const PnImage *b, const Box *boxes, guint n, guint y)
{
  const guint32 *ra = row_of (a, y), *rb = row_of (b, y);
  gboolean any = FALSE;
  guint until;

  for (guint x = skip_ignored (boxes, n, 0, y, a->width, &until); x < a->width; x = skip_ignored (boxes, n, until, y, a->width, &until)) {
    for (; x < until; x++) {
      if (((ra[x] ^ rb[x]) & 0xffffff) == 0)
        continue;
      any = TRUE;
      if (grid == NULL)
        return TRUE;
      grid->marks[(y / CELL) * grid->columns + x / CELL] = 1;
    }
  }
  return any;
}

/* Everything that hangs together with this cell, corners and one empty cell between included. */
static Box
flood (Grid *grid, guint column, guint row, GArray *stack)
{
  Box box = { (int) column, (int) row, (int) column + 1, (int) row + 1 };
  guint at = row * grid->columns + column;

  grid->marks[at] = 2;
  g_array_append_val (stack, at);
  while (stack->len > 0) {
    at = g_array_index (stack, guint, stack->len - 1);
    g_array_set_size (stack, stack->len - 1);
    int cx = (int) (at % grid->columns), cy = (int) (at / grid->columns);
    box = (Box){ MIN (box.x0, cx), MIN (box.y0, cy), MAX (box.x1, cx + 1), MAX (box.y1, cy + 1) };
    for (int y = MAX (cy - 2, 0); y <= MIN (cy + 2, (int) grid->rows - 1); y++)
      for (int x = MAX (cx - 2, 0); x <= MIN (cx + 2, (int) grid->columns - 1); x++) {
        guint next = (guint) y * grid->columns + (guint) x;
        if (grid->marks[next] != 1)
          continue;
        grid->marks[next] = 2;
        g_array_append_val (stack, next);
      }
  }
  return box;
}

static PnRegion
region_of (const Grid *grid, Box cells)
{
  double x1 = MIN ((double) cells.x1 * CELL, grid->width), y1 = MIN ((double) cells.y1 * CELL, grid->height);

  return (PnRegion){ (double) cells.x0 * CELL / grid->width, (double) cells.y0 * CELL / grid->height, (x1 - cells.x0 * CELL) / grid->width,
                     (y1 - cells.y0 * CELL) / grid->height };
}

static void
collect (Grid *grid, GArray *regions)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  Box all = { (int) grid->columns, (int) grid->rows, 0, 0 };
  guint first = regions->len;

  for (guint row = 0; row < grid->rows; row++)
    for (guint column = 0; column < grid->columns; column++) {
      if (grid->marks[row * grid->columns + column] != 1)
        continue;
      Box box = flood (grid, column, row, stack);
      PnRegion region = region_of (grid, box);
      all = (Box){ MIN (all.x0, box.x0), MIN (all.y0, box.y0), MAX (all.x1, box.x1), MAX (all.y1, box.y1) };
      g_array_append_val (regions, region);
    }
  if (regions->len - first > REGIONS_MAX) {
    PnRegion one = region_of (grid, all);
    g_array_set_size (regions, first);
    g_array_append_val (regions, one);
  }
}

gboolean
pn_pages_differ (const PnImage *a, const PnImage *b, const PnRegion *ignored, guint n_ignored, GArray *regions)
{
  const PnRegion whole = { 0, 0, 1, 1 };
  gboolean any = FALSE;

  if (a->width != b->width || a->height != b->height) {
    if (regions != NULL)
      g_array_append_val (regions, whole);
    return TRUE;
  }
  g_autofree Box *boxes = g_new (Box, n_ignored + 1);
  for (guint i = 0; i < n_ignored; i++)
    boxes[i] = box_of (&ignored[i], a);
  Grid grid = { (a->width + CELL - 1) / CELL, (a->height + CELL - 1) / CELL, NULL, a->width, a->height };
  g_autofree guint8 *marks = g_malloc0 ((gsize) grid.columns * grid.rows + 1);
  grid.marks = marks;
  for (guint y = 0; y < a->height && !(any && regions == NULL); y++)
    any = mark_row (regions != NULL ? &grid : NULL, a, b, boxes, n_ignored, y) || any;
  if (regions != NULL)
    collect (&grid, regions);
  return any;
}
