/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "meeting-server/core/minutes.h"
#include "room-sample.h"

/* One meeting: opened 09:00, item 1, somebody speaks five minutes, concluded, closed 10:30. */
static PnRoom *
held (void)
{
  PnRoom *room = sample_room ();
  for (gint64 person = 1; person <= 17; person++)
    sample_apply (room, (PnEvent) { .kind = PN_KIND_ATTENDANCE_CHANGED, .person = person, .attendance = PN_ATTENDANCE_PRESENT });
  sample_apply (room, (PnEvent) { .kind = PN_KIND_ATTENDANCE_CHANGED, .person = 18, .attendance = PN_ATTENDANCE_ABSENT_EXCUSED,
                                  .has_response = TRUE, .response = PN_RESPONSE_NO, .text = (char *) "đi công tác" });
  sample_apply (room, (PnEvent) { .kind = PN_KIND_MEETING_OPENED, .at_us = T0 });
  sample_apply (room, (PnEvent) { .kind = PN_KIND_AGENDA_STARTED, .item = 30, .at_us = T0 + 2 * MINUTE });
  sample_apply (room, (PnEvent) { .kind = PN_KIND_FLOOR_GRANTED, .person = 2, .at_us = T0 + 5 * MINUTE });
  sample_apply (room, (PnEvent) { .kind = PN_KIND_FLOOR_ENDED, .at_us = T0 + 10 * MINUTE });
  sample_apply (room, (PnEvent) { .kind = PN_KIND_AGENDA_CONCLUDED, .item = 30, .at_us = T0 + 60 * MINUTE, .text = (char *) "Nhất trí." });
  return room;
}

static char *
text_of (const PnMinutes *minutes, guint section)
{
  GPtrArray *paragraphs = pn_minutes_section (minutes, section)->paragraphs;
  GString *s = g_string_new (NULL);
  for (guint i = 0; i < paragraphs->len; i++)
    g_string_append_printf (s, "%s\n", (char *) g_ptr_array_index (paragraphs, i));
  return g_string_free (s, FALSE);
}

static void
assert_says (const PnMinutes *minutes, guint section, const char *words)
{
  g_autofree char *text = text_of (minutes, section);
  if (strstr (text, words) == NULL)
    g_error ("section %u does not say “%s”:\n%s", section, words, text);
}

static void
test_there_are_the_five_parts_of_the_decision (void)
{
  g_autoptr (PnRoom) room = held ();
  g_autoptr (PnMinutes) minutes = pn_minutes_project (room, T0 + 90 * MINUTE);
  static const char *const keys[] = { "present", "course", "opinions", "votes", "conclusions" };
  for (guint i = 0; i < PN_MINUTES_SECTIONS; i++) {
    g_assert_cmpstr (pn_minutes_section (minutes, i)->key, ==, keys[i]);
    g_assert_cmpuint (pn_minutes_section (minutes, i)->paragraphs->len, >, 0);
  }
}

static void
test_the_text_says_what_happened (void)
{
  g_autoptr (PnRoom) room = held ();
  g_autoptr (PnMinutes) minutes = pn_minutes_project (room, T0 + 90 * MINUTE);
  assert_says (minutes, 0, "Chủ tọa: Đồng chí Nguyễn Văn B, Chủ tịch UBND tỉnh.");
  assert_says (minutes, 0, "(đi công tác)");
  assert_says (minutes, 0, "Số thành viên có mặt: 17/21.");
  assert_says (minutes, 1, "khai mạc lúc 09 giờ 00 phút, ngày 26 tháng 11 năm 2026, tại Phòng họp số 1.");
  assert_says (minutes, 1, "09 giờ 02 phút: Phiên họp chuyển sang nội dung 1 “Phân bổ vốn”.");
  assert_says (minutes, 1, "kết thúc lúc 10 giờ 30 phút");
  assert_says (minutes, 2, "phát biểu về nội dung 1 “Phân bổ vốn” (từ 09 giờ 05 phút đến 09 giờ 10 phút)");
  assert_says (minutes, 3, "không tiến hành biểu quyết");
  assert_says (minutes, 4, "Về nội dung 1 “Phân bổ vốn”: Nhất trí.");
}

static void
test_a_reason_with_its_own_full_stop_gets_no_second (void)
{
  g_autoptr (PnRoom) room = sample_room ();
  sample_apply (room, (PnEvent) { .kind = PN_KIND_MEETING_OPENED, .at_us = T0, .text = (char *) "Thiên tai khẩn cấp." });
  g_autoptr (PnMinutes) minutes = pn_minutes_project (room, T0 + 90 * MINUTE);
  assert_says (minutes, 0, "lý do: Thiên tai khẩn cấp.\n");
}

static void
test_an_open_speech_ends_with_the_meeting (void)
{
  g_autoptr (PnRoom) room = held ();
  sample_apply (room, (PnEvent) { .kind = PN_KIND_FLOOR_GRANTED, .person = 3, .at_us = T0 + 80 * MINUTE });
  g_autoptr (PnMinutes) minutes = pn_minutes_project (room, T0 + 90 * MINUTE);
  assert_says (minutes, 2, "(từ 10 giờ 20 phút đến 10 giờ 30 phút)");
}

static void
test_a_result_stands_with_its_rule (void)
{
  g_autoptr (PnRoom) room = held ();
  PnMotion *motion = pn_motion_new (9, 30, "Thông qua?");
  PnRule rule = pn_rule_default ();
  pn_motion_set_rule (motion, &rule, 21);
  for (gint64 person = 1; person <= 17; person++)
    g_assert_true (pn_motion_add_voter (motion, person, NULL));
  g_assert_true (pn_motion_set_state (motion, PN_MOTION_OPEN, T0, NULL));
  for (gint64 person = 1; person <= 17; person++)
    g_assert_true (pn_motion_cast (motion, person, PN_CHOICE_YES, NULL));
  g_assert_true (pn_motion_set_state (motion, PN_MOTION_CLOSED, T0, NULL));
  pn_motion_set_outcome (motion, pn_motion_outcome (motion, 17));
  pn_room_add_motion (room, motion);
  g_autoptr (PnMinutes) minutes = pn_minutes_project (room, T0 + 90 * MINUTE);
  assert_says (minutes, 3, "“Thông qua?”. Tán thành: 17; không tán thành: 0");
  assert_says (minutes, 3, "quá nửa tổng số thành viên: được thông qua.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/minutes/five-parts", test_there_are_the_five_parts_of_the_decision);
  g_test_add_func ("/minutes/says-what-happened", test_the_text_says_what_happened);
  g_test_add_func ("/minutes/a-reason-with-its-own-full-stop-gets-no-second", test_a_reason_with_its_own_full_stop_gets_no_second);
  g_test_add_func ("/minutes/an-open-speech-ends-with-the-meeting", test_an_open_speech_ends_with_the_meeting);
  g_test_add_func ("/minutes/a-result-stands-with-its-rule", test_a_result_stands_with_its_rule);
  return g_test_run ();
}
