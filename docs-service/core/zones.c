/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/zones.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

#define MM (72 / 25.4)
#define LINE_MAX_WORDS 400
#define NAME_GAP_MAX 230.0 /* from the title down to the name */
#define NAME_GAP_MIN 14.0
#define FIELD_MIN 8.0
#define GAP_MIN 16.0 /* two figures of 13 points */

typedef struct {
  double x0, x1, top, bottom;
  GString *text; /* words with single spaces between */
  GArray *words; /* guint: places in the page's words */
} Line;

typedef struct {
  const PnZoneWord *words;
  GPtrArray *lines;
  double width, height;
  int page;
} Page;

struct PnZones {
  char *signer, *title;
  double first_width, first_height, last_width, last_height, last_bottom;
  int pages;
  gboolean has[PN_ZONE_SEAL + 1];
  PnZone zone[PN_ZONE_SEAL + 1];
  gboolean sure; /* name and title both stand there */
};

static const struct {
  const char *name, *field;
} names[] = { { "number", "SoVanBan" }, { "code", "SoKyHieu" }, { "day", "Ngay" }, { "month", "Thang" }, { "year", "Nam" }, { "date", "NgayBanHanh" }, { "hand", "ChuKy" }, { "seal", "Dau" } };

const char *
pn_zone_field (PnZoneKind kind)
{
  return names[kind].field;
}

const char *
pn_zone_name (PnZoneKind kind)
{
  return names[kind].name;
}

gboolean
pn_zone_from_name (const char *name, PnZoneKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_strcmp0 (names[i].name, name) == 0) {
      *kind = (PnZoneKind) i;
      return TRUE;
    }
  }
  return FALSE;
}

/* ---- lines of a page */

static void
line_free (gpointer data)
{
  Line *line = data;
  g_string_free (line->text, TRUE);
  g_array_unref (line->words);
  g_free (line);
}

/* Words of one line stand at one height, one after the other without a wide gap: the two halves of a letterhead are two lines. */
static Line *
line_for (GPtrArray *lines, const PnZoneWord *w)
{
  for (guint i = lines->len; i-- > 0 && i + 12 > lines->len;) {
    Line *line = g_ptr_array_index (lines, i);
    double middle = w->y + w->height / 2;
    if (middle > line->top && middle < line->bottom && w->x >= line->x1 - 2 && w->x - line->x1 < 70 && line->words->len < LINE_MAX_WORDS)
      return line;
  }
  Line *line = g_new0 (Line, 1);
  *line = (Line){ w->x, w->x, w->y, w->y + w->height, g_string_new (NULL), g_array_new (FALSE, FALSE, sizeof (guint)) };
  g_ptr_array_add (lines, line);
  return line;
}

static GPtrArray *
make_lines (const PnZoneWord *words, gsize n)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; i < n; i++) {
    const PnZoneWord *w = &words[i];
    if (!(w->width > 0 && w->height > 0 && w->x > -1e5 && w->x < 1e5 && w->y > -1e5 && w->y < 1e5 && w->width < 1e5 && w->height < 1e5))
      continue;
    Line *line = line_for (lines, w);
    if (line->text->len > 0)
      g_string_append_c (line->text, ' ');
    g_string_append (line->text, w->text);
    g_array_append_val (line->words, i);
    line->x1 = w->x + w->width;
    line->top = MIN (line->top, w->y);
    line->bottom = MAX (line->bottom, w->y + w->height);
  }
  return lines;
}

static PnZoneRect
turn (const Page *page, double x0, double top, double x1, double bottom)
{
  return (PnZoneRect){ x0, page->height - bottom, x1, page->height - top };
}

static void
set_zone (PnZones *self, PnZoneKind kind, int page, PnZoneRect rect)
{
  self->zone[kind] = (PnZone){ kind, page, rect, TRUE };
  self->has[kind] = TRUE;
}

/* ---- zones 3 and 4, on the first page */

static const PnZoneWord *
word_at (const Page *page, const Line *line, guint i)
{
  return i < line->words->len ? &page->words[g_array_index (line->words, guint, i)] : NULL;
}

