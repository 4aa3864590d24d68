/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/compose-minutes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/wire.h"
#include "docs-service/compose/compose-official.h"
#include "docs-service/compose/letterhead.h"
#include "docs-service/core/fold.h"

#define PAGES_MAX 500
#define STRING_MAX 20000
#define LIST_MAX 5000

typedef struct {
  const PnJson *json;
  PnPaper *paper;
  const char *body, *title, *place;
  const char *chair, *chair_title, *secretary, *secretary_title;
  int day, month, year;
} Minutes;

void
pn_minutes_pdf_free (PnMinutesPdf *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pdf, g_bytes_unref);
  g_free (self);
}

/* Times of the record are UTC; papers speak in the time of Viet Nam. */
static GDateTime *
local_time (const char *iso)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (7 * 3600);
  gint64 us;

  if (iso == NULL || !pn_time_from_iso (iso, &us))
    return NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

static void
read_date (Minutes *m)
{
  const char *date = pn_wire_str (m->json, "date", "");
  g_autoptr (GDateTime) when = local_time (strlen (date) > 10 ? date : NULL);

  if (when != NULL)
    g_date_time_get_ymd (when, &m->year, &m->month, &m->day);
  else if (sscanf (date, "%4d-%2d-%2d", &m->year, &m->month, &m->day) != 3)
    m->year = m->month = m->day = 0;
}

static gboolean
read_person (const PnJson *json, const char *key, const char **name, const char **title, GError **error)
{
  const PnJson *person = pn_wire_member (json, key);

  *name = *title = "";
  return person == NULL
         || (pn_wire_get_str (person, "name", 0, 200, name, error) && pn_wire_opt_str (person, "title", 0, 300, title, error));
}

static gboolean
read_head (Minutes *m, GError **error)
{
  const PnJson *sections;

  m->place = "Sơn Hà";
  if (!pn_wire_get_str (m->json, "body", 1, 300, &m->body, error)
      || !pn_wire_get_str (m->json, "title", 1, 1000, &m->title, error)
      || !pn_wire_opt_str (m->json, "place", 0, 200, &m->place, error)
      || !read_person (m->json, "chair", &m->chair, &m->chair_title, error)
      || !read_person (m->json, "secretary", &m->secretary, &m->secretary_title, error)
      || !pn_wire_get_array (m->json, "sections", 40, &sections, error))
    return FALSE;
  read_date (m);
  return TRUE;
}

static void
draw_head (Minutes *m)
{
  const PnLetterhead head = { .parent = pn_wire_str (m->json, "parent_body", NULL),
                              .body = m->body,
                              .number = pn_wire_str (m->json, "number", NULL),
                              .symbol = pn_wire_str (m->json, "symbol", "BB-UBND"),
                              .place = m->place,
                              .day = m->day,
                              .month = m->month,
                              .year = m->year };

  pn_paper_set_draft (m->paper, pn_wire_bool (m->json, "draft", FALSE));
  pn_letterhead_draw (m->paper, &head);
  pn_letterhead_type (m->paper, "BIÊN BẢN", m->title);
}

static void
line (Minutes *m, const char *label, const char *value)
{
  g_autofree char *text = g_strdup_printf ("%s%s", label, value);

  pn_paper_text (m->paper, &pn_style_body, text);
}

static void
draw_opening (Minutes *m)
{
  g_autoptr (GDateTime) start = local_time (pn_wire_str (m->json, "starts_at", NULL));
  const char *venue = pn_wire_str (m->json, "venue", "");

  if (start != NULL) {
    g_autofree char *when = g_date_time_format (start, "%H giờ %M phút, ngày %d/%m/%Y");
    line (m, "Thời gian bắt đầu: ", when);
  }
  if (*venue != '\0')
    line (m, "Địa điểm: ", venue);
}

static void
person_line (Minutes *m, const char *label, const char *name, const char *title)
{
  g_autofree char *text = g_strdup_printf ("%s: %s%s%s", label, name, *title ? " – " : "", title);

  if (*name != '\0')
    pn_paper_text (m->paper, &pn_style_body, text);
}

