/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/page-ink.h"

#include <math.h>
#include <string.h>

#define DOTS_PER_MM 4.0
#define SIDE_MAX 4000     /* dots: a metre; larger sheets are looked at coarsely */
#define PATCH_MIN_MM 4.0
#define PATCHES_MAX 40
#define CELL 6            /* dots: parts of one seal are never further apart */
#define CLEAR_SHARE 0.1   /* of a picture: so much must be see-through to be called a transparent ground */

typedef struct {
  int x0, y0, x1, y1; /* of the ink, dots; x1 < x0: none */
  guint64 n, r, g, b;
} Ink;

static void
ink_add (Ink *ink, int x, int y, guint32 rgb)
{
  ink->x0 = ink->n == 0 ? x : MIN (ink->x0, x);
  ink->y0 = ink->n == 0 ? y : MIN (ink->y0, y);
  ink->x1 = ink->n == 0 ? x : MAX (ink->x1, x);
  ink->y1 = ink->n == 0 ? y : MAX (ink->y1, y);
  ink->n++;
  ink->r += (rgb >> 16) & 0xff;
  ink->g += (rgb >> 8) & 0xff;
  ink->b += rgb & 0xff;
}

static guint32
ink_mean (const Ink *ink)
{
  guint64 n = MAX (ink->n, 1);
  return (guint32) ((ink->r / n) << 16 | (ink->g / n) << 8 | ink->b / n);
}

/* cairo keeps colours multiplied by their alpha. */
static guint32
colour_of (guint32 argb, guint alpha)
{
  guint r = ((argb >> 16) & 0xff) * 255 / alpha, g = ((argb >> 8) & 0xff) * 255 / alpha, b = (argb & 0xff) * 255 / alpha;
  return MIN (r, 255) << 16 | MIN (g, 255) << 8 | MIN (b, 255);
}