/* "…", "....", "___": what forms print where something is to be written. */
static gboolean
is_filler (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c != '.' && c != '_' && c != 0x2026 && c != '-')
      return FALSE;
  }
  return *text != '\0';
}

/* The room after word i, up to the next word that says something. */
static gboolean
gap_after (const Page *page, const Line *line, guint i, double room_at_end, PnZoneRect *rect)
{
  const PnZoneWord *w = word_at (page, line, i), *next;
  guint k = i + 1;
  while ((next = word_at (page, line, k)) != NULL && is_filler (next->text))
    k++;
  double x0 = w->x + w->width + 2, x1 = next != NULL ? next->x - 1 : x0 + room_at_end;
  if (x1 - x0 < GAP_MIN)
    return FALSE;
  *rect = turn (page, x0, line->top, x1, line->bottom);
  return TRUE;
}

/* "Số:" and then its number's room, before "/QĐ-UBND". The symbol may stand so far off that it is a line of its own. */
static void
look_for_number (PnZones *self, const Page *page, const Line *line)
{
  PnZoneRect rect;
  if (self->has[PN_ZONE_NUMBER] || !g_str_has_prefix (line->text->str, "Số"))
    return;
  const char *first = word_at (page, line, 0)->text;
  guint at = g_str_equal (first, "Số") && line->words->len > 1 && g_str_equal (word_at (page, line, 1)->text, ":") ? 1 : 0;
  if (at == 0 && !g_str_equal (first, "Số:"))
    return;
  if (gap_after (page, line, at, 32, &rect))
    set_zone (self, PN_ZONE_NUMBER, page->page, rect);
}

/* "Sơn Hà, ngày … tháng … năm 2026" */
static void
look_for_date (PnZones *self, const Page *page, const Line *line)
{
  PnZoneRect day, month, year;
  int day_at = -1, month_at = -1, year_at = -1;
  for (guint i = 0; i < line->words->len; i++) {
    const char *text = word_at (page, line, i)->text;
    if (g_str_equal (text, "ngày"))
      day_at = (int) i;
    else if (g_str_equal (text, "tháng") && day_at >= 0)
      month_at = (int) i;
    else if (g_str_equal (text, "năm") && month_at >= 0)
      year_at = (int) i;
  }
  if (self->has[PN_ZONE_DAY] || year_at < 0 || !gap_after (page, line, (guint) day_at, 20, &day) || !gap_after (page, line, (guint) month_at, 20, &month))
    return;
  set_zone (self, PN_ZONE_DAY, page->page, day);
  set_zone (self, PN_ZONE_MONTH, page->page, month);
  const PnZoneWord *next = word_at (page, line, (guint) year_at + 1);
  if ((next == NULL || is_filler (next->text)) && gap_after (page, line, (guint) year_at, 32, &year))
    set_zone (self, PN_ZONE_YEAR, page->page, year);
}

/* ---- zone 7: the name, and above it the title */

static gboolean
same_text (const char *a, const char *b)
{
  g_autofree char *x = g_utf8_casefold (a, -1), *y = g_utf8_casefold (b, -1);
  g_autofree char *m = g_utf8_normalize (x, -1, G_NORMALIZE_NFC), *n = g_utf8_normalize (y, -1, G_NORMALIZE_NFC);
  return m != NULL && n != NULL && strcmp (m, n) == 0;
}

static double
middle (const Line *line)
{
  return (line->x0 + line->x1) / 2;
}

static gboolean
overlap (const Line *a, const Line *b)
{
  return a->x0 < b->x1 && b->x0 < a->x1;
}

/* The lowest line above `below` whose column it shares. */
static const Line *
line_above (const Page *page, const Line *below, const char *text)
{
  const Line *best = NULL;
  for (guint i = 0; i < page->lines->len; i++) {
    const Line *line = g_ptr_array_index (page->lines, i);
    double gap = below->top - line->bottom;
    if (line == below || gap < NAME_GAP_MIN || gap > NAME_GAP_MAX || !overlap (line, below) || (text != NULL && !same_text (line->text->str, text)))
      continue;
    if (best == NULL || line->bottom > best->bottom)
      best = line;
  }
  return best;
}

