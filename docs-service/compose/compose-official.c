/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/compose-official.h"

#include <string.h>

#include "base/error.h"
#include "base/wire.h"
#include "docs-service/compose/letterhead.h"
#include "docs-service/compose/rich-draw.h"
#include "docs-service/compose/seal-look.h"
#include "docs-service/core/fold.h"
#include "docs-service/pdf/pdf-fill.h"

#define PAGES_MAX 200
#define PARAGRAPHS_MAX 2000
#define PARAGRAPH_MAX 20000
#define LINES_MAX 4
#define BASES_MAX 50

typedef struct {
  const PnJson *json;
  PnPaper *paper;
  const char *type, *kind, *body, *symbol, *place, *subject, *signer, *authority;
  const PnJson *paragraphs, *rich, *bases, *recipients, *addressees, *lines;
  gboolean letter;
  PnPdfRect number, date, room; /* room: where signature and seal go */
  int sign_page;
} Official;

static gboolean
read_all (Official *o, GError **error)
{
  o->place = o->authority = o->kind = "";
  return pn_wire_get_str (o->json, "type", 1, 100, &o->type, error) && pn_wire_opt_bool (o->json, "letter", &o->letter, error)
         && pn_wire_get_str (o->json, "body", 1, 300, &o->body, error) && pn_wire_get_str (o->json, "symbol", 1, 30, &o->symbol, error)
         && pn_wire_opt_str (o->json, "place", 0, 100, &o->place, error) && pn_wire_get_str (o->json, "subject", 1, 500, &o->subject, error)
         && pn_wire_get_str (o->json, "signer", 1, 120, &o->signer, error)
         && pn_wire_opt_str (o->json, "kind", 0, 32, &o->kind, error) && pn_wire_opt_str (o->json, "authority", 0, 300, &o->authority, error)
         && pn_wire_opt_object (o->json, "rich", &o->rich, error) && pn_wire_opt_array (o->json, "bases", BASES_MAX, &o->bases, error)
         && (o->rich != NULL ? pn_wire_opt_array (o->json, "paragraphs", PARAGRAPHS_MAX, &o->paragraphs, error)
                             : pn_wire_get_array (o->json, "paragraphs", PARAGRAPHS_MAX, &o->paragraphs, error))
         && pn_wire_get_array (o->json, "signer_lines", LINES_MAX, &o->lines, error)
         && pn_wire_opt_array (o->json, "recipients", 200, &o->recipients, error)
         && pn_wire_opt_array (o->json, "addressees", 50, &o->addressees, error);
}

/* R7 */
static const char *
mark_of (const char *urgency)
{
  if (g_str_equal (urgency, "flash"))
    return "HỎA TỐC";
  if (g_str_equal (urgency, "very_urgent"))
    return "THƯỢNG KHẨN";
  return g_str_equal (urgency, "urgent") ? "KHẨN" : NULL;
}

static void
draw_head (Official *o)
{
  g_autofree char *about = o->letter ? g_strdup_printf ("V/v %s", o->subject) : NULL;
  g_autofree char *type = g_utf8_strup (o->type, -1);
  const PnLetterhead head = { .parent = pn_wire_str (o->json, "parent_body", NULL), .body = o->body, .symbol = o->symbol, .place = o->place,
                              .about = about, .urgency = mark_of (pn_wire_str (o->json, "urgency", "")), .number_field = &o->number, .date_field = &o->date };
  pn_letterhead_draw (o->paper, &head);
  if (!o->letter)
    pn_letterhead_type (o->paper, type, o->subject);
}

/* A line as people type it, with or without the mark that ends it in the list; transfer full. */
static char *
bare (const char *line)
{
  gsize length = strlen (line);
  while (length > 0 && strchr (" ;,.", line[length - 1]) != NULL)
    length--;
  return g_strndup (line, length);
}

