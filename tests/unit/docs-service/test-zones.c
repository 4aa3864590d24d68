/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones of an uploaded draft: found by its words as offices write them, by rule where it has none, and none beside the page. */
#include "base/error.h"
#include "docs-service/core/zones.h"

#define W(x, y, width, text) { x, y, width, 14, text }

static const PnZoneWord letter[] = {
  W (60, 60, 90, "ỦY BAN"), W (120, 110, 20, "Số:"), W (185, 110, 60, "/QĐ-UBND"), W (330, 110, 25, "Sơn"), W (358, 110, 20, "Hà,"), W (382, 110, 28, "ngày"),
  W (440, 110, 34, "tháng"), W (500, 110, 24, "năm"), W (528, 110, 28, "2026"), W (90, 300, 50, "Nguyễn"), W (142, 300, 20, "Văn"), W (164, 300, 40, "Thành"), W (206, 300, 30, "trình"),
  W (350, 600, 30, "TM."), W (384, 600, 120, "ỦY BAN NHÂN DÂN"), W (390, 616, 40, "CHỦ"), W (434, 616, 40, "TỊCH"), W (380, 700, 50, "Nguyễn"), W (434, 700, 24, "Văn"), W (462, 700, 40, "Thành"),
};

static const PnZone *
zone (const PnZone *zones, guint n, PnZoneKind kind)
{
  for (guint i = 0; i < n; i++)
    if (zones[i].kind == kind)
      return &zones[i];
  return NULL;
}

static void
test_words_say_where (void)
{
  g_autoptr (PnZones) self = pn_zones_new ("Nguyễn Văn Thành", "CHỦ TỊCH");
  PnZone zones[PN_ZONES_MAX];
  g_assert_true (pn_zones_page (self, 1, 595, 842, letter, G_N_ELEMENTS (letter)));
  guint n = pn_zones_finish (self, zones);
  g_assert_cmpuint (n, ==, 5);
  const PnZone *number = zone (zones, n, PN_ZONE_NUMBER), *day = zone (zones, n, PN_ZONE_DAY), *month = zone (zones, n, PN_ZONE_MONTH), *hand = zone (zones, n, PN_ZONE_HAND);
  g_assert_cmpfloat (number->rect.x0, >=, 140);
  g_assert_cmpfloat (number->rect.x1, <=, 185);
  g_assert_cmpfloat (day->rect.x0, >=, 410);
  g_assert_cmpfloat (day->rect.x1, <=, 440);
  g_assert_cmpfloat (month->rect.x1, <=, 500);
  g_assert_cmpfloat_with_epsilon ((hand->rect.x0 + hand->rect.x1) / 2, 441, 1);                 /* above the middle of the name */
  g_assert_cmpfloat_with_epsilon ((hand->rect.y0 + hand->rect.y1) / 2, 842 - (630 + 700) / 2.0, 1); /* between title and name (R3) */
  const PnZone *seal = zone (zones, n, PN_ZONE_SEAL);
  g_assert_cmpfloat_with_epsilon (seal->rect.x1, hand->rect.x0 + 40, 0.1); /* over its left third (R4) */
  g_assert_true (number->found && day->found && hand->found);
}

/* "Nguyễn Văn Thành trình" in the text is not the signer's block, nor is a name without anything above it. */
static void
test_a_name_in_the_text_is_not_taken (void)
{
  g_autoptr (PnZones) self = pn_zones_new ("Nguyễn Văn Thành", "CHỦ TỊCH");
  PnZone zones[PN_ZONES_MAX];
  g_assert_false (pn_zones_page (self, 1, 595, 842, letter, 13));
  guint n = pn_zones_finish (self, zones);
  g_assert_false (zone (zones, n, PN_ZONE_HAND)->found);
}

static void
test_a_page_without_words_gets_the_rule (void)
{
  g_autoptr (PnZones) self = pn_zones_new ("", "");
  PnZone zones[PN_ZONES_MAX];
  const double sizes[2][2] = { { 595, 842 }, { 595, 842 } };
  pn_zones_page (self, 1, 595, 842, NULL, 0);
  pn_zones_page (self, 2, 595, 842, NULL, 0);
  guint n = pn_zones_finish (self, zones);
  g_assert_nonnull (zone (zones, n, PN_ZONE_CODE));
  g_assert_nonnull (zone (zones, n, PN_ZONE_DATE));
  g_assert_cmpint (zone (zones, n, PN_ZONE_HAND)->page, ==, 2);
  g_assert_true (pn_zones_check (zones, n, 2, sizes, NULL));
}

static void
test_dots_and_an_open_year_are_filled (void)
{
  static const PnZoneWord dots[] = { W (120, 110, 20, "Số:"), W (142, 110, 40, "……"), W (185, 110, 60, "/TB-UBND"), W (382, 110, 28, "ngày"), W (412, 110, 26, "...."),
                                     W (440, 110, 34, "tháng"), W (476, 110, 22, "…"), W (500, 110, 24, "năm"), W (526, 110, 30, "…") };
  g_autoptr (PnZones) self = pn_zones_new ("", "");
  PnZone zones[PN_ZONES_MAX];
  pn_zones_page (self, 1, 595, 842, dots, G_N_ELEMENTS (dots));
  guint n = pn_zones_finish (self, zones);
  g_assert_cmpfloat (zone (zones, n, PN_ZONE_NUMBER)->rect.x1, >, 180);
  g_assert_nonnull (zone (zones, n, PN_ZONE_YEAR));
}

static void
test_zones_as_moved_are_checked (void)
{
  const double sizes[1][2] = { { 595, 842 } };
  PnZone zones[] = { { PN_ZONE_NUMBER, 1, { 100, 700, 130, 715 }, TRUE }, { PN_ZONE_DATE, 1, { 300, 700, 500, 715 }, TRUE }, { PN_ZONE_HAND, 1, { 300, 100, 420, 160 }, TRUE },
                     { PN_ZONE_SEAL, 1, { 238, 79, 340, 181 }, TRUE } };
  g_assert_true (pn_zones_check (zones, 4, 1, sizes, NULL));
  g_assert_false (pn_zones_check (zones, 2, 1, sizes, NULL)); /* nowhere to sign */
  g_assert_false (pn_zones_check (zones + 1, 3, 1, sizes, NULL));
  for (guint i = 0; i < 4; i++) {
    PnZone was = zones[i];
    zones[i].page = 2;
    g_assert_false (pn_zones_check (zones, 4, 1, sizes, NULL));
    zones[i] = was;
    zones[i].rect.x1 = 1e9;
    g_assert_false (pn_zones_check (zones, 4, 1, sizes, NULL));
    zones[i] = was;
    zones[i].rect.x1 = zones[i].rect.x0;
    g_assert_false (pn_zones_check (zones, 4, 1, sizes, NULL));
    zones[i] = was;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zones/words", test_words_say_where);
  g_test_add_func ("/zones/name-in-the-text", test_a_name_in_the_text_is_not_taken);
  g_test_add_func ("/zones/rule", test_a_page_without_words_gets_the_rule);
  g_test_add_func ("/zones/dots", test_dots_and_an_open_year_are_filled);
  g_test_add_func ("/zones/moved", test_zones_as_moved_are_checked);
  return g_test_run ();
}
