/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/view.h"

#include "meeting-server/core/minutes.h"
#include "meeting-server/core/policy.h"

void
pn_view_set_time (PnJson *o, const char *key, gint64 us)
{
  g_autofree char *iso = us == 0 ? NULL : pn_time_to_iso (us);
  pn_wire_set_str (o, key, iso);
}

void
pn_view_set_id (PnJson *o, const char *key, gint64 id)
{
  if (id == 0)
    pn_wire_set_null (o, key);
  else
    pn_wire_set_int (o, key, id);
}

static PnJson *
ref_json (gint64 id, const char *name)
{
  PnJson *o = pn_wire_object ();
  pn_wire_set_int (o, "id", id);
  pn_wire_set_str (o, "name", name == NULL ? "" : name);
  return o;
}

/* ---- Parts of the detail */

static PnJson *
rule_json (const PnRoom *room)
{
  const PnMeetingInfo *info = pn_room_info (room);
  g_autofree char *quorum_vi = pn_rule_quorum_vi (&info->rule, info->members);
  g_autofree char *quorum_en = pn_rule_quorum_en (&info->rule, info->members);
  g_autofree char *majority_vi = pn_rule_majority_vi (&info->rule);
  g_autofree char *majority_en = pn_rule_majority_en (&info->rule);
  PnJson *o = pn_wire_object ();
  pn_wire_set_str (o, "quorum_vi", quorum_vi);
  pn_wire_set_str (o, "quorum_en", quorum_en);
  pn_wire_set_str (o, "majority_vi", majority_vi);
  pn_wire_set_str (o, "majority_en", majority_en);
  pn_wire_set_int (o, "members", info->members);
  pn_wire_set_int (o, "quorum_needed", pn_rule_quorum_needed (&info->rule, info->members));
  return o;
}

static PnJson *
participants_json (const PnRoom *room)
{
  const GPtrArray *people = pn_room_participants (room);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < people->len; i++) {
    const PnParticipant *p = g_ptr_array_index (people, i);
    PnJson *o = pn_wire_object ();
    pn_wire_set_int (o, "person", p->person);
    pn_wire_set_str (o, "name", p->name);
    pn_wire_set_str (o, "title", p->title);
    pn_wire_set_int (o, "rank", p->rank);
    pn_wire_set_str (o, "role", pn_role_name (p->role));
    pn_view_set_id (o, "site", p->site);
    pn_wire_set_bool (o, "votes", p->votes);
    pn_wire_set_str (o, "response", p->response == PN_RESPONSE_NONE ? NULL : pn_response_name (p->response));
    pn_wire_set_str (o, "reason", p->reason);
    pn_view_set_id (o, "proxy", p->proxy);
    pn_wire_set_str (o, "attendance", pn_attendance_name (p->attendance));
    pn_wire_add_take (list, o);
  }
  return list;
}

static PnJson *
sites_json (const PnRoom *room)
{
  const GPtrArray *sites = pn_room_sites (room);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < sites->len; i++) {
    const PnSite *site = g_ptr_array_index (sites, i);
    PnJson *o = ref_json (site->id, site->name);
    pn_view_set_id (o, "unit", site->unit);
    pn_wire_set_bool (o, "central", site->central);
    if (site->source)
      pn_wire_set_bool (o, "source", TRUE);
    pn_wire_add_take (list, o);
  }
  return list;
}

static PnJson *
item_json (const PnItem *item)
{
  PnJson *o = pn_wire_object ();
  pn_wire_set_int (o, "id", item->id);
  pn_view_set_id (o, "parent", item->parent);
  pn_wire_set_int (o, "position", item->position);
  pn_wire_set_str (o, "number", item->number);
  pn_wire_set_str (o, "title", item->title);
  pn_wire_set_int (o, "minutes", item->minutes);
  pn_view_set_id (o, "rapporteur", item->rapporteur);
  pn_wire_set_bool (o, "internal", item->internal);
  pn_wire_set_str (o, "state", pn_item_state_name (item->state));
  pn_wire_set_str (o, "conclusion", item->conclusion);
  pn_view_set_time (o, "started_at", item->started_us);
  pn_view_set_time (o, "ended_at", item->ended_us);
  return o;
}

/* An item is hidden with everything below it. */
static gboolean
is_hidden (const PnRoom *room, gint64 id, gboolean internal)
{
  return !internal && pn_agenda_is_internal (pn_room_agenda (room), id);
}

