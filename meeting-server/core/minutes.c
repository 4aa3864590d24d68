/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/minutes.h"

#include <string.h>

struct PnMinutes {
  PnMinutesSection sections[PN_MINUTES_SECTIONS];
};

enum { PRESENT, COURSE, OPINIONS, VOTES, CONCLUSIONS };

/* Decision 45/2018/QĐ-TTg: chair and those present; course and content; opinions; results of votes; conclusion (R33). */
static const struct {
  const char *key, *heading;
} parts[PN_MINUTES_SECTIONS] = {
  { "present", "I. Thành phần dự họp" },
  { "course", "II. Nội dung và diễn biến phiên họp" },
  { "opinions", "III. Ý kiến phát biểu" },
  { "votes", "IV. Kết quả biểu quyết" },
  { "conclusions", "V. Kết luận của chủ tọa" },
};

static void G_GNUC_PRINTF (3, 4)
say (PnMinutes *self, guint part, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  char *text = g_strdup_vprintf (format, args);
  va_end (args);
  /* What people typed often brings a full stop of its own; an ellipsis stays. */
  if (g_str_has_suffix (text, "..") && !g_str_has_suffix (text, "..."))
    text[strlen (text) - 1] = '\0';
  g_ptr_array_add (self->sections[part].paragraphs, text);
}

static GDateTime *
vietnam_time (gint64 us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (7 * 3600); /* ICT, no summer time */
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  return g_date_time_to_timezone (utc, zone);
}

/* "08 giờ 05 phút" */
static char *
clock_words (gint64 us)
{
  g_autoptr (GDateTime) t = vietnam_time (us);
  return g_strdup_printf ("%02d giờ %02d phút", g_date_time_get_hour (t), g_date_time_get_minute (t));
}

/* "05 tháng 01 năm 2026", "06 tháng 6": days below 10 and months 1 and 2 are padded (Decree 30/2020; R13). */
static char *
date_words (gint64 us)
{
  g_autoptr (GDateTime) t = vietnam_time (us);
  int month = g_date_time_get_month (t);
  return g_strdup_printf (month <= 2 ? "ngày %02d tháng %02d năm %d" : "ngày %02d tháng %d năm %d",
                          g_date_time_get_day_of_month (t), month, g_date_time_get_year (t));
}

static char *
named (const PnParticipant *p)
{
  return *p->title == '\0' ? g_strdup_printf ("Đồng chí %s", p->name)
                           : g_strdup_printf ("Đồng chí %s, %s", p->name, p->title);
}

static char *
person_words (const PnRoom *room, gint64 person)
{
  const PnParticipant *p = pn_room_participant (room, person);
  return p == NULL ? g_strdup ("Một người dự họp") : named (p);
}

static char *
item_words (const PnRoom *room, gint64 id)
{
  const PnItem *item = id == 0 ? NULL : pn_agenda_find (pn_room_agenda (room), id);
  if (item == NULL)
    return g_strdup ("nội dung chung");
  g_autofree char *number = g_strdup (item->number);
  gsize length = strlen (number);
  if (length > 0 && number[length - 1] == '.')
    number[length - 1] = '\0';
  return g_strdup_printf ("nội dung %s “%s”", number, item->title);
}

static gboolean
was_there (const PnParticipant *p)
{
  return p->attendance == PN_ATTENDANCE_PRESENT || p->attendance == PN_ATTENDANCE_LEFT;
}

/* One paragraph: heading, then the people for whom `wanted` says so; nothing when there are none. */
static void
say_people (PnMinutes *self, const PnRoom *room, const char *heading, gboolean (*wanted) (const PnParticipant *p))
{
  const GPtrArray *people = pn_room_participants (room);
  g_autoptr (GString) text = g_string_new (heading);
  guint n = 0;
  for (guint i = 0; i < people->len; i++) {
    const PnParticipant *p = g_ptr_array_index (people, i);
    if (!wanted (p))
      continue;
    g_autofree char *name = named (p);
    g_string_append_printf (text, "%s %s", n++ == 0 ? "" : ";", name);
    if (p->attendance == PN_ATTENDANCE_ABSENT_EXCUSED && p->reason != NULL && *p->reason != '\0')
      g_string_append_printf (text, " (%s)", p->reason);
  }
  if (n > 0)
    say (self, PRESENT, "%s.", text->str);
}

