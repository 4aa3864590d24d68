/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/room.h"

#include "meeting-server/core/meeting.h"
#include "meeting-server/core/policy.h"

struct PnRoom {
  PnMeetingInfo info;
  GPtrArray *participants, *sites, *papers, *motions, *chat, *log;
  GHashTable *by_person; /* gint64* inside the participant → PnParticipant */
  PnAgenda *agenda;
  PnFloor *floor;
  PnRoster *roster;
  PnPresent present;
  gint64 seq;
};

PnRoom *
pn_room_new (gint64 meeting)
{
  PnRoom *self = g_new0 (PnRoom, 1);
  self->info.id = meeting;
  self->info.rule = pn_rule_default ();
  self->participants = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_participant_free);
  self->sites = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_site_free);
  self->papers = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_paper_free);
  self->motions = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_motion_free);
  self->chat = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_chat_line_free);
  self->log = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_event_free);
  self->by_person = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->agenda = pn_agenda_new ();
  self->floor = pn_floor_new ();
  self->roster = pn_roster_new ();
  return self;
}

static void
info_clear (PnMeetingInfo *info)
{
  g_free (info->unit_name);
  g_free (info->title);
  g_free (info->kind);
  g_free (info->place);
  g_free (info->description);
  g_free (info->secrecy);
  g_free (info->chair_name);
  g_free (info->override_reason);
}

void
pn_room_free (PnRoom *self)
{
  if (self == NULL)
    return;
  info_clear (&self->info);
  g_hash_table_unref (self->by_person);
  g_ptr_array_unref (self->participants);
  g_ptr_array_unref (self->sites);
  g_ptr_array_unref (self->papers);
  g_ptr_array_unref (self->motions);
  g_ptr_array_unref (self->chat);
  g_ptr_array_unref (self->log);
  pn_agenda_free (self->agenda);
  pn_floor_free (self->floor);
  pn_roster_free (self->roster);
  g_free (self->present.sha256);
  g_free (self);
}

PnMeetingInfo *
pn_room_info_to_fill (PnRoom *self)
{
  return &self->info;
}

void
pn_room_add_participant (PnRoom *self, PnParticipant *take)
{
  g_ptr_array_add (self->participants, take);
  g_hash_table_insert (self->by_person, &take->person, take);
}

void
pn_room_add_site (PnRoom *self, PnSite *take)
{
  g_ptr_array_add (self->sites, take);
}

void
pn_room_add_paper (PnRoom *self, PnPaper *take)
{
  g_ptr_array_add (self->papers, take);
}

void
pn_room_add_motion (PnRoom *self, PnMotion *take)
{
  g_ptr_array_add (self->motions, take);
}

PnAgenda *
pn_room_agenda_to_fill (PnRoom *self)
{
  return self->agenda;
}

PnFloor *
pn_room_floor_to_fill (PnRoom *self)
{
  return self->floor;
}

void
pn_room_set_seq (PnRoom *self, gint64 seq)
{
  self->seq = seq;
}

void
pn_room_take_roster (PnRoom *self, PnRoom *from)
{
  PnRoster *mine = self->roster;
  self->roster = from->roster;
  from->roster = mine;
}

/* ---- One function for each kind that changes something */

static PnParticipant *
find_participant (const PnRoom *self, gint64 person)
{
  return g_hash_table_lookup (self->by_person, &person);
}

static void
state_to (PnRoom *self, PnMeetingState next)
{
  g_autoptr (GError) error = NULL;
  if (!pn_meeting_move (&self->info.state, next, &error))
    g_warning ("meeting %" G_GINT64_FORMAT ": the record and the room differ: %s", self->info.id, error->message);
}

static void
on_published (PnRoom *self, const PnEvent *e)
{
  state_to (self, PN_MEETING_PUBLISHED);
}