static PnJson *
agenda_json (const PnRoom *room, gboolean internal)
{
  const PnAgenda *agenda = pn_room_agenda (room);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < pn_agenda_length (agenda); i++) {
    const PnItem *item = pn_agenda_at (agenda, i);
    if (!is_hidden (room, item->id, internal))
      pn_wire_add_take (list, item_json (item));
  }
  return list;
}

static gboolean
has_id (const PnJson *array, gint64 id)
{
  for (gsize i = 0; i < pn_wire_length (array); i++) {
    if (pn_wire_int_at (array, i, 0) == id)
      return TRUE;
  }
  return FALSE;
}

static PnJson *
papers_json (const PnRoom *room, const PnViewer *viewer, gboolean internal, gint64 *unread)
{
  const GPtrArray *papers = pn_room_papers (room);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < papers->len; i++) {
    const PnPaper *p = g_ptr_array_index (papers, i);
    if (is_hidden (room, p->item, internal))
      continue;
    gboolean read = has_id (viewer->read, p->version);
    *unread += !read;
    PnJson *o = pn_wire_object ();
    pn_wire_set_int (o, "id", p->id);
    pn_view_set_id (o, "item", p->item);
    pn_wire_set_str (o, "title", p->title);
    pn_wire_set_int (o, "version", p->version);
    pn_wire_set_int (o, "version_n", p->version_n);
    pn_wire_set_str (o, "sha256", p->sha256);
    pn_wire_set_int (o, "pages", p->pages);
    pn_wire_set_int (o, "size", p->size);
    pn_wire_set_str (o, "filename", p->filename);
    pn_wire_set_bool (o, "read", read);
    pn_view_set_time (o, "created_at", p->created_us);
    pn_wire_add_take (list, o);
  }
  return list;
}

static gboolean
sees_internal (const PnRoom *room, const PnViewer *viewer)
{
  guint who = pn_room_who (room, viewer->person, viewer->system_role);
  return pn_policy_allows (who, pn_room_info (room)->state, PN_ACT_SEE_INTERNAL);
}

/* What somebody may do here, so that my_role is right before the list of participants says it. */
static const char *
role_word (const PnRoom *room, const PnViewer *viewer)
{
  guint who = pn_room_who (room, viewer->person, viewer->system_role);
  for (int role = PN_ROLE_CHAIR; role > PN_ROLE_NONE; role--) {
    if (who & PN_WHO (role))
      return pn_role_name ((PnRole) role);
  }
  return NULL;
}

PnJson *
pn_view_detail (PnRoom *room, const PnViewer *viewer)
{
  const PnMeetingInfo *info = pn_room_info (room);
  const PnParticipant *me = pn_room_participant (room, viewer->person);
  const PnParticipant *chair = pn_room_participant (room, info->chair);
  gboolean internal = sees_internal (room, viewer);
  gint64 unread = 0;
  PnJson *o = ref_json (info->id, NULL);
  pn_wire_remove (o, "name");
  pn_wire_set_str (o, "title", info->title);
  pn_wire_set_str (o, "kind", info->kind);
  pn_wire_set_str (o, "state", pn_meeting_state_name (info->state));
  pn_view_set_time (o, "starts_at", info->starts_us);
  pn_view_set_time (o, "ends_at", info->ends_us);
  pn_wire_set_str (o, "place", info->place);
  pn_wire_set_take (o, "chair", ref_json (info->chair, chair != NULL ? chair->name : info->chair_name));
  pn_wire_set_str (o, "my_role", role_word (room, viewer));
  pn_wire_set_str (o, "my_response",
                   me == NULL || me->response == PN_RESPONSE_NONE ? NULL : pn_response_name (me->response));
  pn_wire_set_take (o, "documents", papers_json (room, viewer, internal, &unread));
  pn_wire_set_int (o, "unread", unread);
  pn_wire_set_take (o, "unit", ref_json (info->unit, info->unit_name));
  pn_wire_set_int (o, "version", info->version);
  pn_wire_set_str (o, "description", info->description);
  pn_wire_set_str (o, "secrecy", info->secrecy);
  pn_wire_set_bool (o, "recording", info->recording);
  pn_view_set_time (o, "opened_at", info->opened_us);
  pn_view_set_time (o, "closed_at", info->closed_us);
  pn_wire_set_take (o, "rule", rule_json (room));
  pn_wire_set_take (o, "sites", sites_json (room));
  pn_wire_set_take (o, "participants", participants_json (room));
  pn_wire_set_take (o, "agenda", agenda_json (room, internal));
  return o;
}