static PnZoneRect
hand_between (const Page *page, double x, double top, double bottom)
{
  const double seal = PN_ZONE_SEAL_MM * MM, least = seal - PN_ZONE_HAND_WIDTH / 3; /* the seal lies on the page too */
  double left = CLAMP (x - PN_ZONE_HAND_WIDTH / 2, least, MAX (least, page->width - PN_ZONE_HAND_WIDTH));
  double y = CLAMP ((top + bottom) / 2, seal / 2, MAX (seal / 2, page->height - seal / 2));
  return turn (page, left, y - PN_ZONE_HAND_HEIGHT / 2, left + PN_ZONE_HAND_WIDTH, y + PN_ZONE_HAND_HEIGHT / 2);
}

/* A name with its title above it is the place; a name alone, as a line of its own in the right half, is the next best. */
static void
look_for_name (PnZones *self, const Page *page, const Line *line)
{
  if (self->sure || *self->signer == '\0' || middle (line) < page->width / 2 || !same_text (line->text->str, self->signer))
    return;
  const Line *title = *self->title != '\0' ? line_above (page, line, self->title) : NULL;
  const Line *above = title != NULL ? title : line_above (page, line, NULL);
  if (above == NULL)
    return;
  self->sure = title != NULL;
  set_zone (self, PN_ZONE_HAND, page->page, hand_between (page, middle (line), above->bottom, line->top));
}

/* No name below it: the title of the signer at the foot of a page, in the right half. */
static void
look_for_title (PnZones *self, const Page *page, const Line *line)
{
  if (self->has[PN_ZONE_HAND] || *self->title == '\0' || middle (line) < page->width / 2 || !same_text (line->text->str, self->title))
    return;
  double top = line->bottom + 4;
  if (top + PN_ZONE_HAND_HEIGHT <= page->height)
    set_zone (self, PN_ZONE_HAND, page->page, hand_between (page, middle (line), top, top + PN_ZONE_HAND_HEIGHT));
}

/* ---- life */

PnZones *
pn_zones_new (const char *signer, const char *title)
{
  PnZones *self = g_new0 (PnZones, 1);
  self->signer = g_strdup (signer);
  self->title = g_strdup (title);
  return self;
}

void
pn_zones_free (PnZones *self)
{
  if (self == NULL)
    return;
  g_free (self->signer);
  g_free (self->title);
  g_free (self);
}

static void
note_page (PnZones *self, const Page *page)
{
  self->pages = page->page;
  self->last_width = page->width;
  self->last_height = page->height;
  self->last_bottom = 0;
  for (guint i = 0; i < page->lines->len; i++)
    self->last_bottom = MAX (self->last_bottom, ((const Line *) g_ptr_array_index (page->lines, i))->bottom);
  if (page->page == 1) {
    self->first_width = page->width;
    self->first_height = page->height;
  }
}

gboolean
pn_zones_page (PnZones *self, int number, double width, double height, const PnZoneWord *words, gsize n)
{
  g_autoptr (GPtrArray) lines = make_lines (words, n);
  const Page page = { words, lines, width, height, number };
  note_page (self, &page);
  for (guint i = 0; i < lines->len; i++) {
    const Line *line = g_ptr_array_index (lines, i);
    if (number == 1) {
      look_for_number (self, &page, line);
      look_for_date (self, &page, line);
    }
    look_for_name (self, &page, line);
  }
  for (guint i = 0; i < lines->len && !self->sure; i++)
    look_for_title (self, &page, g_ptr_array_index (lines, i));
  return self->sure;
}

PnZoneRect
pn_zone_seal_of (const PnZoneRect *hand)
{
  double side = PN_ZONE_SEAL_MM * MM, right = hand->x0 + (hand->x1 - hand->x0) / 3, y = (hand->y0 + hand->y1) / 2;
  return (PnZoneRect){ right - side, y - side / 2, right, y + side / 2 };
}