/* Used when the section itself brings no words. R33: who presided and who was there. */
static void
draw_participants (Minutes *m)
{
  const PnJson *people = pn_wire_member (m->json, "participants");
  guint n = 0;

  person_line (m, "Chủ tọa", m->chair, m->chair_title);
  person_line (m, "Thư ký", m->secretary, m->secretary_title);
  for (gsize i = 0; i < MIN (pn_wire_length (people), LIST_MAX); i++) {
    const PnJson *p = pn_wire_at (people, i);
    const char *role = pn_wire_str (p, "role", ""), *attendance = pn_wire_str (p, "attendance", "present");
    const char *title = pn_wire_str (p, "title", "");
    if (g_str_equal (role, "chair") || g_str_equal (role, "secretary"))
      continue;
    const char *note = g_str_equal (attendance, "absent_excused") ? " (vắng mặt có lý do)" : g_str_equal (attendance, "absent") ? " (vắng mặt)" : "";
    g_autofree char *text = g_strdup_printf ("%u. %s%s%s%s", ++n, pn_wire_str (p, "name", ""), *title ? " – " : "", title, note);
    pn_paper_text (m->paper, &pn_style_body, text);
  }
}

static gboolean
draw_paragraphs (Minutes *m, const PnJson *list, GError **error)
{
  for (gsize i = 0; i < pn_wire_length (list); i++) {
    const char *text = pn_wire_str_at (list, i, NULL);
    if (text == NULL || i >= LIST_MAX || strlen (text) > 4 * STRING_MAX) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "a paragraph is no text, too long, or there are too many");
      return FALSE;
    }
    pn_paper_text (m->paper, &pn_style_body, text);
    if (pn_paper_page (m->paper) > PAGES_MAX) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_TOO_LARGE, "more than 500 pages");
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
draw_sections (Minutes *m, GError **error)
{
  static const char *const roman[] = { "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X" };
  const PnJson *sections = pn_wire_member (m->json, "sections");

  for (gsize i = 0; i < pn_wire_length (sections); i++) {
    const PnJson *section = pn_wire_at (sections, i);
    const PnJson *paragraphs = NULL;
    const char *key = "", *heading;
    if (!pn_wire_get_str (section, "heading", 0, 500, &heading, error) || !pn_wire_opt_str (section, "key", 0, 100, &key, error)
        || !pn_wire_opt_array (section, "paragraphs", LIST_MAX, &paragraphs, error))
      return FALSE;
    g_autofree char *numbered = i < G_N_ELEMENTS (roman) && strncmp (heading, roman[i], strlen (roman[i])) != 0
                                    ? g_strdup_printf ("%s. %s", roman[i], heading)
                                    : g_strdup (heading);
    pn_paper_text (m->paper, &pn_style_heading, numbered);
    if (g_str_equal (key, "present") && pn_wire_length (paragraphs) == 0)
      draw_participants (m);
    if (!draw_paragraphs (m, paragraphs, error))
      return FALSE;
  }
  return TRUE;
}

static void
draw_closing (Minutes *m)
{
  g_autoptr (GDateTime) end = local_time (pn_wire_str (m->json, "ends_at", NULL));

  if (end == NULL)
    return;
  g_autofree char *when = g_date_time_format (end, "Phiên họp kết thúc vào hồi %H giờ %M phút, ngày %d/%m/%Y. Biên bản này đã được chủ tọa và thư ký thông qua./.");
  pn_paper_text (m->paper, &pn_style_body, when);
}

static void
draw_signers (Minutes *m, PnMinutesPdf *out)
{
  const PnJson *list = pn_wire_member (m->json, "recipients");
  const PnSigner left = { .title = "THƯ KÝ", .name = m->secretary };
  const PnSigner right = { .title = "CHỦ TỌA", .name = m->chair };
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  PnPdfRect room = { 0 };

  for (gsize i = 0; i < MIN (pn_wire_length (list), 40); i++)
    g_ptr_array_add (recipients, (gpointer) pn_wire_str_at (list, i, ""));
  if (recipients->len == 0) {
    g_ptr_array_add (recipients, (gpointer) "Thành viên dự họp");
    g_ptr_array_add (recipients, (gpointer) "Lưu: VT");
  }
  g_ptr_array_add (recipients, NULL);
  pn_letterhead_signers (m->paper, &left, &right, (const char *const *) recipients->pdata, &room, &out->sign_page);
  /* zone 7c: the handwriting alone, in the middle of its room (R3) */
  double x = (room.x0 + room.x1 - PN_OFFICIAL_HAND_WIDTH) / 2, y = (room.y0 + room.y1 - PN_OFFICIAL_HAND_HEIGHT) / 2;
  out->sign_rect = (PnPdfRect) { x, y, x + PN_OFFICIAL_HAND_WIDTH, y + PN_OFFICIAL_HAND_HEIGHT };
}