/* ---- Parts of the snapshot */

#define PEERS_MAX 64 /* of one person, the newest: protocol/schema roster_entry */

static PnJson *
roster_json (PnRoom *room)
{
  PnRoster *roster = pn_room_roster (room);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < pn_roster_length (roster); i++) {
    const PnPresence *p = pn_roster_at (roster, i);
    const PnParticipant *who = pn_room_participant (room, p->person);
    PnJson *o = pn_wire_object (), *peers = pn_wire_array ();
    pn_wire_set_int (o, "person", p->person);
    if (who != NULL)
      pn_wire_set_str (o, "name", who->name);
    for (guint k = p->peers->len > PEERS_MAX ? p->peers->len - PEERS_MAX : 0; k < p->peers->len; k++)
      pn_wire_add_int (peers, g_array_index (p->peers, gint64, k));
    pn_wire_set_take (o, "peers", peers);
    pn_wire_add_take (list, o);
  }
  return list;
}

/* Equipment has no person; it goes by the name of its site. */
static void
set_site (PnJson *o, const PnRoom *room, gint64 id)
{
  const PnSite *site = id == 0 ? NULL : pn_room_site (room, id);
  if (site == NULL)
    return;
  pn_wire_set_int (o, "site", id);
  pn_wire_set_str (o, "name", site->name);
}

PnJson *
pn_view_tracks (PnRoom *room)
{
  PnRoster *roster = pn_room_roster (room);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < pn_roster_tracks (roster); i++) {
    const PnTrack *track = pn_roster_track_at (roster, i);
    if (!track->up)
      continue;
    PnJson *o = pn_wire_object ();
    pn_wire_set_str (o, "id", track->id);
    pn_view_set_id (o, "person", track->person);
    pn_wire_set_int (o, "peer", track->peer);
    pn_wire_set_str (o, "kind", g_str_equal (track->source, "mic") ? "audio" : "video");
    pn_wire_set_str (o, "source", track->source);
    pn_wire_set_bool (o, "muted", track->muted);
    if (track->forced)
      pn_wire_set_bool (o, "forced", TRUE);
    set_site (o, room, track->site);
    pn_wire_add_take (list, o);
  }
  return list;
}

PnJson *
pn_view_line (const PnLine *line)
{
  static const char *const dirs[] = { "up", "down" }, *const levels[] = { "good", "fair", "poor" };
  PnJson *o = pn_wire_object ();
  pn_view_set_id (o, "person", line->person);
  pn_wire_set_int (o, "peer", line->peer);
  pn_wire_set_str (o, "dir", dirs[line->dir]);
  pn_wire_set_str (o, "level", levels[line->level]);
  pn_wire_set_number (o, "loss_percent", line->loss_percent);
  pn_wire_set_int (o, "rtt_ms", line->rtt_ms);
  pn_wire_set_int (o, "kbps", line->kbps);
  if (line->limited)
    pn_wire_set_bool (o, "limited", TRUE);
  if (line->site != 0)
    pn_wire_set_int (o, "site", line->site);
  return o;
}

#define LINES_MAX 2000 /* the newest: protocol/schema room_snapshot */

static PnJson *
lines_json (PnRoom *room)
{
  const PnRoster *roster = pn_room_roster (room);
  PnJson *list = pn_wire_array ();
  guint n = pn_roster_lines (roster);
  for (guint i = n > LINES_MAX ? n - LINES_MAX : 0; i < n; i++)
    pn_wire_add_take (list, pn_view_line (pn_roster_line_at (roster, i)));
  return list;
}

static PnJson *
present_json (const PnRoom *room, gboolean internal)
{
  const PnPresent *present = pn_room_present (room);
  if (present == NULL)
    return NULL;
  const PnPaper *paper = pn_room_paper_of_version (room, present->version);
  if (paper != NULL && is_hidden (room, paper->item, internal))
    return NULL;
  PnJson *o = pn_wire_object ();
  pn_wire_set_int (o, "version", present->version);
  pn_wire_set_int (o, "page", present->page);
  pn_wire_set_str (o, "sha256", present->sha256);
  pn_wire_set_int (o, "by", present->by);
  if (paper != NULL) {
    pn_wire_set_int (o, "document", paper->id);
    pn_wire_set_str (o, "title", paper->title);
    pn_wire_set_int (o, "pages", paper->pages);
    pn_view_set_id (o, "item", paper->item);
  }
  return o;
}

