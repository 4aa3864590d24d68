/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/pg-private.h"

#include "base/error.h"
#include "meeting-server/ports/store.h"

/* One transaction. Its first statement takes the meeting's row FOR SHARE: append_event() needs that row for
 * writing until its COMMIT, so all later statements see the tables as of exactly last_seq. */
enum { Q_MEETING, Q_PEOPLE, Q_SITES, Q_ITEMS, Q_PAPERS, Q_FLOOR, Q_VOTES, Q_BALLOTS, Q_EVENTS, N_QUERIES };

static const char *const queries[N_QUERIES] = {
  [Q_MEETING] = "select m.unit_id, u.name, m.title, m.kind, m.place, m.description, m.secrecy, m.state, "
                "m.starts_at, m.ends_at, "
                "m.opened_at, m.closed_at, m.chair_id, m.secretary_id, coalesce (m.created_by, 0), c.name, "
                "m.recording, m.version, "
                "m.override_reason, m.last_seq, phien.meeting_members (m.id), "
                "(q.r).num, (q.r).den, (q.r).comparison, (j.r).num, (j.r).den, (j.r).comparison, (j.r).basis "
                "from phien.meeting m join phien.org_unit u on u.id = m.unit_id join phien.person c on c.id "
                "= m.chair_id, "
                "lateral (select phien.rule_of (m.unit_id, 'quorum', m.starts_at::date) as r) q, "
                "lateral (select phien.rule_of (m.unit_id, 'majority', m.starts_at::date) as r) j "
                "where m.id = $1 and m.deleted_at is null for share of m",
  [Q_PEOPLE] = "select p.person_id, n.name, n.title, n.rank, p.role, coalesce (p.site_id, 0), p.votes, "
               "p.response, p.reason, "
               "coalesce (p.proxy_id, 0), p.attendance from phien.participant p join phien.person_now n on "
               "n.id = p.person_id "
               "where p.meeting_id = $1 order by n.rank, n.name, p.person_id",
  [Q_SITES]
  = "select s.id, s.name, coalesce (s.unit_id, 0), s.central, r.site_id is not null from phien.site s "
    "left join phien.site_source r on r.site_id = s.id where s.meeting_id = $1 order by s.central desc, "
    "s.name",
  [Q_ITEMS] = "select id, coalesce (parent_id, 0), position, title, minutes, coalesce (rapporteur_id, 0), "
              "internal, state, "
              "conclusion, started_at, ended_at from phien.agenda_item where meeting_id = $1",
  [Q_PAPERS]
  = "select d.id, coalesce (d.item_id, 0), d.title, v.id, v.n, v.sha256, v.page_count, b.size, v.filename, "
    "v.created_at "
    "from phien.document d join lateral (select * from phien.document_version x where x.document_id = d.id "
    "order by x.n desc limit 1) v on true join phien.blob b on b.sha256 = v.sha256 "
    "where d.meeting_id = $1 and d.kind = 'paper' and d.retracted_at is null order by d.id",
  [Q_FLOOR] = "select id, person_id, state, asked_at, granted_at, seconds from phien.speak_request "
              "where meeting_id = $1 and state in ('waiting', 'granted') order by state, asked_at, id",
  [Q_VOTES] = "select id, coalesce (item_id, 0), question, state, opened_at, closed_at, rule_num, rule_den, "
              "rule_comparison, "
              "rule_basis, members, present, adopted from phien.vote where meeting_id = $1 order by id",
  [Q_BALLOTS] = "select w.vote_id, w.person_id, b.choice from phien.vote_voter w left join phien.ballot b "
                "using (vote_id, person_id) "
                "left join phien.person_now n on n.id = w.person_id where w.meeting_id = $1 order by "
                "w.vote_id, n.rank, n.name, w.person_id",
  [Q_EVENTS]
  = "select " PN_PG_EVENT_COLUMNS " from phien.event e where e.meeting_id = $1 and ("
    "e.kind in ('meeting.opened', 'meeting.paused', 'meeting.resumed', 'meeting.closed', 'agenda.started', "
    "'agenda.concluded', 'floor.granted', 'floor.ended', 'vote.closed') "
    "or (e.kind in ('present.started', 'present.paged', 'present.stopped') and e.seq >= coalesce ((select "
    "max (x.seq) "
    "from phien.event x where x.meeting_id = $1 and x.kind in ('present.started', 'present.stopped')), 0)) "
    "or (e.kind = 'chat.said' and e.seq > coalesce ((select x.seq from phien.event x where x.meeting_id = $1 "
    "and x.kind = 'chat.said' order by x.seq desc offset 50 limit 1), 0))) order by e.seq",
};

