/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pure parts of media/studio: lip sync, layouts, chapters, and the MP4 that plays at any moment. */
#include <glib/gstdio.h>
#include <string.h>

#include "media/studio/layout.h"
#include "media/studio/lipsync.h"
#include "media/studio/mp4-file.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* ---- lip sync */

static guint64
ntp (gint64 seconds)
{
  return (guint64) (seconds + 4000000000) << 32;
}

static void
test_the_track_that_is_ahead_is_held_back (void)
{
  PnLipsync *l = pn_lipsync_new ();
  g_assert_cmpint (pn_lipsync_offset (l, "1/mic"), ==, 0);
  pn_lipsync_report (l, "1/mic", ntp (10), 5 * SECOND);
  g_assert_cmpint (pn_lipsync_offset (l, "1/mic"), ==, 0); /* nothing to be put beside */
  pn_lipsync_report (l, "1/camera", ntp (10), 5 * SECOND + SECOND / 5);
  g_assert_cmpint (pn_lipsync_offset (l, "1/mic"), ==, SECOND / 5);
  g_assert_cmpint (pn_lipsync_offset (l, "1/camera"), ==, 0);
  pn_lipsync_free (l);
}

static void
test_persons_screens_and_wrong_clocks_are_left_alone (void)
{
  PnLipsync *l = pn_lipsync_new ();
  pn_lipsync_report (l, "1/mic", ntp (10), 5 * SECOND);
  pn_lipsync_report (l, "11/camera", ntp (10), 6 * SECOND);
  pn_lipsync_report (l, "1/screen", ntp (10), 6 * SECOND);
  pn_lipsync_report (l, "1/camera", ntp (10), 60 * SECOND);
  g_assert_cmpint (pn_lipsync_offset (l, "1/mic"), ==, 0);
  pn_lipsync_forget (l, "1/camera");
  pn_lipsync_report (l, "1/camera", ntp (10), 6 * SECOND);
  g_assert_cmpint (pn_lipsync_offset (l, "1/mic"), ==, SECOND);
  pn_lipsync_free (l);
}

static void
test_jitter_moves_the_picture_little (void)
{
  PnLipsync *l = pn_lipsync_new ();
  pn_lipsync_report (l, "1/mic", ntp (10), 5 * SECOND);
  pn_lipsync_report (l, "1/camera", ntp (10), 5 * SECOND);
  pn_lipsync_report (l, "1/camera", ntp (15), 10 * SECOND + 80 * 1000000);
  g_assert_cmpint (pn_lipsync_offset (l, "1/mic"), ==, 10 * 1000000);
  pn_lipsync_free (l);
}

/* ---- layouts */

static gboolean
is_inside (const PnBox *b)
{
  return b->x >= 0 && b->y >= 0 && b->width > 0 && b->height > 0 && b->x + b->width <= PN_CANVAS_WIDTH &&
         b->y + b->height <= PN_CANVAS_HEIGHT - PN_CAPTION_HEIGHT;
}