void
pn_ink_of_picture (cairo_surface_t *surface, PnLayoutPicture *picture)
{
  if (cairo_surface_get_type (surface) != CAIRO_SURFACE_TYPE_IMAGE || cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return;
  cairo_format_t format = cairo_image_surface_get_format (surface);
  int w = cairo_image_surface_get_width (surface), h = cairo_image_surface_get_height (surface), stride = cairo_image_surface_get_stride (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);
  Ink ink = { 0 };
  guint64 clear = 0;
  if ((format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24) || data == NULL || w < 1 || h < 1)
    return;
  for (int y = 0; y < h; y++) {
    const guint32 *row = (const guint32 *) (const void *) (data + (gsize) y * (gsize) stride);
    for (int x = 0; x < w; x++) {
      guint alpha = format == CAIRO_FORMAT_ARGB32 ? row[x] >> 24 : 255;
      clear += alpha < 16;
      if (alpha >= 96 && pn_layout_ink_of (colour_of (row[x], alpha)) != PN_INK_NONE)
        ink_add (&ink, x, y, colour_of (row[x], alpha));
    }
  }
  double sx = picture->box.w / w, sy = picture->box.h / h;
  picture->transparent = clear > CLEAR_SHARE * (double) w * h;
  picture->rgb = ink_mean (&ink);
  picture->colour = ink.n > 0 ? pn_layout_ink_of (picture->rgb) : PN_INK_NONE;
  if (ink.n > 0)
    picture->ink = (PnMmRect) { picture->box.x + ink.x0 * sx, picture->box.y + ink.y0 * sy, (ink.x1 - ink.x0 + 1) * sx, (ink.y1 - ink.y0 + 1) * sy };
}

/* ---- patches of a colour on a page: cells that touch belong together */

typedef struct {
  int w, h; /* cells */
  Ink *cells;
  guint8 *done;
} Grid;

static void
gather (Grid *grid, int start, Ink *sum, GArray *stack)
{
  g_array_set_size (stack, 0);
  g_array_append_val (stack, start);
  grid->done[start] = 1;
  while (stack->len > 0) {
    int at = g_array_index (stack, int, stack->len - 1), x = at % grid->w, y = at / grid->w;
    const Ink *cell = &grid->cells[at];
    g_array_set_size (stack, stack->len - 1);
    sum->x0 = sum->n == 0 ? cell->x0 : MIN (sum->x0, cell->x0);
    sum->y0 = sum->n == 0 ? cell->y0 : MIN (sum->y0, cell->y0);
    sum->x1 = sum->n == 0 ? cell->x1 : MAX (sum->x1, cell->x1);
    sum->y1 = sum->n == 0 ? cell->y1 : MAX (sum->y1, cell->y1);
    sum->n += cell->n;
    sum->r += cell->r;
    sum->g += cell->g;
    sum->b += cell->b;
    for (int dy = -1; dy <= 1; dy++)
      for (int dx = -1; dx <= 1; dx++) {
        int nx = x + dx, ny = y + dy, next = ny * grid->w + nx;
        if (nx < 0 || ny < 0 || nx >= grid->w || ny >= grid->h || grid->done[next] || grid->cells[next].n == 0)
          continue;
        grid->done[next] = 1;
        g_array_append_val (stack, next);
      }
  }
}

static void
add_patch (const Ink *sum, double scale, PnInk colour, PnLayoutDoc *doc, PnLayoutPage *target)
{
  const PnMmRect box = { sum->x0 / scale, sum->y0 / scale, (sum->x1 - sum->x0 + 1) / scale, (sum->y1 - sum->y0 + 1) / scale };
  const PnLayoutPicture patch = { .box = box, .ink = box, .colour = colour, .rgb = ink_mean (sum), .transparent = TRUE, .drawn = TRUE };
  if (MAX (box.w, box.h) >= PATCH_MIN_MM)
    pn_layout_add_picture (doc, target, &patch);
}

static void
grid_init (Grid *grid, int w, int h)
{
  grid->w = w / CELL + 1;
  grid->h = h / CELL + 1;
  grid->cells = g_new0 (Ink, (gsize) grid->w * (gsize) grid->h);
  grid->done = g_new0 (guint8, (gsize) grid->w * (gsize) grid->h);
}

static void
grid_clear (Grid *grid)
{
  g_free (grid->cells);
  g_free (grid->done);
}

/* Most dots are white or grey, and cost one look. */
static void
sort_dots (cairo_surface_t *surface, Grid *red, Grid *blue)
{
  int w = cairo_image_surface_get_width (surface), h = cairo_image_surface_get_height (surface), stride = cairo_image_surface_get_stride (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);
  for (int y = 0; y < h; y++) {
    const guint32 *row = (const guint32 *) (const void *) (data + (gsize) y * (gsize) stride);
    for (int x = 0; x < w; x++) {
      guint32 rgb = row[x] & 0xffffff;
      if ((rgb & 0xff) == (rgb >> 8 & 0xff) && (rgb & 0xff) == rgb >> 16)
        continue;
      PnInk ink = pn_layout_ink_of (rgb);
      if (ink == PN_INK_RED || ink == PN_INK_BLUE)
        ink_add (&(ink == PN_INK_RED ? red : blue)->cells[(y / CELL) * red->w + x / CELL], x, y, rgb);
    }
  }
}

static void
find_patches (Grid *grid, double scale, PnInk colour, PnLayoutDoc *doc, PnLayoutPage *target)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (int));
  guint patches = 0;
  for (int i = 0; i < grid->w * grid->h && patches < PATCHES_MAX; i++) {
    if (grid->cells[i].n == 0 || grid->done[i])
      continue;
    Ink sum = { 0 };
    gather (grid, i, &sum, stack);
    add_patch (&sum, scale, colour, doc, target);
    patches++;
  }
}

void
pn_ink_of_page (PopplerPage *page, double width, double height, PnLayoutDoc *doc, PnLayoutPage *target)
{
  double per_point = MIN (DOTS_PER_MM * 25.4 / 72, SIDE_MAX / MAX (width, height)), scale = per_point * 72 / 25.4;
  int w = (int) ceil (width * per_point), h = (int) ceil (height * per_point);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, MAX (w, 1), MAX (h, 1));
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, per_point, per_point);
  poppler_page_render (page, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS) {
    Grid red, blue;
    grid_init (&red, w, h);
    grid_init (&blue, w, h);
    sort_dots (surface, &red, &blue);
    find_patches (&red, scale, PN_INK_RED, doc, target);
    find_patches (&blue, scale, PN_INK_BLUE, doc, target);
    grid_clear (&red);
    grid_clear (&blue);
  }
  cairo_surface_destroy (surface);
}