typedef struct {
  gint64 meeting;
  PnRoomLoaded cb;
  gpointer data;
} Load;

static char *
text (const PnPgResult *r, int row, int column)
{
  return g_strdup (pn_pg_result_text (r, row, column));
}

static PnPart
part_at (const PnPgResult *r, int row, int column, const char *basis)
{
  PnPart part = {
    .num = (gint) pn_pg_result_int (r, row, column),
    .den = (gint) pn_pg_result_int (r, row, column + 1),
    .more = g_strcmp0 (pn_pg_result_text (r, row, column + 2), "more_than") == 0,
    .basis = PN_BASIS_TOTAL_MEMBERS,
  };
  if (!pn_basis_parse (basis, &part.basis))
    part.basis = PN_BASIS_TOTAL_MEMBERS;
  return part;
}

static void
fill_info (PnRoom *room, const PnPgResult *r)
{
  PnMeetingInfo *info = pn_room_info_to_fill (room);
  info->unit = pn_pg_result_int (r, 0, 0);
  info->unit_name = text (r, 0, 1);
  info->title = text (r, 0, 2);
  info->kind = text (r, 0, 3);
  info->place = text (r, 0, 4);
  info->description = text (r, 0, 5);
  info->secrecy = text (r, 0, 6);
  if (!pn_meeting_state_parse (pn_pg_result_text (r, 0, 7), &info->state))
    info->state = PN_MEETING_ARCHIVED; /* a word we do not know: nothing may be done */
  info->starts_us = pn_pg_result_time (r, 0, 8);
  info->ends_us = pn_pg_result_time (r, 0, 9);
  info->opened_us = pn_pg_result_time (r, 0, 10);
  info->closed_us = pn_pg_result_time (r, 0, 11);
  info->chair = pn_pg_result_int (r, 0, 12);
  info->secretary = pn_pg_result_int (r, 0, 13);
  info->created_by = pn_pg_result_int (r, 0, 14);
  info->chair_name = text (r, 0, 15);
  info->recording = pn_pg_result_bool (r, 0, 16);
  info->version = pn_pg_result_int (r, 0, 17);
  info->override_reason = text (r, 0, 18);
  pn_room_set_seq (room, pn_pg_result_int (r, 0, 19));
  info->members = (gint) pn_pg_result_int (r, 0, 20);
  info->rule.quorum = part_at (r, 0, 21, "total_members");
  info->rule.majority = part_at (r, 0, 24, pn_pg_result_text (r, 0, 27));
}

static void
fill_people (PnRoom *room, const PnPgResult *r)
{
  for (int i = 0; i < pn_pg_result_rows (r); i++) {
    PnParticipant *p = g_new0 (PnParticipant, 1);
    p->person = pn_pg_result_int (r, i, 0);
    p->name = text (r, i, 1);
    p->title = text (r, i, 2);
    p->rank = (gint) pn_pg_result_int (r, i, 3);
    if (!pn_role_parse (pn_pg_result_text (r, i, 4), &p->role))
      p->role = PN_ROLE_OBSERVER;
    p->site = pn_pg_result_int (r, i, 5);
    p->votes = pn_pg_result_bool (r, i, 6);
    if (!pn_response_parse (pn_pg_result_text (r, i, 7), &p->response))
      p->response = PN_RESPONSE_NONE;
    p->reason = text (r, i, 8);
    p->proxy = pn_pg_result_int (r, i, 9);
    if (!pn_attendance_parse (pn_pg_result_text (r, i, 10), &p->attendance))
      p->attendance = PN_ATTENDANCE_ABSENT;
    pn_room_add_participant (room, p);
  }
}

