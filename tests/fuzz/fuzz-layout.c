/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker of Decree 30 over any description of pages: it ends, its report is bounded, readable and in order. */
#include <math.h>
#include <string.h>

#include "docs-service/layout/layout.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct {
  const guint8 *p;
  gsize left;
} In;

static guint
take (In *in)
{
  if (in->left == 0)
    return 0;
  in->left--;
  return *in->p++;
}

/* Tenths of a millimetre, and what no page has. */
static double
length (In *in)
{
  guint v = take (in) << 8;
  v |= take (in);
  return v == 0xffff ? NAN : v == 0xfffe ? INFINITY : v == 0xfffd ? -1e300 : v / 10.0;
}

static PnMmRect
rect (In *in)
{
  const double x = length (in), y = length (in), w = length (in), h = length (in);
  return (PnMmRect) { x, y, w, h };
}

static void
add_run (In *in, PnLayoutDoc *doc, PnLayoutPage *page)
{
  static const char *const words[] = { "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN", "Số: 5/QĐ-UBND", "Số:", "/", "ngày 5 tháng 2 năm 2026", ", ngày tháng năm",
                                       "QUYẾT ĐỊNH", "V/v", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Thành", "HỎA TỐC", "PHỤ LỤC", "2", "Sao y; 2026-11-23T09:15:00+07:00" };
  static const char *const fonts[] = { "ABCDEF+TimesNewRomanPS-BoldMT", ".VnTime", "", "Arial-Italic", "LiberationSerif-BoldItalic" };
  char raw[64];
  guint which = take (in), font = take (in), size = take (in), n = MIN (which & 63, (guint) in->left);
  memcpy (raw, in->p, which >= 128 ? n : 0);
  raw[which >= 128 ? n : 0] = '\0';
  if (which >= 128) {
    in->p += n;
    in->left -= n;
  }
  pn_layout_add_run (doc, page, which >= 128 ? raw : words[which % G_N_ELEMENTS (words)], fonts[font % G_N_ELEMENTS (fonts)], size / 8.0, (guint32) (take (in) << 16 | take (in)), rect (in));
}

static void
add_picture (In *in, PnLayoutDoc *doc, PnLayoutPage *page)
{
  guint flags = take (in);
  const PnMmRect box = rect (in), ink = rect (in);
  const PnLayoutPicture picture = { .box = box, .ink = ink, .colour = (PnInk) (flags % 5), .rgb = flags << 8, .transparent = (flags & 32) != 0, .drawn = (flags & 64) != 0 };
  pn_layout_add_picture (doc, page, &picture);
}

static void
check_report (const PnLayoutReport *report)
{
  g_autoptr (PnJson) json = pn_layout_report_json (report);
  g_autofree char *text = pn_wire_dump (json);
  g_autoptr (PnJson) again = pn_wire_parse (text, strlen (text), 1 << 20, NULL);
  if (again == NULL)
    g_error ("the report is no JSON, or larger than its reader allows");
  if (report->findings->len > 2 * PN_LAYOUT_RULES)
    g_error ("a rule was found twice");
  for (guint i = 1; i < report->findings->len; i++)
    if (((const PnLayoutFinding *) report->findings->pdata[i - 1])->severity > ((const PnLayoutFinding *) report->findings->pdata[i])->severity)
      g_error ("breaches do not come first");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  In in = { data, size };
  g_autoptr (PnLayoutDoc) doc = pn_layout_doc_new ();
  PnLayoutPage *page = pn_layout_doc_add_page (doc, 210, 297);
  const PnLayoutWanted wanted = { .seal_mm = take (&in) };
  for (guint ops = 0; in.left > 0 && ops < 400; ops++)
    switch (take (&in) % 8) {
    case 0: {
      double w = length (&in), h = length (&in);
      PnLayoutPage *next = pn_layout_doc_add_page (doc, w, h);
      page = next != NULL ? next : page;
      break;
    }
    case 1: {
      guint flags = take (&in), number = take (&in);
      pn_layout_add_field (doc, "f", (flags & 1) != 0, (flags & 2) != 0, (int) number - 1, rect (&in));
      break;
    }
    case 2:
      add_picture (&in, doc, page);
      break;
    default:
      add_run (&in, doc, page);
    }
  (void) pn_layout_is_candidate (doc);
  g_autoptr (PnLayoutReport) report = pn_layout_judge (doc, &wanted);
  check_report (report);
  return 0;
}