static void
on_opened (PnRoom *self, const PnEvent *e)
{
  state_to (self, PN_MEETING_OPEN);
  if (self->info.opened_us == 0)
    self->info.opened_us = e->at_us;
  if (e->text != NULL) {
    g_free (self->info.override_reason);
    self->info.override_reason = g_strdup (e->text);
  }
}

static void
on_paused (PnRoom *self, const PnEvent *e)
{
  state_to (self, PN_MEETING_PAUSED);
}

static void
on_closed (PnRoom *self, const PnEvent *e)
{
  state_to (self, PN_MEETING_CLOSED);
  self->info.closed_us = e->at_us;
  self->info.recording = FALSE;
  pn_floor_clear (self->floor);
}

static void
on_attendance (PnRoom *self, const PnEvent *e)
{
  PnParticipant *p = find_participant (self, e->person);
  if (p == NULL)
    return;
  p->attendance = e->attendance;
  if (!e->has_response)
    return;
  p->response = e->response;
  p->proxy = e->proxy;
  g_free (p->reason);
  p->reason = g_strdup (e->text);
}

static void
on_joined (PnRoom *self, const PnEvent *e)
{
  pn_roster_join (self->roster, e->person, e->peer);
}

static void
on_left (PnRoom *self, const PnEvent *e)
{
  pn_roster_leave (self->roster, e->person, e->peer);
}

static void
on_item_started (PnRoom *self, const PnEvent *e)
{
  g_autoptr (GError) error = NULL;
  if (!pn_agenda_move (self->agenda, e->item, PN_ITEM_CURRENT, e->at_us, &error))
    g_warning ("agenda.started: %s", error->message);
}

static void
on_item_concluded (PnRoom *self, const PnEvent *e)
{
  g_autoptr (GError) error = NULL;
  PnItem *item = pn_agenda_find (self->agenda, e->item);
  if (item == NULL)
    return;
  g_free (item->conclusion);
  item->conclusion = g_strdup (e->text);
  if (item->state != PN_ITEM_DONE && !pn_agenda_move (self->agenda, e->item, PN_ITEM_DONE, e->at_us, &error))
    g_warning ("agenda.concluded: %s", error->message);
}

static void
on_present_started (PnRoom *self, const PnEvent *e)
{
  self->present.version = e->version;
  self->present.page = e->page;
  self->present.by = e->person;
  g_free (self->present.sha256);
  self->present.sha256 = g_strdup (e->sha256);
}

static void
on_present_paged (PnRoom *self, const PnEvent *e)
{
  if (self->present.version != 0)
    self->present.page = e->page;
}

static void
on_present_stopped (PnRoom *self, const PnEvent *e)
{
  self->present.version = 0;
}

static void
on_floor_requested (PnRoom *self, const PnEvent *e)
{
  pn_floor_request (self->floor, e->request, e->person, e->at_us);
}

static void
on_floor_withdrawn (PnRoom *self, const PnEvent *e)
{
  g_autoptr (GError) error = NULL;
  if (!pn_floor_withdraw (self->floor, e->person, &error))
    g_warning ("floor.withdrawn: %s", error->message);
}

static void
on_floor_granted (PnRoom *self, const PnEvent *e)
{
  pn_floor_grant (self->floor, e->person, e->seconds, e->at_us);
}

static void
on_floor_ended (PnRoom *self, const PnEvent *e)
{
  g_autoptr (GError) error = NULL;
  if (!pn_floor_end (self->floor, &error))
    g_warning ("floor.ended: %s", error->message);
}

static void
on_vote_cast (PnRoom *self, const PnEvent *e)
{
  g_autoptr (GError) error = NULL;
  PnMotion *motion = pn_room_motion (self, e->vote);
  if (motion == NULL || e->choice == PN_CHOICE_NONE)
    return;
  if (!pn_motion_cast (motion, e->person, e->choice, &error))
    g_warning ("vote.cast: %s", error->message);
}

static void
on_record_started (PnRoom *self, const PnEvent *e)
{
  self->info.recording = TRUE;
}