static gboolean
is_chair (const PnParticipant *p)
{
  return p->role == PN_ROLE_CHAIR;
}

static gboolean
is_secretary (const PnParticipant *p)
{
  return p->role == PN_ROLE_SECRETARY;
}

static gboolean
is_member_there (const PnParticipant *p)
{
  return p->role == PN_ROLE_DELEGATE && was_there (p);
}

static gboolean
is_other_there (const PnParticipant *p)
{
  return was_there (p) && (p->role == PN_ROLE_GUEST || p->role == PN_ROLE_OBSERVER);
}

static gboolean
is_excused (const PnParticipant *p)
{
  return p->attendance == PN_ATTENDANCE_ABSENT_EXCUSED;
}

static gboolean
is_missing (const PnParticipant *p)
{
  return p->attendance == PN_ATTENDANCE_ABSENT && p->role == PN_ROLE_DELEGATE;
}

static void
write_present (PnMinutes *self, const PnRoom *room)
{
  const PnMeetingInfo *info = pn_room_info (room);
  PnAttendanceCounts counts = pn_room_attendance (room);
  gint came = 0;
  for (guint i = 0; i < pn_room_participants (room)->len; i++) {
    const PnParticipant *p = g_ptr_array_index (pn_room_participants (room), i);
    came += p->votes && was_there (p);
  }
  say_people (self, room, "Chủ tọa:", is_chair);
  say_people (self, room, "Thư ký:", is_secretary);
  say_people (self, room, "Thành viên có mặt:", is_member_there);
  say_people (self, room, "Khách mời, dự thính:", is_other_there);
  say_people (self, room, "Vắng mặt có lý do:", is_excused);
  say_people (self, room, "Vắng mặt:", is_missing);
  g_autofree char *quorum = pn_rule_quorum_vi (&info->rule, counts.members);
  say (self, PRESENT, "Số thành viên có mặt: %d/%d. Điều kiện tiến hành phiên họp: %s.", came, counts.members, quorum);
  if (info->override_reason != NULL)
    say (self, PRESENT, "Chủ tọa quyết định khai mạc khi chưa đủ số thành viên theo quy định; lý do: %s.",
         info->override_reason);
}

static void
write_course (PnMinutes *self, const PnRoom *room, gint64 closing_us)
{
  const PnMeetingInfo *info = pn_room_info (room);
  const GPtrArray *log = pn_room_log (room);
  g_autofree char *began = clock_words (info->opened_us == 0 ? info->starts_us : info->opened_us);
  g_autofree char *day = date_words (info->opened_us == 0 ? info->starts_us : info->opened_us);
  say (self, COURSE, "%s khai mạc lúc %s, %s%s%s.", info->title, began, day, *info->place == '\0' ? "" : ", tại ",
       info->place);
  for (guint i = 0; i < log->len; i++) {
    const PnEvent *e = g_ptr_array_index (log, i);
    g_autofree char *at = clock_words (e->at_us);
    g_autofree char *item = item_words (room, e->item);
    if (e->kind == PN_KIND_AGENDA_STARTED)
      say (self, COURSE, "%s: Phiên họp chuyển sang %s.", at, item);
    else if (e->kind == PN_KIND_AGENDA_CONCLUDED)
      say (self, COURSE, "%s: Chủ tọa kết luận %s.", at, item);
    else if (e->kind == PN_KIND_MEETING_PAUSED)
      say (self, COURSE, "%s: Phiên họp tạm nghỉ.", at);
    else if (e->kind == PN_KIND_MEETING_RESUMED)
      say (self, COURSE, "%s: Phiên họp tiếp tục.", at);
  }
  g_autofree char *ended = clock_words (closing_us);
  say (self, COURSE, "Phiên họp kết thúc lúc %s cùng ngày.", ended);
}