/* Annex I, II.9.a: one addressee on the same line; several below it, each on a line of its own with a dash, the dashes under the colon. */
static void
draw_addressees (Official *o)
{
  static const PnStyle one = { .size = 14, .align = PN_ALIGN_CENTER, .after = 6 }, item = { .size = 14 };
  gsize n = pn_wire_length (o->addressees);
  double colon, label, widest = 0, width;
  if (n == 0)
    return;
  if (n == 1) {
    g_autofree char *place = bare (pn_wire_str_at (o->addressees, 0, "")), *text = g_strdup_printf ("Kính gửi: %s", place);
    pn_paper_text (o->paper, &one, text);
    return;
  }
  pn_paper_measure (o->paper, &item, PN_TEXT_WIDTH, "Kính gửi", &colon);
  double height = pn_paper_measure (o->paper, &item, PN_TEXT_WIDTH, "Kính gửi:", &label), most = PN_TEXT_WIDTH - colon;
  for (gsize i = 0; i < n; i++, widest = MAX (widest, width))
    pn_paper_measure (o->paper, &item, most, pn_wire_str_at (o->addressees, i, ""), &width);
  double x = PN_MARGIN_LEFT + MAX (0, (most - widest - 16) / 2);
  pn_paper_need (o->paper, 3 * height);
  pn_paper_box (o->paper, &item, x, pn_paper_y (o->paper), label + 2, "Kính gửi:");
  pn_paper_set_y (o->paper, pn_paper_y (o->paper) + height);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *place = bare (pn_wire_str_at (o->addressees, i, "")), *line = g_strdup_printf ("- %s%s", place, i + 1 < n ? ";" : ".");
    double room = PN_MARGIN_LEFT + PN_TEXT_WIDTH - x - colon;
    pn_paper_need (o->paper, pn_paper_measure (o->paper, &item, room, line, NULL));
    pn_paper_set_y (o->paper, pn_paper_y (o->paper) + pn_paper_box (o->paper, &item, x + colon, pn_paper_y (o->paper), room, line));
  }
  pn_paper_set_y (o->paper, pn_paper_y (o->paper) + one.after);
}

static gboolean
is_heading (const char *text)
{
  gsize roman = strspn (text, "IVXLC");
  return g_utf8_strlen (text, -1) <= 200
         && (g_str_has_prefix (text, "Chương ") || g_str_has_prefix (text, "Mục ") || (roman > 0 && strncmp (text + roman, ". ", 2) == 0));
}

/* "QUYẾT ĐỊNH:" on a line of its own. */
static gboolean
is_decree (const char *text)
{
  g_autofree char *upper = g_utf8_strup (text, -1);
  return g_str_has_suffix (text, ":") && g_utf8_strlen (text, -1) <= 60 && strcmp (upper, text) == 0;
}

/* Bytes of "Điều 12." at the beginning, or 0. */
static guint
article_bytes (const char *text)
{
  static const char word[] = "Điều ";
  gsize digits = g_str_has_prefix (text, word) ? strspn (text + sizeof word - 1, "0123456789") : 0;
  gsize end = sizeof word - 1 + digits;
  return digits > 0 && text[end] == '.' ? (guint) end + 1 : 0;
}

/* Annex I 5: the grounds in italic, what is decided in capitals in the middle, articles and headings in bold.
 * By hand: GRegex would compile code, which the cage forbids. */
static PnStyle
style_of (const char *text)
{
  PnStyle style = is_heading (text) ? pn_style_heading : pn_style_body;
  if (is_decree (text)) {
    style = pn_style_center_bold;
    style.before = style.after = 6;
  }
  style.italic = g_str_has_prefix (text, "Căn cứ ") || g_str_has_prefix (text, "Theo đề nghị ") || g_str_has_prefix (text, "Xét đề nghị ");
  style.bold_bytes = article_bytes (text);
  return style;
}

static gboolean
too_long (GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_TOO_LARGE, "more than %d pages", PAGES_MAX);
  return FALSE;
}