static void
on_record_stopped (PnRoom *self, const PnEvent *e)
{
  self->info.recording = FALSE;
}

static void
on_chat (PnRoom *self, const PnEvent *e)
{
  PnChatLine *line = g_new0 (PnChatLine, 1);
  line->seq = e->seq;
  line->at_us = e->at_us;
  line->person = e->actor;
  line->text = g_strdup (e->text);
  g_ptr_array_add (self->chat, line);
  if (self->chat->len > PN_ROOM_CHAT_LINES)
    g_ptr_array_remove_index (self->chat, 0);
}

static void (*const appliers[PN_N_KINDS]) (PnRoom *self, const PnEvent *e) = {
  [PN_KIND_MEETING_PUBLISHED] = on_published,
  [PN_KIND_MEETING_OPENED] = on_opened,
  [PN_KIND_MEETING_PAUSED] = on_paused,
  [PN_KIND_MEETING_RESUMED] = on_opened,
  [PN_KIND_MEETING_CLOSED] = on_closed,
  [PN_KIND_ATTENDANCE_CHANGED] = on_attendance,
  [PN_KIND_ROSTER_JOINED] = on_joined,
  [PN_KIND_ROSTER_LEFT] = on_left,
  [PN_KIND_AGENDA_STARTED] = on_item_started,
  [PN_KIND_AGENDA_CONCLUDED] = on_item_concluded,
  [PN_KIND_PRESENT_STARTED] = on_present_started,
  [PN_KIND_PRESENT_PAGED] = on_present_paged,
  [PN_KIND_PRESENT_STOPPED] = on_present_stopped,
  [PN_KIND_FLOOR_REQUESTED] = on_floor_requested,
  [PN_KIND_FLOOR_WITHDRAWN] = on_floor_withdrawn,
  [PN_KIND_FLOOR_GRANTED] = on_floor_granted,
  [PN_KIND_FLOOR_ENDED] = on_floor_ended,
  [PN_KIND_VOTE_CAST] = on_vote_cast,
  [PN_KIND_RECORD_STARTED] = on_record_started,
  [PN_KIND_RECORD_STOPPED] = on_record_stopped,
  [PN_KIND_CHAT_SAID] = on_chat,
};

static void
log_event (PnRoom *self, const PnEvent *event)
{
  if (pn_kind_is_logged (event->kind))
    g_ptr_array_add (self->log, pn_event_copy (event));
}

void
pn_room_replay (PnRoom *self, const PnEvent *event)
{
  switch (event->kind) {
  case PN_KIND_PRESENT_STARTED:
  case PN_KIND_PRESENT_PAGED:
  case PN_KIND_PRESENT_STOPPED:
  case PN_KIND_CHAT_SAID:
    appliers[event->kind](self, event);
    break;
  default:
    log_event (self, event);
  }
}

PnApplied
pn_room_apply (PnRoom *self, const PnEvent *event)
{
  if (event->seq <= self->seq)
    return PN_APPLIED_OLD;
  if (event->seq != self->seq + 1)
    return PN_APPLIED_GAP;
  self->seq = event->seq;
  if (appliers[event->kind] != NULL)
    appliers[event->kind](self, event);
  log_event (self, event);
  return pn_kind_reloads (event->kind) ? PN_APPLIED_RELOAD : PN_APPLIED;
}

/* ---- Looking */

gint64
pn_room_seq (const PnRoom *self)
{
  return self->seq;
}

const PnMeetingInfo *
pn_room_info (const PnRoom *self)
{
  return &self->info;
}

const GPtrArray *
pn_room_participants (const PnRoom *self)
{
  return self->participants;
}

const GPtrArray *
pn_room_sites (const PnRoom *self)
{
  return self->sites;
}

const GPtrArray *
pn_room_papers (const PnRoom *self)
{
  return self->papers;
}

const GPtrArray *
pn_room_motions (const PnRoom *self)
{
  return self->motions;
}