static void
fill_sites (PnRoom *room, const PnPgResult *r)
{
  for (int i = 0; i < pn_pg_result_rows (r); i++) {
    PnSite *site = g_new0 (PnSite, 1);
    site->id = pn_pg_result_int (r, i, 0);
    site->name = text (r, i, 1);
    site->unit = pn_pg_result_int (r, i, 2);
    site->central = pn_pg_result_bool (r, i, 3);
    site->source = pn_pg_result_bool (r, i, 4);
    pn_room_add_site (room, site);
  }
}

static void
fill_agenda (PnRoom *room, const PnPgResult *r)
{
  PnAgenda *agenda = pn_room_agenda_to_fill (room);
  for (int i = 0; i < pn_pg_result_rows (r); i++) {
    PnItem *item = pn_item_new (pn_pg_result_int (r, i, 0), pn_pg_result_int (r, i, 1),
                                (gint) pn_pg_result_int (r, i, 2), pn_pg_result_text (r, i, 3));
    item->minutes = (gint) pn_pg_result_int (r, i, 4);
    item->rapporteur = pn_pg_result_int (r, i, 5);
    item->internal = pn_pg_result_bool (r, i, 6);
    if (!pn_item_state_parse (pn_pg_result_text (r, i, 7), &item->state))
      item->state = PN_ITEM_PENDING;
    item->conclusion = text (r, i, 8);
    item->started_us = pn_pg_result_time (r, i, 9);
    item->ended_us = pn_pg_result_time (r, i, 10);
    pn_agenda_add (agenda, item);
  }
  pn_agenda_number (agenda);
}

static void
fill_papers (PnRoom *room, const PnPgResult *r)
{
  for (int i = 0; i < pn_pg_result_rows (r); i++) {
    PnPaper *paper = g_new0 (PnPaper, 1);
    paper->id = pn_pg_result_int (r, i, 0);
    paper->item = pn_pg_result_int (r, i, 1);
    paper->title = text (r, i, 2);
    paper->version = pn_pg_result_int (r, i, 3);
    paper->version_n = (gint) pn_pg_result_int (r, i, 4);
    paper->sha256 = text (r, i, 5);
    paper->pages = (gint) pn_pg_result_int (r, i, 6);
    paper->size = pn_pg_result_int (r, i, 7);
    paper->filename = text (r, i, 8);
    paper->created_us = pn_pg_result_time (r, i, 9);
    pn_room_add_paper (room, paper);
  }
}

static void
fill_floor (PnRoom *room, const PnPgResult *r)
{
  PnFloor *floor = pn_room_floor_to_fill (room);
  for (int i = 0; i < pn_pg_result_rows (r); i++) {
    gint64 person = pn_pg_result_int (r, i, 1);
    pn_floor_request (floor, pn_pg_result_int (r, i, 0), person, pn_pg_result_time (r, i, 3));
    if (g_strcmp0 (pn_pg_result_text (r, i, 2), "granted") == 0)
      pn_floor_grant (floor, person, (gint) pn_pg_result_int (r, i, 5), pn_pg_result_time (r, i, 4));
  }
}

static void
fill_voters (PnMotion *motion, const PnPgResult *r)
{
  g_autoptr (GError) error = NULL;
  for (int i = 0; i < pn_pg_result_rows (r); i++) {
    if (pn_pg_result_int (r, i, 0) == pn_motion_id (motion)
        && !pn_motion_add_voter (motion, pn_pg_result_int (r, i, 1), &error))
      g_clear_error (&error); /* twice the same: the key forbids it */
  }
}