static PnJson *
floor_json (const PnRoom *room)
{
  const PnFloor *floor = pn_room_floor (room);
  const PnSpeak *speaker = pn_floor_speaker (floor);
  PnJson *o = pn_wire_object (), *queue = pn_wire_array (), *s = NULL;
  for (guint i = 0; i < pn_floor_waiting (floor); i++) {
    const PnSpeak *speak = pn_floor_at (floor, i);
    PnJson *row = pn_wire_object ();
    pn_wire_set_int (row, "request", speak->request);
    pn_wire_set_int (row, "person", speak->person);
    pn_view_set_time (row, "asked_at", speak->asked_us);
    pn_wire_add_take (queue, row);
  }
  if (speaker != NULL) {
    s = pn_wire_object ();
    pn_wire_set_int (s, "person", speaker->person);
    pn_view_set_time (s, "granted_at", speaker->granted_us);
    pn_wire_set_int (s, "seconds", speaker->seconds);
    pn_view_set_id (s, "request", speaker->request);
  }
  pn_wire_set_take (o, "queue", queue);
  pn_wire_set_take (o, "speaker", s);
  return o;
}

/* Who has voted is public in a named vote; what, only after the close. Own choice to its voter only. */
static PnJson *
open_vote_json (const PnRoom *room, const PnViewer *viewer, gboolean internal)
{
  PnMotion *motion = pn_room_open_motion (room);
  if (motion == NULL || is_hidden (room, pn_motion_item (motion), internal))
    return NULL;
  PnJson *o = pn_wire_object (), *voters = pn_wire_array (), *cast = pn_wire_array ();
  PnChoice mine = pn_motion_choice (motion, viewer->person);
  for (guint i = 0; i < pn_motion_entitled (motion); i++) {
    gint64 person = pn_motion_voter_at (motion, i);
    pn_wire_add_int (voters, person);
    if (pn_motion_choice (motion, person) != PN_CHOICE_NONE)
      pn_wire_add_int (cast, person);
  }
  g_autofree char *rule_vi = pn_rule_majority_vi (pn_motion_rule (motion));
  g_autofree char *rule_en = pn_rule_majority_en (pn_motion_rule (motion));
  pn_wire_set_int (o, "vote", pn_motion_id (motion));
  pn_view_set_id (o, "item", pn_motion_item (motion));
  pn_wire_set_str (o, "question", pn_motion_question (motion));
  pn_wire_set_str (o, "kind", "named");
  pn_view_set_time (o, "opened_at", pn_motion_opened_us (motion));
  pn_wire_set_int (o, "entitled", pn_motion_entitled (motion));
  pn_wire_set_int (o, "cast", pn_motion_cast_count (motion));
  pn_wire_set_bool (o, "may_cast", pn_motion_is_voter (motion, viewer->person));
  pn_wire_set_str (o, "my_choice", mine == PN_CHOICE_NONE ? NULL : pn_choice_name (mine));
  pn_wire_set_take (o, "voters", voters);
  pn_wire_set_take (o, "cast_by", cast);
  pn_wire_set_str (o, "rule_vi", rule_vi);
  pn_wire_set_str (o, "rule_en", rule_en);
  return o;
}

PnJson *
pn_view_outcome (const PnRoom *room, const PnMotion *motion, const PnOutcome *outcome)
{
  const PnTally *t = &outcome->tally;
  PnJson *o = pn_wire_object (), *names = pn_wire_array ();
  pn_wire_set_int (o, "yes", t->yes);
  pn_wire_set_int (o, "no", t->no);
  pn_wire_set_int (o, "abstain", t->abstain);
  pn_wire_set_int (o, "not_cast", t->not_cast);
  pn_wire_set_int (o, "entitled", t->entitled);
  pn_wire_set_int (o, "present", t->present);
  pn_wire_set_int (o, "members", t->members);
  pn_wire_set_bool (o, "adopted", outcome->adopted);
  pn_wire_set_str (o, "text_vi", outcome->text_vi);
  pn_wire_set_str (o, "text_en", outcome->text_en);
  for (guint i = 0; i < pn_motion_entitled (motion); i++) {
    gint64 person = pn_motion_voter_at (motion, i);
    const PnParticipant *p = pn_room_participant (room, person);
    PnChoice choice = pn_motion_choice (motion, person);
    PnJson *row = pn_wire_object ();
    pn_wire_set_int (row, "person", person);
    pn_wire_set_str (row, "name", p == NULL ? "" : p->name);
    pn_wire_set_str (row, "choice", choice == PN_CHOICE_NONE ? NULL : pn_choice_name (choice));
    pn_wire_add_take (names, row);
  }
  pn_wire_set_take (o, "by_name", names);
  return o;
}