/* Annex I: number left, date right, below the two names at the head of the first page. */
static PnZone
head_zone (const PnZones *self, PnZoneKind kind)
{
  double half = self->first_width * 0.42, y = self->first_height - 32 * MM, left = 30 * MM, right = self->first_width - 20 * MM;
  if (kind == PN_ZONE_CODE)
    return (PnZone){ kind, 1, { left, y, MAX (left + 60, half), y + 18 }, FALSE };
  return (PnZone){ kind, 1, { half, y, MAX (half + 60, right), y + 18 }, FALSE };
}

/* Below the last words of the last page where there is room, else at its foot; the right half. */
static PnZone
foot_zone (const PnZones *self)
{
  double top = self->last_bottom + 30, lowest = self->last_height - 25 * MM - PN_ZONE_HAND_HEIGHT;
  double y = MAX (25, MIN (top, lowest)), x = MAX (PN_ZONE_SEAL_MM * MM, self->last_width * 0.73 - PN_ZONE_HAND_WIDTH / 2);
  return (PnZone){ PN_ZONE_HAND, MAX (1, self->pages), { x, self->last_height - y - PN_ZONE_HAND_HEIGHT, x + PN_ZONE_HAND_WIDTH, self->last_height - y }, FALSE };
}

guint
pn_zones_finish (const PnZones *self, PnZone *out)
{
  guint n = 0;
  out[n++] = self->has[PN_ZONE_NUMBER] ? self->zone[PN_ZONE_NUMBER] : head_zone (self, PN_ZONE_CODE);
  if (self->has[PN_ZONE_DAY]) {
    out[n++] = self->zone[PN_ZONE_DAY];
    out[n++] = self->zone[PN_ZONE_MONTH];
    if (self->has[PN_ZONE_YEAR])
      out[n++] = self->zone[PN_ZONE_YEAR];
  } else {
    out[n++] = head_zone (self, PN_ZONE_DATE);
  }
  PnZone hand = self->has[PN_ZONE_HAND] ? self->zone[PN_ZONE_HAND] : foot_zone (self);
  out[n++] = hand;
  out[n++] = (PnZone){ PN_ZONE_SEAL, hand.page, pn_zone_seal_of (&hand.rect), hand.found };
  return n;
}

/* ---- zones as the drafter moved them */

static gboolean
bad (GError **error, const char *why)
{
  g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, why);
  return FALSE;
}

static gboolean
is_on_page (const PnZone *z, int pages, const double (*sizes)[2])
{
  const PnZoneRect *r = &z->rect;
  if (z->page < 1 || z->page > pages || !isfinite (r->x0) || !isfinite (r->x1) || !isfinite (r->y0) || !isfinite (r->y1))
    return FALSE;
  const double *size = sizes[z->page - 1];
  double slack = z->kind == PN_ZONE_SEAL ? 0.5 : 0.1;
  return r->x1 - r->x0 >= FIELD_MIN && r->y1 - r->y0 >= FIELD_MIN && r->x0 >= -slack && r->y0 >= -slack && r->x1 <= size[0] + slack && r->y1 <= size[1] + slack;
}

gboolean
pn_zones_check (const PnZone *zones, guint n, int pages, const double (*sizes)[2], GError **error)
{
  guint count[PN_ZONE_SEAL + 1] = { 0 };
  for (guint i = 0; i < n; i++) {
    if (++count[zones[i].kind] > 1)
      return bad (error, "a zone twice");
    if (!is_on_page (&zones[i], pages, sizes))
      return bad (error, "a zone lies outside its page, or is too small");
  }
  if (count[PN_ZONE_HAND] != 1 || count[PN_ZONE_SEAL] != 1)
    return bad (error, "signature and seal need their places");
  if (count[PN_ZONE_NUMBER] + count[PN_ZONE_CODE] != 1)
    return bad (error, "the number needs one place");
  if (count[PN_ZONE_DATE] + count[PN_ZONE_DAY] != 1 || count[PN_ZONE_DAY] != count[PN_ZONE_MONTH] || count[PN_ZONE_YEAR] > count[PN_ZONE_DAY])
    return bad (error, "the date needs one place, or day and month theirs");
  return TRUE;
}
