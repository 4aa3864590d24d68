/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/rich-draw.h"

#include <string.h>

#include "docs-service/compose/rich-table.h"

static void
add_run (PangoAttrList *attrs, guint start, guint end, guint marks)
{
  PangoAttribute *all[3] = { NULL };
  if ((marks & PN_RICH_BOLD) != 0)
    all[0] = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  if ((marks & PN_RICH_ITALIC) != 0)
    all[1] = pango_attr_style_new (PANGO_STYLE_ITALIC);
  if ((marks & PN_RICH_UNDERLINE) != 0)
    all[2] = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    if (all[i] == NULL)
      continue;
    all[i]->start_index = start;
    all[i]->end_index = end;
    pango_attr_list_insert (attrs, all[i]);
  }
}

PangoLayout *
pn_rich_layout (PnPaper *paper, const PnRichBlock *block, const PnStyle *style, double width, guint label_marks)
{
  g_autofree char *text = block->label != NULL ? g_strconcat (block->label, " ", block->text->str, NULL) : g_strdup (block->text->str);
  guint shift = (guint) (strlen (text) - block->text->len);
  PangoLayout *layout = pn_paper_layout (paper, style, width, text);
  PangoAttrList *attrs = pn_paper_attrs (text);
  if (block->label != NULL)
    add_run (attrs, 0, shift, label_marks);
  for (guint i = 0; i < block->runs->len; i++) {
    const PnRichRun *run = &g_array_index (block->runs, PnRichRun, i);
    add_run (attrs, run->start + shift, run->end + shift, run->marks);
  }
  pango_layout_set_attributes (layout, attrs);
  pango_attr_list_unref (attrs);
  return layout;
}

void
pn_rich_align (PnStyle *style, PnRichAlign align)
{
  static const PnAlign to[] = { PN_ALIGN_JUSTIFY, PN_ALIGN_LEFT, PN_ALIGN_CENTER, PN_ALIGN_RIGHT, PN_ALIGN_JUSTIFY };
  if (align == PN_RICH_ALIGN_NONE)
    return;
  style->align = to[align];
  if (align == PN_RICH_ALIGN_CENTER || align == PN_RICH_ALIGN_RIGHT)
    style->indent = 0;
}

static void
draw_paragraph (PnPaper *paper, const PnRichBlock *block)
{
  PnStyle style = pn_style_body;
  pn_rich_align (&style, block->align);
  PangoLayout *layout = pn_rich_layout (paper, block, &style, PN_TEXT_WIDTH, 0);
  pn_paper_flow (paper, layout, &style);
  g_object_unref (layout);
}

/* Annex I 5.d: "Điều 3." and a title in bold, as an article's first line; without a title the word and its number alone. */
static void
draw_article (PnPaper *paper, const PnRichBlock *block)
{
  PnStyle style = pn_style_body;
  style.bold = block->titled;
  PangoLayout *layout = pn_rich_layout (paper, block, &style, PN_TEXT_WIDTH, PN_RICH_BOLD);
  pn_paper_flow (paper, layout, &style);
  g_object_unref (layout);
}

/* Annex I 5.d: the word and its number on a line of its own, in bold; the title below in capitals; both in the middle, together with what follows. */
static void
draw_heading (PnPaper *paper, const PnRichBlock *block, guint level)
{
  PnStyle title = pn_style_center_bold;
  g_autofree char *upper = g_utf8_strup (block->text->str, -1);
  title.after = 6;
  pn_paper_set_y (paper, pn_paper_y (paper) + 6);
  pn_paper_need (paper, 6 * pn_style_body.size);
  pn_paper_outline (paper, level, block->label);
  pn_paper_text (paper, *upper != '\0' ? &pn_style_center_bold : &title, block->label);
  if (*upper != '\0')
    pn_paper_text (paper, &title, upper);
}

static void
draw_block (PnPaper *paper, const PnRichBlock *block, int pages_max)
{
  switch (block->kind) {
  case PN_RICH_PART:
    draw_heading (paper, block, 0);
    break;
  case PN_RICH_CHAPTER:
    draw_heading (paper, block, 0);
    break;
  case PN_RICH_SECTION:
    draw_heading (paper, block, 1);
    break;
  case PN_RICH_ARTICLE:
    draw_article (paper, block);
    break;
  case PN_RICH_TABLE:
    pn_rich_table_draw (paper, block, pages_max);
    break;
  case PN_RICH_BREAK:
    pn_paper_break (paper);
    break;
  case PN_RICH_TEXT:
  default:
    draw_paragraph (paper, block);
  }
}

/* The editor always leaves an empty line at the end; that, or a page break there, would part the text from its signature. */
static guint
without_tail (const PnRich *rich)
{
  guint n = rich->blocks->len;
  for (; n > 0; n--) {
    const PnRichBlock *block = g_ptr_array_index (rich->blocks, n - 1);
    if (block->kind != PN_RICH_BREAK && !(block->kind == PN_RICH_TEXT && block->label == NULL && block->text->len == 0))
      break;
  }
  return n;
}

gboolean
pn_rich_draw (PnPaper *paper, const PnRich *rich, int pages_max)
{
  guint n = without_tail (rich);
  for (guint i = 0; i < n; i++) {
    draw_block (paper, g_ptr_array_index (rich->blocks, i), pages_max);
    if (pn_paper_page (paper) > pages_max)
      return FALSE;
  }
  return TRUE;
}