const GPtrArray *
pn_room_chat (const PnRoom *self)
{
  return self->chat;
}

const GPtrArray *
pn_room_log (const PnRoom *self)
{
  return self->log;
}

const PnAgenda *
pn_room_agenda (const PnRoom *self)
{
  return self->agenda;
}

const PnFloor *
pn_room_floor (const PnRoom *self)
{
  return self->floor;
}

PnRoster *
pn_room_roster (PnRoom *self)
{
  return self->roster;
}

const PnRoster *
pn_room_roster_const (const PnRoom *self)
{
  return self->roster;
}

const PnSite *
pn_room_site (const PnRoom *self, gint64 id)
{
  for (guint i = 0; i < self->sites->len; i++) {
    const PnSite *site = g_ptr_array_index (self->sites, i);
    if (site->id == id)
      return site;
  }
  return NULL;
}

const PnPresent *
pn_room_present (const PnRoom *self)
{
  return self->present.version == 0 ? NULL : &self->present;
}

const PnParticipant *
pn_room_participant (const PnRoom *self, gint64 person)
{
  return find_participant (self, person);
}

const PnPaper *
pn_room_paper_of_version (const PnRoom *self, gint64 version)
{
  for (guint i = 0; i < self->papers->len; i++) {
    const PnPaper *paper = g_ptr_array_index (self->papers, i);
    if (paper->version == version)
      return paper;
  }
  return NULL;
}

PnMotion *
pn_room_motion (const PnRoom *self, gint64 vote)
{
  for (guint i = self->motions->len; i > 0; i--) {
    PnMotion *motion = g_ptr_array_index (self->motions, i - 1);
    if (pn_motion_id (motion) == vote)
      return motion;
  }
  return NULL;
}

PnMotion *
pn_room_open_motion (const PnRoom *self)
{
  for (guint i = self->motions->len; i > 0; i--) {
    PnMotion *motion = g_ptr_array_index (self->motions, i - 1);
    if (pn_motion_state (motion) == PN_MOTION_OPEN)
      return motion;
  }
  return NULL;
}

PnAttendanceCounts
pn_room_attendance (const PnRoom *self)
{
  PnAttendanceCounts counts = { .members = self->info.members };
  for (guint i = 0; i < self->participants->len; i++) {
    const PnParticipant *p = g_ptr_array_index (self->participants, i);
    counts.present += p->votes && p->attendance == PN_ATTENDANCE_PRESENT;
  }
  counts.quorum_needed = pn_rule_quorum_needed (&self->info.rule, counts.members);
  counts.reached = pn_rule_quorum_reached (&self->info.rule, counts.members, counts.present);
  return counts;
}

gint
pn_room_present_for (const PnRoom *self, const PnMotion *motion)
{
  gint present = 0;
  for (guint i = 0; i < pn_motion_entitled (motion); i++) {
    gint64 person = pn_motion_voter_at (motion, i);
    const PnParticipant *p = find_participant (self, person);
    present += (p != NULL && p->attendance == PN_ATTENDANCE_PRESENT)
               || pn_motion_choice (motion, person) != PN_CHOICE_NONE;
  }
  return present;
}

guint
pn_room_who (const PnRoom *self, gint64 person, PnSystemRole system_role)
{
  const PnParticipant *p = find_participant (self, person);
  PnRole role = p == NULL ? PN_ROLE_NONE : p->role;
  /* Chair, secretary and author of a draft see it before the list of participants says so (db: may_see_meeting). */
  if (role == PN_ROLE_NONE && person == self->info.chair)
    role = PN_ROLE_CHAIR;
  else if (role == PN_ROLE_NONE && (person == self->info.secretary || person == self->info.created_by))
    role = PN_ROLE_SECRETARY;
  const PnSpeak *speaker = pn_floor_speaker (self->floor);
  return pn_policy_who (role, system_role, speaker != NULL && speaker->person == person);
}