static void
fill_ballots (PnMotion *motion, const PnPgResult *r)
{
  PnChoice choice = PN_CHOICE_NONE;
  for (int i = 0; i < pn_pg_result_rows (r); i++) {
    g_autoptr (GError) error = NULL;
    if (pn_pg_result_int (r, i, 0) == pn_motion_id (motion)
        && pn_choice_parse (pn_pg_result_text (r, i, 2), &choice)
        && !pn_motion_cast (motion, pn_pg_result_int (r, i, 1), choice, &error))
      g_warning ("ballot: %s", error->message);
  }
}

static void
fill_votes (PnRoom *room, const PnPgResult *votes, const PnPgResult *ballots)
{
  for (int i = 0; i < pn_pg_result_rows (votes); i++) {
    g_autoptr (GError) error = NULL;
    PnMotion *motion = pn_motion_new (pn_pg_result_int (votes, i, 0), pn_pg_result_int (votes, i, 1),
                                      pn_pg_result_text (votes, i, 2));
    PnRule rule = pn_rule_default ();
    rule.majority = part_at (votes, i, 6, pn_pg_result_text (votes, i, 9));
    pn_motion_set_rule (motion, &rule, (gint) pn_pg_result_int (votes, i, 10));
    fill_voters (motion, ballots);
    gboolean ok = pn_motion_set_state (motion, PN_MOTION_OPEN, pn_pg_result_time (votes, i, 4), &error);
    fill_ballots (motion, ballots);
    if (ok && g_strcmp0 (pn_pg_result_text (votes, i, 3), "closed") == 0
        && pn_motion_set_state (motion, PN_MOTION_CLOSED, pn_pg_result_time (votes, i, 5), &error)) {
      PnOutcome *outcome = pn_motion_outcome (motion, (gint) pn_pg_result_int (votes, i, 11));
      pn_motion_set_outcome (motion, outcome);
    }
    pn_room_add_motion (room, motion);
  }
}

static void
replay_events (PnRoom *room, const PnPgResult *r)
{
  g_autoptr (GArray) rows = pn_pg_stored_rows (r);
  for (guint i = 0; i < rows->len; i++) {
    g_autoptr (PnEvent) event = pn_event_from_stored (&g_array_index (rows, PnStored, i));
    pn_room_replay (room, event);
  }
}

static void
on_loaded (const PnPgResult *const *results, guint n, const GError *error, gpointer data)
{
  g_autofree Load *load = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  if (own == NULL && pn_pg_result_rows (results[Q_MEETING]) == 0)
    own = g_error_new (PN_ERROR, PN_ERROR_NOT_FOUND, "no such meeting");
  if (own != NULL) {
    load->cb (NULL, own, load->data);
    return;
  }
  PnRoom *room = pn_room_new (load->meeting);
  fill_info (room, results[Q_MEETING]);
  fill_people (room, results[Q_PEOPLE]);
  fill_sites (room, results[Q_SITES]);
  fill_agenda (room, results[Q_ITEMS]);
  fill_papers (room, results[Q_PAPERS]);
  fill_floor (room, results[Q_FLOOR]);
  fill_votes (room, results[Q_VOTES], results[Q_BALLOTS]);
  replay_events (room, results[Q_EVENTS]);
  load->cb (room, NULL, load->data);
}

void
pn_pg_load_room (void *impl, gint64 meeting, PnRoomLoaded cb, gpointer data)
{
  PnPgStore *self = impl;
  Load *load = g_new0 (Load, 1);
  load->meeting = meeting;
  load->cb = cb;
  load->data = data;
  PnPgTx *tx = pn_pg_tx_new (self->pg);
  for (guint i = 0; i < N_QUERIES; i++)
    pn_pg_tx_add (tx, queries[i], pn_pg_args ("i", meeting));
  pn_pg_tx_commit (tx, on_loaded, load);
}