static PnJson *
closed_votes_json (const PnRoom *room, gboolean internal)
{
  const GPtrArray *motions = pn_room_motions (room);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < motions->len; i++) {
    const PnMotion *motion = g_ptr_array_index (motions, i);
    const PnOutcome *outcome = pn_motion_get_outcome (motion);
    if (outcome == NULL || is_hidden (room, pn_motion_item (motion), internal))
      continue;
    PnJson *o = pn_wire_object ();
    pn_wire_set_int (o, "vote", pn_motion_id (motion));
    pn_view_set_id (o, "item", pn_motion_item (motion));
    pn_wire_set_str (o, "question", pn_motion_question (motion));
    pn_wire_set_str (o, "kind", "named");
    pn_view_set_time (o, "closed_at", pn_motion_closed_us (motion));
    pn_wire_set_take (o, "result", pn_view_outcome (room, motion, outcome));
    pn_wire_add_take (list, o);
  }
  return list;
}

PnJson *
pn_view_counts (const PnRoom *room)
{
  PnAttendanceCounts counts = pn_room_attendance (room);
  PnJson *o = pn_wire_object ();
  pn_wire_set_int (o, "present", counts.present);
  pn_wire_set_int (o, "members", counts.members);
  pn_wire_set_int (o, "quorum_needed", counts.quorum_needed);
  pn_wire_set_bool (o, "reached", counts.reached);
  return o;
}

static PnJson *
chat_json (const PnRoom *room)
{
  const GPtrArray *chat = pn_room_chat (room);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < chat->len; i++) {
    const PnChatLine *line = g_ptr_array_index (chat, i);
    PnJson *o = pn_wire_object ();
    pn_wire_set_int (o, "seq", line->seq);
    pn_view_set_time (o, "at", line->at_us);
    pn_wire_set_int (o, "person", line->person);
    pn_wire_set_str (o, "text", line->text);
    pn_wire_add_take (list, o);
  }
  return list;
}

PnJson *
pn_view_snapshot (PnRoom *room, const PnViewer *viewer)
{
  gboolean internal = sees_internal (room, viewer);
  const PnItem *current = pn_agenda_current (pn_room_agenda (room));
  PnJson *o = pn_wire_object ();
  pn_wire_set_take (o, "meeting", pn_view_detail (room, viewer));
  pn_wire_set_take (o, "roster", roster_json (room));
  pn_view_set_id (o, "current_item",
                  current == NULL || is_hidden (room, current->id, internal) ? 0 : current->id);
  pn_wire_set_take (o, "present", present_json (room, internal));
  pn_wire_set_take (o, "floor", floor_json (room));
  pn_wire_set_take (o, "vote", open_vote_json (room, viewer, internal));
  pn_wire_set_take (o, "votes", closed_votes_json (room, internal));
  pn_wire_set_take (o, "attendance", pn_view_counts (room));
  pn_wire_set_bool (o, "recording", pn_room_info (room)->recording);
  pn_wire_set_take (o, "tracks", pn_view_tracks (room));
  pn_wire_set_take (o, "chat", chat_json (room));
  pn_wire_set_take (o, "quality", lines_json (room));
  return o;
}

PnJson *
pn_view_minutes (const PnRoom *room, gint64 closing_us)
{
  g_autoptr (PnMinutes) minutes = pn_minutes_project (room, closing_us);
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < PN_MINUTES_SECTIONS; i++) {
    const PnMinutesSection *section = pn_minutes_section (minutes, i);
    PnJson *o = pn_wire_object (), *paragraphs = pn_wire_array ();
    pn_wire_set_str (o, "key", section->key);
    pn_wire_set_str (o, "heading", section->heading);
    for (guint k = 0; k < section->paragraphs->len; k++)
      pn_wire_add_str (paragraphs, g_ptr_array_index (section->paragraphs, k));
    pn_wire_set_take (o, "paragraphs", paragraphs);
    pn_wire_add_take (list, o);
  }
  return list;
}