static gboolean
overlap (const PnBox *a, const PnBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

static void
check_plan (const PnPlan *plan)
{
  for (guint i = 0; i < plan->n_slots; i++) {
    g_assert_true (is_inside (&plan->slots[i]));
    if (plan->document.width > 0)
      g_assert_false (overlap (&plan->slots[i], &plan->document));
    for (guint k = 0; k < i; k++)
      g_assert_false (overlap (&plan->slots[i], &plan->slots[k]));
  }
  if (plan->document.width > 0)
    g_assert_true (is_inside (&plan->document));
}

static void
test_nothing_covers_anything_in_any_layout (void)
{
  static const char *const names[] = { "speaker", "page", "grid4", "page_strip" };
  PnLayout layout;
  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    for (guint document = 0; document < 2; document++)
      for (guint pictures = 0; pictures < 9; pictures++) {
        g_assert_true (pn_layout_from_name (names[n], &layout));
        PnPlan plan = pn_layout_plan (layout, document != 0, pictures);
        check_plan (&plan);
        g_assert_true (document != 0 || plan.document.width == 0);
      }
  g_assert_false (pn_layout_from_name ("mosaic", &layout));
  g_assert_false (pn_layout_from_name (NULL, &layout));
}

static void
test_a_page_keeps_its_shape (void)
{
  PnBox box = { 16, 16, 848, 632 };
  PnBox page = pn_box_fit (&box, 1200, 1697);
  g_assert_cmpint (page.height, ==, 632);
  g_assert_cmpint (page.width, ==, 446);
  g_assert_cmpint ((page.x | page.y | page.width | page.height) & 1, ==, 0);
  page = pn_box_fit (&box, 0, 0);
  g_assert_cmpint (page.width, ==, 848);
}

/* ---- chapters */

static void
test_chapters_are_bounded (void)
{
  PnChapters *c = pn_chapters_new ();
  g_autofree char *title = g_strnfill (400, 'x');
  pn_chapters_add (c, -5, "Mở đầu");
  pn_chapters_add (c, 0, "1. Khai mạc");
  g_assert_cmpuint (pn_chapters_length (c), ==, 1);
  g_assert_cmpstr (pn_chapters_at (c, 0)->title, ==, "1. Khai mạc");
  pn_chapters_add (c, 1000, title);
  g_assert_cmpuint (strlen (pn_chapters_at (c, 1)->title), ==, PN_CHAPTER_TITLE_MAX);
  for (gint64 i = 0; i < 400; i++)
    pn_chapters_add (c, 2000 + i, "x");
  g_assert_cmpuint (pn_chapters_length (c), ==, PN_CHAPTERS_MAX);
  pn_chapters_free (c);
}

static void
test_a_title_is_cut_between_letters (void)
{
  PnChapters *c = pn_chapters_new ();
  g_autoptr (GString) title = g_string_new (NULL);
  while (title->len < 300)
    g_string_append (title, "ề"); /* three bytes */
  pn_chapters_add (c, 0, title->str);
  g_assert_true (g_utf8_validate (pn_chapters_at (c, 0)->title, -1, NULL));
  g_assert_cmpuint (strlen (pn_chapters_at (c, 0)->title), ==, 255);
  pn_chapters_free (c);
}

static void
test_the_box_of_chapters_is_what_players_read (void)
{
  static const guint8 expected[] = { 0,   0,   0, 38, 'u', 'd', 't', 'a', 0, 0, 0, 30, 'c', 'h', 'p', 'l', 1, 0, 0, 0,
                                     0,   0,   0, 0,  1,   0,   0,   0,   0, 1, 0x31, 0x2D, 0, 4, 'M', 0xE1, 0xBB, 0xA5 };
  PnChapters *c = pn_chapters_new ();
  pn_chapters_add (c, 2000, "Mụ"); /* 2 s are 0x1312D00 units of 100 ns */
  g_autoptr (GBytes) box = pn_chapters_udta (c);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (box, &length);
  g_assert_cmpmem (bytes, length, expected, sizeof expected);
  pn_chapters_free (c);
}

/* ---- the file */

static guint32
box_at (const char *file, gsize length, gsize at, char type[5])
{
  guint32 size;
  g_assert_cmpuint (at + 8, <=, length);
  memcpy (&size, file + at, 4);
  memcpy (type, file + at + 4, 4);
  type[4] = 0;
  return GUINT32_FROM_BE (size);
}

/* "ftyp free moov moof mdat" */
static char *
boxes_of (const char *path)
{
  g_autofree char *file = NULL;
  gsize length = 0;
  GString *out = g_string_new (NULL);
  g_assert_true (g_file_get_contents (path, &file, &length, NULL));
  for (gsize at = 0; at < length;) {
    char type[5];
    guint64 size = box_at (file, length, at, type);
    if (size == 1) {
      memcpy (&size, file + at + 8, 8);
      size = GUINT64_FROM_BE (size);
    }
    g_string_append_printf (out, "%s%s", at > 0 ? " " : "", type);
    g_assert_cmpuint (size, >=, 8);
    at += size;
    g_assert_cmpuint (at, <=, length); /* no box is cut */
  }
  return g_string_free (out, FALSE);
}

static void
write_seconds (PnMp4File *f, gint from, gint to)
{
  static const guint8 unit[40] = { 0 };
  for (gint i = from * 10; i < to * 10; i++) {
    g_assert_true (pn_mp4_file_write (f, PN_MP4_AUDIO, unit, 4, i * SECOND / 10, TRUE, NULL));
    g_assert_true (pn_mp4_file_write (f, PN_MP4_VIDEO, unit, 40, i * SECOND / 10, i % 20 == 0, NULL));
  }
}

static void
test_a_file_is_whole_after_each_second_and_ordinary_at_the_end (void)
{
  g_autofree char *dir = g_dir_make_tmp ("phien-mp4-XXXXXX", NULL), *path = g_build_filename (dir, "a.mp4", NULL);
  g_autoptr (GBytes) config = g_bytes_new_static ("\1\2\3\4", 4);
  PnChapters *chapters = pn_chapters_new ();
  PnMp4File *f = pn_mp4_file_new (path, NULL);
  g_assert_nonnull (f);
  pn_mp4_file_video (f, config, 1280, 720);
  pn_mp4_file_audio (f, config, 48000, 1);
  write_seconds (f, 0, 3);
  g_autofree char *before = boxes_of (path);
  g_assert_cmpstr (before, ==, "ftyp free moov moof mdat moof mdat");
  pn_chapters_add (chapters, 1000, "x");
  g_assert_true (pn_mp4_file_finish (f, chapters, NULL));
  g_autofree char *after = boxes_of (path);
  g_assert_cmpstr (after, ==, "ftyp mdat moov");
  pn_mp4_file_free (f);
  pn_chapters_free (chapters);
  g_unlink (path);
  g_rmdir (dir);
}

static void
test_a_full_disk_is_an_error_not_a_crash (void)
{
  g_autoptr (GBytes) config = g_bytes_new_static ("\1\2\3\4", 4);
  g_autoptr (GError) error = NULL;
  static const guint8 unit[40] = { 0 };
  PnMp4File *f = pn_mp4_file_new ("/dev/full", NULL);
  g_assert_nonnull (f);
  pn_mp4_file_video (f, config, 1280, 720);
  pn_mp4_file_audio (f, config, 48000, 1);
  g_assert_true (pn_mp4_file_write (f, PN_MP4_AUDIO, unit, 4, 0, TRUE, NULL));
  g_assert_true (pn_mp4_file_write (f, PN_MP4_VIDEO, unit, 40, 0, TRUE, NULL));
  g_assert_false (pn_mp4_file_write (f, PN_MP4_VIDEO, unit, 40, 2 * SECOND, TRUE, &error));
  g_assert_nonnull (error);
  pn_mp4_file_free (f);
}

static void
test_a_recording_without_a_picture_leaves_an_empty_file (void)
{
  g_autofree char *dir = g_dir_make_tmp ("phien-mp4-XXXXXX", NULL), *path = g_build_filename (dir, "a.mp4", NULL);
  PnChapters *chapters = pn_chapters_new ();
  PnMp4File *f = pn_mp4_file_new (path, NULL);
  g_assert_true (pn_mp4_file_finish (f, chapters, NULL));
  pn_mp4_file_free (f);
  pn_chapters_free (chapters);
  g_unlink (path);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/studio/lipsync/ahead", test_the_track_that_is_ahead_is_held_back);
  g_test_add_func ("/studio/lipsync/alone", test_persons_screens_and_wrong_clocks_are_left_alone);
  g_test_add_func ("/studio/lipsync/jitter", test_jitter_moves_the_picture_little);
  g_test_add_func ("/studio/layout/boxes", test_nothing_covers_anything_in_any_layout);
  g_test_add_func ("/studio/layout/page", test_a_page_keeps_its_shape);
  g_test_add_func ("/studio/chapters/bounds", test_chapters_are_bounded);
  g_test_add_func ("/studio/chapters/letters", test_a_title_is_cut_between_letters);
  g_test_add_func ("/studio/chapters/box", test_the_box_of_chapters_is_what_players_read);
  g_test_add_func ("/studio/mp4/whole", test_a_file_is_whole_after_each_second_and_ordinary_at_the_end);
  g_test_add_func ("/studio/mp4/full", test_a_full_disk_is_an_error_not_a_crash);
  g_test_add_func ("/studio/mp4/empty", test_a_recording_without_a_picture_leaves_an_empty_file);
  return g_test_run ();
}
