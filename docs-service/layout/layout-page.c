/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/layout/layout-page.h"

#include <math.h>
#include <string.h>

#define FAR 20000.0 /* mm: 200 inches is the largest page ISO 32000-1 speaks of (Annex C), with room */

static void
run_free (gpointer data)
{
  PnLayoutRun *run = data;
  g_free (run->text);
  g_free (run->font);
  g_free (run);
}

static void
field_free (gpointer data)
{
  PnLayoutField *field = data;
  g_free (field->name);
  g_free (field);
}

static void
page_free (gpointer data)
{
  PnLayoutPage *page = data;
  g_ptr_array_unref (page->runs);
  g_ptr_array_unref (page->pictures);
  g_free (page);
}

PnLayoutDoc *
pn_layout_doc_new (void)
{
  PnLayoutDoc *self = g_new0 (PnLayoutDoc, 1);
  self->pages = g_ptr_array_new_with_free_func (page_free);
  self->fields = g_ptr_array_new_with_free_func (field_free);
  return self;
}

void
pn_layout_doc_free (PnLayoutDoc *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->pages);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

static gboolean
is_sane (PnMmRect box)
{
  const double all[] = { box.x, box.y, box.w, box.h };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (!isfinite (all[i]) || fabs (all[i]) > FAR)
      return FALSE;
  return box.w >= 0 && box.h >= 0;
}

PnLayoutPage *
pn_layout_doc_add_page (PnLayoutDoc *self, double width, double height)
{
  if (self->pages->len >= PN_LAYOUT_PAGES_MAX)
    return NULL;
  PnLayoutPage *page = g_new0 (PnLayoutPage, 1);
  gboolean sane = is_sane ((PnMmRect) { 0, 0, width, height });
  page->width = sane ? width : 0;
  page->height = sane ? height : 0;
  page->runs = g_ptr_array_new_with_free_func (run_free);
  page->pictures = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->pages, page);
  return page;
}

static guint
count_runs (const PnLayoutDoc *self)
{
  guint n = 0;
  for (guint i = 0; i < self->pages->len; i++)
    n += ((const PnLayoutPage *) self->pages->pdata[i])->runs->len;
  return n;
}

static guint
count_pictures (const PnLayoutDoc *self)
{
  guint n = 0;
  for (guint i = 0; i < self->pages->len; i++)
    n += ((const PnLayoutPage *) self->pages->pdata[i])->pictures->len;
  return n;
}

/* "ABCDEF+TimesNewRomanPS-BoldMT": six capitals and a plus mark a subset (ISO 32000-1 9.6.4). */
static const char *
without_prefix (const char *font)
{
  for (guint i = 0; i < 6; i++)
    if (!g_ascii_isupper (font[i]))
      return font;
  return font[6] == '+' ? font + 7 : font;
}

static gboolean
name_says (const char *font, const char *const *words)
{
  g_autofree char *low = g_ascii_strdown (font, -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (low, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static char *
tidy (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, MIN ((gssize) strlen (text), PN_LAYOUT_TEXT_MAX));
  return g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
}

void
pn_layout_add_run (PnLayoutDoc *self, PnLayoutPage *page, const char *text, const char *font, double size, guint32 rgb, PnMmRect box)
{
  static const char *const heavy[] = { "bold", "black", "heavy", NULL }, *const slanted[] = { "italic", "oblique", NULL };
  if (*text == '\0' || !is_sane (box) || !(size > 0 && size < 1000) || count_runs (self) >= PN_LAYOUT_RUNS_MAX)
    return;
  PnLayoutRun *run = g_new0 (PnLayoutRun, 1);
  g_autofree char *name = g_utf8_make_valid (without_prefix (font), MIN ((gssize) strlen (without_prefix (font)), 200));
  run->text = tidy (text);
  run->bold = name_says (name, heavy);
  run->italic = name_says (name, slanted);
  run->font = g_steal_pointer (&name);
  run->size = size;
  run->rgb = rgb & 0xffffff;
  run->box = box;
  g_ptr_array_add (page->runs, run);
}

void
pn_layout_add_picture (PnLayoutDoc *self, PnLayoutPage *page, const PnLayoutPicture *picture)
{
  if (is_sane (picture->box) && is_sane (picture->ink) && count_pictures (self) < PN_LAYOUT_PICTURES_MAX)
    g_ptr_array_add (page->pictures, g_memdup2 (picture, sizeof *picture));
}

void
pn_layout_add_field (PnLayoutDoc *self, const char *name, gboolean is_signature, gboolean filled, int page, PnMmRect box)
{
  if (!is_sane (box) || self->fields->len >= PN_LAYOUT_FIELDS_MAX)
    return;
  PnLayoutField *field = g_new0 (PnLayoutField, 1);
  field->name = g_utf8_make_valid (name, MIN ((gssize) strlen (name), 200));
  field->is_signature = is_signature;
  field->filled = filled;
  field->page = page;
  field->box = box;
  g_ptr_array_add (self->fields, field);
}

PnInk
pn_layout_ink_of (guint32 rgb)
{
  int r = (rgb >> 16) & 0xff, g = (rgb >> 8) & 0xff, b = rgb & 0xff;
  int high = MAX (r, MAX (g, b)), low = MIN (r, MIN (g, b));
  if (low > 235)
    return PN_INK_NONE;
  if (high - low < 48)
    return high < 110 ? PN_INK_BLACK : PN_INK_OTHER;
  if (r == high && r - g > 60 && r - b > 60)
    return PN_INK_RED;
  if (b == high && b - r > 40)
    return PN_INK_BLUE;
  return PN_INK_OTHER;
}

gboolean
pn_mm_inside (const PnMmRect *inner, const PnMmRect *outer)
{
  double x = inner->x + inner->w / 2, y = inner->y + inner->h / 2;
  return x >= outer->x && x <= outer->x + outer->w && y >= outer->y && y <= outer->y + outer->h;
}