/* Annex I 5.b: each ground on a line of its own in italic, ended by ";", the last by ".". */
static void
draw_bases (Official *o)
{
  gsize n = pn_wire_length (o->bases);
  for (gsize i = 0; i < n; i++) {
    PnStyle style = pn_style_body;
    g_autofree char *text = g_strdup (pn_wire_str_at (o->bases, i, ""));
    style.italic = TRUE;
    for (gsize end = strlen (text); end > 0 && strchr (";,. ", text[end - 1]) != NULL; end--)
      text[end - 1] = '\0';
    g_autofree char *line = g_strconcat (text, i + 1 < n ? ";" : ".", NULL);
    pn_paper_text (o->paper, &style, line);
  }
}

static void
draw_centred (Official *o, const char *text)
{
  PnStyle style = pn_style_center_bold;
  g_autofree char *upper = g_utf8_strup (text, -1);
  style.after = 8;
  style.before = 4;
  pn_paper_text (o->paper, &style, upper);
}

/* Annex III, forms 1.1, 1.2 and 1.3: who decides, on what grounds, and the word that opens what is decided. */
static const char *
decree_word (const Official *o)
{
  if (g_str_equal (o->kind, "decision"))
    return "Quyết định:";
  return g_str_equal (o->kind, "resolution") ? "Quyết nghị:" : NULL;
}

static gboolean
draw_rich (Official *o, GError **error)
{
  g_autoptr (PnRich) rich = pn_rich_read (o->rich, error);
  const char *word = decree_word (o);
  if (rich == NULL)
    return FALSE;
  if (word != NULL && *o->authority != '\0')
    draw_centred (o, o->authority);
  draw_bases (o);
  if (word != NULL)
    draw_centred (o, word);
  return pn_rich_draw (o->paper, rich, PAGES_MAX) || too_long (error);
}

static gboolean
draw_text (Official *o, GError **error)
{
  if (o->rich != NULL)
    return draw_rich (o, error);
  for (gsize i = 0; i < pn_wire_length (o->paragraphs); i++) {
    const char *text = pn_wire_str_at (o->paragraphs, i, NULL);
    if (text == NULL || strlen (text) > PARAGRAPH_MAX) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "paragraph %" G_GSIZE_FORMAT " is no text, or too long", i + 1);
      return FALSE;
    }
    const PnStyle style = style_of (text);
    pn_paper_text (o->paper, &style, text);
    if (pn_paper_page (o->paper) > PAGES_MAX)
      return too_long (error);
  }
  return TRUE;
}

static void
draw_signer (Official *o)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new_with_free_func (g_free);
  gboolean keeps = FALSE; /* "Lưu: …" is there already */
  g_autoptr (GString) upper = g_string_new (NULL);
  gsize n = pn_wire_length (o->lines);
  for (gsize i = 0; i + 1 < n; i++)
    g_string_append_printf (upper, "%s%s", i > 0 ? "\n" : "", pn_wire_str_at (o->lines, i, ""));
  for (gsize i = 0; i < pn_wire_length (o->recipients); i++)
    g_ptr_array_add (recipients, bare (pn_wire_str_at (o->recipients, i, "")));
  for (guint i = 0; i < recipients->len; i++)
    keeps |= g_str_has_prefix (recipients->pdata[i], "Lưu");
  if (recipients->len == 0)
    g_ptr_array_add (recipients, g_strdup ("Như trên"));
  if (!keeps)
    g_ptr_array_add (recipients, g_strdup ("Lưu: VT"));
  g_ptr_array_add (recipients, NULL);
  const PnSigner signer = { .capacity = upper->len > 0 ? upper->str : NULL, .title = n > 0 ? pn_wire_str_at (o->lines, n - 1, "") : "", .name = o->signer };
  pn_letterhead_signers (o->paper, NULL, &signer, (const char *const *) recipients->pdata, &o->room, &o->sign_page);
}

