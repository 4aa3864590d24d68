/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/seat.h"

#include "base/log.h"
#include "meeting-server/handlers/equipment.h"
#include "meeting-server/handlers/hall.h"
#include "meeting-server/handlers/turn.h"
#include "meeting-server/handlers/view.h"

typedef struct {
  PnCall *call; /* ref */
  gint64 peer, after_seq;
} Seat;

static PnJson *
seat_reply (PnHall *hall, PnSession *session, const Seat *seat, const PnJson *read)
{
  g_autoptr (PnJson) events = pn_wire_array ();
  PnViewer viewer = { session->person, session->system_role, read };
  PnJson *reply = pn_wire_object ();
  pn_wire_set_int (reply, "seq", hall->sent);
  pn_wire_set_int (reply, "peer", session->peer);
  const PnApp *app = session->app;
  PnJson *turn = pn_turn_credentials (app->turn_urls, app->turn_secret, pn_clock_now_us (app->clock) / G_USEC_PER_SEC, session->peer);
  if (turn != NULL)
    pn_wire_set_take (reply, "turn", turn);
  if (seat->after_seq >= 0 && pn_hall_since (hall, session, seat->after_seq, events)) {
    pn_wire_set_ref (reply, "events", events);
  } else {
    PnJson *snapshot = pn_view_snapshot (hall->room, &viewer);
    pn_wire_set_take (snapshot, "programme", pn_hall_programme_json (hall));
    pn_wire_set_take (snapshot, "sites_live", pn_equipment_json (hall));
    pn_wire_set_take (reply, "snapshot", snapshot);
  }
  return reply;
}

/* Sitting down, the number and the snapshot belong to one moment: no event is missed or comes twice. */
static void
on_read (PnJson *take, const GError *error, gpointer data)
{
  g_autofree Seat *seat = data;
  g_autoptr (PnCall) call = seat->call;
  g_autoptr (PnJson) read = take;
  PnHall *hall = pn_call_hall (call);
  PnSession *session = pn_call_session (call);
  if (error != NULL)
    pn_log_gerror (PN_LOG_WARNING, "seat", "which papers were read is not known", error);
  if (session->hall != NULL
      && session->hall != hall) /* two joins sent at once: one connection sits in one hall */
    pn_hall_leave (session->hall, session);
  if (session->hall != hall)
    pn_hall_sit (hall, session, seat->peer);
  pn_call_reply (call, seat_reply (hall, session, seat, read));
  if (session->conn == NULL) /* left while the database worked */
    pn_hall_leave (hall, session);
}

static void
read_papers (PnCall *call)
{
  const PnStore *store = pn_call_app (call)->store;
  Seat *seat = pn_call_take_user (call);
  seat->call = pn_call_ref (call);
  store->read_versions (store->impl, pn_call_meeting (call), pn_call_person (call), on_read, seat);
}

/* Who comes in is present: nobody ticks a list. Not before the papers are out, not after the close. */
static gboolean
arrives (const PnRoom *room, gint64 person)
{
  PnMeetingState state = pn_room_info (room)->state;
  const PnParticipant *p = pn_room_participant (room, person);
  return p != NULL && p->attendance != PN_ATTENDANCE_PRESENT
         && (state == PN_MEETING_PUBLISHED || state == PN_MEETING_OPEN || state == PN_MEETING_PAUSED);
}

static void
add_arrival (PnCall *call, const PnSession *session)
{
  const PnStore *store = pn_call_app (call)->store;
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", session->person);
  pn_wire_set_str (body, "attendance", pn_attendance_name (PN_ATTENDANCE_PRESENT));
  store->attend (pn_call_begin (call), pn_call_meeting (call), session->person, PN_ATTENDANCE_PRESENT);
  pn_call_event (call, PN_EVENT_ATTENDANCE_CHANGED, body, NULL);
}

void
pn_seat_take (PnCall *call, gint64 after_seq)
{
  PnSession *session = pn_call_session (call);
  PnHall *hall = pn_call_hall (call);
  if (!pn_call_may (call, PN_ACT_JOIN))
    return;
  Seat *seat = g_new0 (Seat, 1);
  seat->peer = pn_call_app (call)->next_peer++;
  seat->after_seq = after_seq;
  pn_call_set_user (call, seat, g_free);
  if (session->hall == hall) { /* sits here already: only the view again */
    read_papers (call);
    return;
  }
  if (session->hall != NULL)
    pn_hall_leave (session->hall, session);
  PnJson *body = pn_wire_object ();
  pn_wire_set_int (body, "person", session->person);
  pn_wire_set_int (body, "peer", seat->peer);
  pn_wire_set_str (body, "name", session->name);
  pn_call_event (call, PN_EVENT_ROSTER_JOINED, body, NULL);
  if (arrives (hall->room, session->person))
    add_arrival (call, session);
  pn_call_commit_then (call, read_papers);
}