static gboolean
add_field (PnMinutesPdf *out, GError **error)
{
  g_autoptr (GBytes) append = pn_pdf_add_signature_field (out->pdf, PN_MINUTES_FIELD, out->sign_page, &out->sign_rect, error);

  if (append == NULL)
    return FALSE;
  GBytes *whole = pn_pdf_concat (out->pdf, append);
  g_bytes_unref (out->pdf);
  out->pdf = whole;
  return TRUE;
}

static gboolean
draw_all (Minutes *m, PnMinutesPdf *out, GError **error)
{
  draw_head (m);
  draw_opening (m);
  if (!draw_sections (m, error))
    return FALSE;
  draw_closing (m);
  draw_signers (m, out);
  return TRUE;
}

/* Names and speeches come from many keyboards: letters and their marks in one (R1: TCVN 6909:2001). */
static PnJson *
parse (const char *json, gsize length, GError **error)
{
  if (length > PN_MINUTES_MAX_JSON || !g_utf8_validate (json, (gssize) length, NULL))
    return pn_wire_parse (json, length, PN_MINUTES_MAX_JSON, error);
  g_autofree char *whole = pn_nfc (json, length);
  return pn_wire_parse (whole, strlen (whole), PN_MINUTES_MAX_JSON, error);
}

PnMinutesPdf *
pn_compose_minutes (const void *json, gsize length, GError **error)
{
  g_autoptr (PnJson) root = parse (json, length, error);
  g_autoptr (PnMinutesPdf) out = g_new0 (PnMinutesPdf, 1);
  Minutes m = { .json = root };
  int carry = -1;

  if (root == NULL || !read_head (&m, error))
    return NULL;
  for (;;) {
    g_autoptr (PnPaper) paper = m.paper = pn_paper_new (m.title, pn_wire_str (root, "date", "2026-01-01"));
    pn_paper_carry (paper, carry);
    if (!draw_all (&m, out, error))
      return NULL;
    carry = pn_paper_lonely (paper);
    if (carry >= 0)
      continue;
    out->pdf = pn_paper_finish (paper, &out->page_count, error);
    return out->pdf != NULL && add_field (out, error) ? g_steal_pointer (&out) : NULL;
  }
}

gboolean
pn_compose_minutes_fd (const void *json, gsize length, int fd, GError **error)
{
  g_autoptr (PnMinutesPdf) out = pn_compose_minutes (json, length, error);
  gsize n;

  if (out == NULL)
    return FALSE;
  for (const guint8 *p = g_bytes_get_data (out->pdf, &n); n > 0;) {
    gssize w = write (fd, p, n);
    if (w < 0 && errno == EINTR)
      continue;
    if (w <= 0) {
      g_set_error (error, PN_ERROR, PN_ERROR_IO, "writing the minutes: %s", g_strerror (errno));
      return FALSE;
    }
    p += w;
    n -= w;
  }
  return TRUE;
}

void
pn_compose_warm_up (void)
{
  /* Every face the minutes use, and qpdf's and OpenSSL's first-use work, once. */
  static const char sample[] = "{\"body\":\"Đ\",\"title\":\"Ợ\",\"date\":\"2026-01-01\",\"chair\":{\"name\":\"Ữ\"},"
                               "\"sections\":[{\"heading\":\"Ỹ\",\"paragraphs\":[\"Ạ – “Đ” …\"]}]}";
  g_autoptr (PnMinutesPdf) out = pn_compose_minutes (sample, strlen (sample), NULL);
}