/* Until when somebody spoke who was given the floor by event number `from` of the log. */
static gint64
speech_end (const GPtrArray *log, guint from, gint64 closing_us)
{
  for (guint i = from + 1; i < log->len; i++) {
    const PnEvent *e = g_ptr_array_index (log, i);
    if (e->kind == PN_KIND_FLOOR_ENDED || e->kind == PN_KIND_FLOOR_GRANTED)
      return e->at_us;
  }
  return closing_us;
}

static void
write_opinions (PnMinutes *self, const PnRoom *room, gint64 closing_us)
{
  const GPtrArray *log = pn_room_log (room);
  gint64 item = 0;
  for (guint i = 0; i < log->len; i++) {
    const PnEvent *e = g_ptr_array_index (log, i);
    if (e->kind == PN_KIND_AGENDA_STARTED)
      item = e->item;
    if (e->kind != PN_KIND_FLOOR_GRANTED)
      continue;
    g_autofree char *who = person_words (room, e->person);
    g_autofree char *what = item_words (room, item);
    g_autofree char *from = clock_words (e->at_us);
    g_autofree char *until = clock_words (speech_end (log, i, closing_us));
    say (self, OPINIONS, "%s phát biểu về %s (từ %s đến %s): [thư ký ghi tóm tắt ý kiến].", who, what, from, until);
  }
  if (self->sections[OPINIONS].paragraphs->len == 0)
    say (self, OPINIONS, "Không có ý kiến phát biểu được ghi nhận.");
}

static void
write_votes (PnMinutes *self, const PnRoom *room)
{
  const GPtrArray *motions = pn_room_motions (room);
  for (guint i = 0; i < motions->len; i++) {
    const PnMotion *motion = g_ptr_array_index (motions, i);
    const PnOutcome *out = pn_motion_get_outcome (motion);
    if (out == NULL)
      continue;
    const PnTally *t = &out->tally;
    g_autofree char *item = item_words (room, pn_motion_item (motion));
    say (self, VOTES, "Biểu quyết công khai về %s: “%s”. Tán thành: %d; không tán thành: %d; không có ý kiến: %d; không biểu quyết: %d.",
         item, pn_motion_question (motion), t->yes, t->no, t->abstain, t->not_cast);
    say (self, VOTES, "Kết quả: %s.", out->text_vi);
  }
  if (self->sections[VOTES].paragraphs->len == 0)
    say (self, VOTES, "Phiên họp không tiến hành biểu quyết.");
}

static void
write_conclusions (PnMinutes *self, const PnRoom *room)
{
  const PnAgenda *agenda = pn_room_agenda (room);
  for (guint i = 0; i < pn_agenda_length (agenda); i++) {
    const PnItem *item = pn_agenda_at (agenda, i);
    if (item->conclusion == NULL || *item->conclusion == '\0')
      continue;
    g_autofree char *what = item_words (room, item->id);
    say (self, CONCLUSIONS, "Về %s: %s", what, item->conclusion);
  }
  if (self->sections[CONCLUSIONS].paragraphs->len == 0)
    say (self, CONCLUSIONS, "[Thư ký bổ sung kết luận của chủ tọa.]");
}

PnMinutes *
pn_minutes_project (const PnRoom *room, gint64 closing_us)
{
  PnMinutes *self = g_new0 (PnMinutes, 1);
  for (guint i = 0; i < PN_MINUTES_SECTIONS; i++) {
    self->sections[i].key = parts[i].key;
    self->sections[i].heading = parts[i].heading;
    self->sections[i].paragraphs = g_ptr_array_new_with_free_func (g_free);
  }
  write_present (self, room);
  write_course (self, room, closing_us);
  write_opinions (self, room, closing_us);
  write_votes (self, room);
  write_conclusions (self, room);
  return self;
}

void
pn_minutes_free (PnMinutes *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < PN_MINUTES_SECTIONS; i++)
    g_ptr_array_unref (self->sections[i].paragraphs);
  g_free (self);
}

const PnMinutesSection *
pn_minutes_section (const PnMinutes *self, guint index)
{
  g_return_val_if_fail (index < PN_MINUTES_SECTIONS, NULL);
  return &self->sections[index];
}