/* Zones 7c and 8: handwriting in the middle of the room, the seal over its left third. */
static void
sign_rects (const Official *o, PnPdfRect *hand, PnPdfRect *seal)
{
  double x = (o->room.x0 + o->room.x1 - PN_OFFICIAL_HAND_WIDTH) / 2, y = (o->room.y0 + o->room.y1) / 2;
  double side = PN_OFFICIAL_SEAL_MM * PN_MM, right = x + PN_OFFICIAL_HAND_WIDTH / 3;
  *hand = (PnPdfRect) { x, y - PN_OFFICIAL_HAND_HEIGHT / 2, x + PN_OFFICIAL_HAND_WIDTH, y + PN_OFFICIAL_HAND_HEIGHT / 2 };
  *seal = (PnPdfRect) { right - side, y - side / 2, right, y + side / 2 };
}

static gboolean
append_to (GBytes **pdf, GBytes *append_take, GError **error)
{
  g_autoptr (GBytes) append = append_take;
  if (append == NULL)
    return FALSE;
  GBytes *whole = pn_pdf_concat (*pdf, append);
  g_bytes_unref (*pdf);
  *pdf = whole;
  return TRUE;
}

static gboolean
add_fields (const Official *o, GBytes **pdf, GError **error)
{
  PnPdfRect hand, seal;
  sign_rects (o, &hand, &seal);
  const PnPdfNewField fields[] = { { PN_PDF_FIELD_TEXT, PN_OFFICIAL_NUMBER, 1, o->number },
                                   { PN_PDF_FIELD_TEXT, PN_OFFICIAL_DATE, 1, o->date },
                                   { PN_PDF_FIELD_SIGNATURE, PN_OFFICIAL_SIGNATURE, o->sign_page, hand },
                                   { PN_PDF_FIELD_SIGNATURE, PN_OFFICIAL_SEAL, o->sign_page, seal } };
  return append_to (pdf, pn_pdf_add_fields (*pdf, fields, G_N_ELEMENTS (fields), error), error);
}

static gboolean
draw_all (Official *o, GError **error)
{
  draw_head (o);
  draw_addressees (o);
  if (!draw_text (o, error))
    return FALSE;
  draw_signer (o);
  return TRUE;
}

/* Letters and their marks in one (R1: TCVN 6909:2001), whatever wrote the text. */
static PnJson *
parse (const char *json, gsize length, GError **error)
{
  if (length > PN_OFFICIAL_MAX_JSON || !g_utf8_validate (json, (gssize) length, NULL))
    return pn_wire_parse (json, length, PN_OFFICIAL_MAX_JSON, error);
  g_autofree char *whole = pn_nfc (json, length);
  return pn_wire_parse (whole, strlen (whole), PN_OFFICIAL_MAX_JSON, error);
}

cairo_surface_t *
pn_compose_official_image (const void *json, gsize length, double dpi, int *page, int *pages, GError **error)
{
  g_autoptr (PnJson) root = parse (json, length, error);
  Official o = { .json = root };
  int carry = -1;
  if (root == NULL || !read_all (&o, error))
    return NULL;
  for (;;) {
    g_autoptr (PnPaper) paper = o.paper = pn_paper_new_image (dpi, *page);
    pn_paper_carry (paper, carry);
    if (!draw_all (&o, error))
      return NULL;
    *pages = pn_paper_page (paper);
    if (*page <= *pages && pn_paper_lonely (paper) < 0)
      return pn_paper_take_image (paper);
    *page = MIN (*page, *pages);
    carry = carry < 0 ? pn_paper_lonely (paper) : carry;
  }
}

GBytes *
pn_compose_official (const void *json, gsize length, GError **error)
{
  g_autoptr (PnJson) root = parse (json, length, error);
  Official o = { .json = root };
  int carry = -1;
  if (root == NULL || !read_all (&o, error))
    return NULL;
  for (;;) {
    g_autoptr (PnPaper) paper = o.paper = pn_paper_new (o.subject, "2026-01-01");
    pn_paper_carry (paper, carry);
    if (!draw_all (&o, error))
      return NULL;
    carry = pn_paper_lonely (paper);
    if (carry >= 0)
      continue;
    g_autoptr (GBytes) pdf = pn_paper_finish (paper, NULL, error);
    return pdf != NULL && add_fields (&o, &pdf, error) ? g_steal_pointer (&pdf) : NULL;
  }
}
