/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room for tests: 21 members, chair 1, secretary 50, delegates 2 to 21, guest 60, two items, one paper. Never for the product. */
#pragma once

#include "meeting-server/core/room.h"

#define T0 G_GINT64_CONSTANT (1795658400000000) /* 2026-11-26 02:00 UTC, 09:00 in Viet Nam */
#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

static inline void
sample_person (PnRoom *room, gint64 person, PnRole role, gboolean votes)
{
  PnParticipant *p = g_new0 (PnParticipant, 1);
  p->person = person;
  p->name = g_strdup_printf ("Nguyễn Văn %c", (char) ('A' + person % 26));
  p->title = g_strdup (role == PN_ROLE_CHAIR ? "Chủ tịch UBND tỉnh" : "Ủy viên UBND tỉnh");
  p->role = role;
  p->votes = votes;
  pn_room_add_participant (room, p);
}

static inline PnRoom *
sample_room (void)
{
  PnRoom *room = pn_room_new (5);
  PnMeetingInfo *info = pn_room_info_to_fill (room);
  info->title = g_strdup ("Phiên họp thường kỳ");
  info->place = g_strdup ("Phòng họp số 1");
  info->state = PN_MEETING_PUBLISHED;
  info->starts_us = T0;
  info->chair = 1;
  info->secretary = 50;
  info->members = 21;
  sample_person (room, 1, PN_ROLE_CHAIR, TRUE);
  sample_person (room, 50, PN_ROLE_SECRETARY, FALSE);
  for (gint64 person = 2; person <= 21; person++)
    sample_person (room, person, PN_ROLE_DELEGATE, TRUE);
  sample_person (room, 60, PN_ROLE_GUEST, FALSE);
  pn_agenda_add (pn_room_agenda_to_fill (room), pn_item_new (30, 0, 1, "Phân bổ vốn"));
  pn_agenda_add (pn_room_agenda_to_fill (room), pn_item_new (31, 0, 2, "Nội dung khác"));
  pn_agenda_number (pn_room_agenda_to_fill (room));
  return room;
}

static inline PnApplied
sample_apply (PnRoom *room, PnEvent event)
{
  if (event.seq == 0)
    event.seq = pn_room_seq (room) + 1;
  return pn_room_apply (room, &event);
}
