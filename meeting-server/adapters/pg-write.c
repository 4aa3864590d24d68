/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/pg-private.h"

#include "base/error.h"

#define KEEP_ID PN_PG_KEEP_ID
#define KEPT_ID "current_setting ('phien.id')::bigint"

struct PnStoreTx {
  PnPgTx *tx;
  gint64 meeting; /* of its events */
  guint n_events;
  gboolean has_reply;
  PnCommitted cb;
  gpointer data;
};

PnPgTx *
pn_pg_store_tx (PnStoreTx *tx)
{
  return tx->tx;
}

static PnStoreTx *
begin (void *impl)
{
  PnPgStore *self = impl;
  PnStoreTx *tx = g_new0 (PnStoreTx, 1);
  tx->tx = pn_pg_tx_new (self->pg);
  return tx;
}

static void
cancel (PnStoreTx *tx)
{
  pn_pg_tx_free (tx->tx);
  g_free (tx);
}

static void
meeting_create (PnStoreTx *tx, const PnMeetingFields *f)
{
  pn_pg_tx_add (
      tx->tx,
      KEEP_ID ("insert into phien.meeting (unit_id, title, kind, starts_at, ends_at, place, description, "
               "chair_id, "
               "secretary_id, template_id, created_by) values ($1, $2, $3, $4, $5, coalesce ($6, ''), "
               "coalesce ($7, ''), $8, $9, nullif ($10::bigint, 0), $11) returning id"),
      pn_pg_args ("ittTTttiiii", f->unit, f->title, f->kind, f->starts_us, f->ends_us, f->place,
                  f->description, f->chair, f->secretary, f->template, f->author));
  pn_pg_tx_add (tx->tx,
                "insert into phien.participant (meeting_id, person_id, role, votes) "
                "select " KEPT_ID
                ", p.id, p.role, exists (select from phien.tenure t where t.person_id = p.id and "
                "t.unit_id = $3 and t.member and t.valid @> phien.vn_today ()) "
                "from (values ($1::bigint, 'chair'), ($2::bigint, 'secretary')) p (id, role) "
                "where p.role = 'chair' or $1::bigint <> $2::bigint",
                pn_pg_args ("iii", f->chair, f->secretary, f->unit));
  if (f->template != 0)
    pn_pg_tx_add (tx->tx, "select phien.meeting_apply_template (" KEPT_ID ", $1)",
                  pn_pg_args ("i", f->template));
}

static void
meeting_update (PnStoreTx *tx, gint64 meeting, const PnMeetingFields *f)
{
  pn_pg_tx_add (
      tx->tx,
      "update phien.meeting set title = coalesce ($2, title), kind = coalesce ($3, kind), place = coalesce "
      "($4, place), "
      "description = coalesce ($5, description), unit_id = coalesce (nullif ($6::bigint, 0), unit_id), "
      "chair_id = coalesce (nullif ($7::bigint, 0), chair_id), "
      "secretary_id = coalesce (nullif ($8::bigint, 0), secretary_id), "
      "starts_at = case when $9::bigint < 0 then starts_at else to_timestamp ($9::bigint / 1000000.0) end, "
      "ends_at = case when $10::bigint < 0 then ends_at else to_timestamp ($10::bigint / 1000000.0) end, "
      "version = version + 1 where id = $1",
      pn_pg_args ("ittttiiiii", meeting, f->title, f->kind, f->place, f->description, f->unit, f->chair,
                  f->secretary, f->starts_us, f->ends_us));
  if (f->chair == 0 && f->secretary == 0)
    return;
  pn_pg_tx_add (tx->tx,
                "update phien.participant p set role = 'delegate' from phien.meeting m where m.id = $1 and "
                "p.meeting_id = m.id "
                "and ((p.role = 'chair' and p.person_id <> m.chair_id) or "
                "(p.role = 'secretary' and $2 and p.person_id <> m.secretary_id))",
                pn_pg_args ("ib", meeting, f->secretary != 0));
  pn_pg_tx_add (
      tx->tx,
      "insert into phien.participant (meeting_id, person_id, role, votes) select m.id, x.id, x.role, "
      "exists (select from phien.tenure t where t.person_id = x.id and t.unit_id = m.unit_id and t.member "
      "and "
      "t.valid @> phien.vn_today ()) from phien.meeting m, lateral (values (m.chair_id, 'chair'), "
      "(m.secretary_id, 'secretary')) x (id, role) where m.id = $1 and "
      "(x.role = 'chair' or m.chair_id <> m.secretary_id) "
      "on conflict (meeting_id, person_id) do update set role = excluded.role",
      pn_pg_args ("i", meeting));
}

static void
meeting_delete (PnStoreTx *tx, gint64 meeting)
{
  pn_pg_tx_add (tx->tx, "update phien.meeting set deleted_at = now () where id = $1",
                pn_pg_args ("i", meeting));
}

static void
meeting_state (PnStoreTx *tx, gint64 meeting, PnMeetingState next, const char *override_reason)
{
  if (next == PN_MEETING_CLOSED)
    pn_pg_tx_add (tx->tx, "select phien.meeting_close ($1)", pn_pg_args ("i", meeting));
  else
    pn_pg_tx_add (
        tx->tx,
        "update phien.meeting set state = $2, override_reason = coalesce ($3, override_reason) where id = $1",
        pn_pg_args ("itt", meeting, pn_meeting_state_name (next), override_reason));
}

static void
participants_set (PnStoreTx *tx, gint64 meeting, const PnInvited *list, gsize n)
{
  g_autofree gint64 *persons = g_new (gint64, n + 1), *sites = g_new (gint64, n + 1);
  g_autofree const char **roles = g_new (const char *, n + 1), **votes = g_new (const char *, n + 1);
  for (gsize i = 0; i < n; i++) {
    persons[i] = list[i].person;
    sites[i] = list[i].site;
    roles[i] = pn_role_name (list[i].role);
    votes[i] = list[i].votes ? "t" : "f";
  }
  PnPgParams *gone = pn_pg_params_new ();
  pn_pg_params_int (gone, meeting);
  pn_pg_params_int_array (gone, persons, n);
  pn_pg_tx_add (tx->tx,
                "delete from phien.participant where meeting_id = $1 and person_id <> all ($2::bigint[])",
                gone);
  /* Only one may be chair at any moment: the old one steps down first. */
  pn_pg_tx_add (tx->tx,
                "update phien.participant set role = 'delegate' where meeting_id = $1 and role = 'chair'",
                pn_pg_args ("i", meeting));
  PnPgParams *all = pn_pg_params_new ();
  pn_pg_params_int (all, meeting);
  pn_pg_params_int_array (all, persons, n);
  pn_pg_params_text_array (all, roles, n);
  pn_pg_params_int_array (all, sites, n);
  pn_pg_params_text_array (all, votes, n);
  pn_pg_tx_add (
      tx->tx,
      "insert into phien.participant (meeting_id, person_id, role, site_id, votes) "
      "select $1, x.person, x.role, nullif (x.site, 0), x.votes::boolean "
      "from unnest ($2::bigint[], $3::text[], $4::bigint[], $5::text[]) x (person, role, site, votes) "
      "on conflict (meeting_id, person_id) do update set role = excluded.role, site_id = excluded.site_id, "
      "votes = excluded.votes",
      all);
  pn_pg_tx_add (tx->tx,
                "update phien.meeting m set version = version + 1, "
                "chair_id = coalesce ((select person_id from phien.participant where meeting_id = m.id and "
                "role = 'chair'), chair_id), "
                "secretary_id = case when exists (select from phien.participant where meeting_id = m.id and "
                "role = 'secretary' "
                "and person_id = m.secretary_id) then secretary_id else coalesce ((select min (person_id) "
                "from phien.participant "
                "where meeting_id = m.id and role = 'secretary'), secretary_id) end where m.id = $1",
                pn_pg_args ("i", meeting));
}

static void
sites_set (PnStoreTx *tx, gint64 meeting, const PnSite *list, gsize n)
{
  g_autofree gint64 *keep = g_new (gint64, n + 1);
  gsize kept = 0;
  for (gsize i = 0; i < n; i++) {
    if (list[i].id != 0)
      keep[kept++] = list[i].id;
  }
  PnPgParams *gone = pn_pg_params_new ();
  pn_pg_params_int (gone, meeting);
  pn_pg_params_int_array (gone, keep, kept);
  pn_pg_tx_add (tx->tx, "delete from phien.site where meeting_id = $1 and id <> all ($2::bigint[])", gone);
  pn_pg_tx_add (tx->tx, "update phien.site set central = false where meeting_id = $1 and central",
                pn_pg_args ("i", meeting));
  for (gsize i = 0; i < n; i++) {
    if (list[i].id == 0)
      pn_pg_tx_add (tx->tx,
                    "insert into phien.site (meeting_id, name, unit_id, central) values ($1, $2, nullif "
                    "($3::bigint, 0), $4)",
                    pn_pg_args ("itib", meeting, list[i].name, list[i].unit, list[i].central));
    else
      pn_pg_tx_add (tx->tx,
                    "update phien.site set name = $3, unit_id = nullif ($4::bigint, 0), central = $5 "
                    "where meeting_id = $1 and id = $2",
                    pn_pg_args ("iitib", meeting, list[i].id, list[i].name, list[i].unit, list[i].central));
  }
}

static void
item_add (PnStoreTx *tx, gint64 meeting, gint64 parent, const PnItemFields *f)
{
  pn_pg_tx_add (
      tx->tx,
      KEEP_ID (
          "insert into phien.agenda_item (meeting_id, parent_id, position, title, minutes, rapporteur_id, "
          "internal) "
          "select $1, nullif ($2::bigint, 0), coalesce ((select max (position) from phien.agenda_item where "
          "meeting_id = $1 and parent_id is not distinct from nullif ($2::bigint, 0)), 0) + 1, $3, $4, "
          "nullif ($5::bigint, 0), $6 returning id"),
      pn_pg_args ("iitiib", meeting, parent, f->title, (gint64) MAX (f->minutes, 0), MAX (f->rapporteur, 0),
                  f->internal == TRUE));
}

static void
item_update (PnStoreTx *tx, gint64 item, const PnItemFields *f)
{
  pn_pg_tx_add (
      tx->tx,
      "update phien.agenda_item set title = coalesce ($2, title), "
      "minutes = case when $3::bigint < 0 then minutes else $3::bigint end, "
      "rapporteur_id = case when $4::bigint < 0 then rapporteur_id else nullif ($4::bigint, 0) end, "
      "internal = case when $5::bigint < 0 then internal else $5::bigint = 1 end where id = $1",
      pn_pg_args ("itiii", item, f->title, (gint64) f->minutes, f->rapporteur, (gint64) f->internal));
}

static void
item_order (PnStoreTx *tx, gint64 parent, const gint64 *items, gsize n)
{
  PnPgParams *params = pn_pg_params_new ();
  pn_pg_params_int (params, parent);
  pn_pg_params_int_array (params, items, n);
  pn_pg_tx_add (tx->tx,
                "update phien.agenda_item a set parent_id = nullif ($1::bigint, 0), position = x.n "
                "from unnest ($2::bigint[]) with ordinality x (id, n) where a.id = x.id",
                params);
}

static void
item_remove (PnStoreTx *tx, gint64 item)
{
  pn_pg_tx_add (tx->tx, "delete from phien.agenda_item where id = $1", pn_pg_args ("i", item));
}

static void
item_start (PnStoreTx *tx, gint64 item)
{
  pn_pg_tx_add (tx->tx, "select phien.agenda_start ($1)", pn_pg_args ("i", item));
}

static void
item_conclude (PnStoreTx *tx, gint64 item, const char *conclusion)
{
  pn_pg_tx_add (tx->tx, "update phien.agenda_item set state = 'done', conclusion = $2 where id = $1",
                pn_pg_args ("it", item, conclusion));
}

static void
respond (PnStoreTx *tx, gint64 meeting, gint64 person, PnResponse response, const char *reason, gint64 proxy)
{
  pn_pg_tx_add (tx->tx,
                "update phien.participant set response = $3, reason = $4, proxy_id = nullif ($5::bigint, 0), "
                "responded_at = now () where meeting_id = $1 and person_id = $2",
                pn_pg_args ("iitti", meeting, person, pn_response_name (response), reason, proxy));
  if (proxy != 0) /* who deputises takes part, but the vote stays with the member (R35) */
    pn_pg_tx_add (
        tx->tx,
        "insert into phien.participant (meeting_id, person_id, role, site_id) select meeting_id, $3, "
        "case when role in ('guest', 'observer', 'technician') then role else 'delegate' end, site_id "
        "from phien.participant where meeting_id = $1 and person_id = $2 on conflict do nothing",
        pn_pg_args ("iii", meeting, person, proxy));
}

static void
attend (PnStoreTx *tx, gint64 meeting, gint64 person, PnAttendance attendance)
{
  pn_pg_tx_add (
      tx->tx,
      "update phien.participant set attendance = $3, "
      "arrived_at = case when $3 = 'present' then coalesce (arrived_at, now ()) else arrived_at end, "
      "left_at = case when $3 = 'left' then now () else left_at end where meeting_id = $1 and person_id = $2",
      pn_pg_args ("iit", meeting, person, pn_attendance_name (attendance)));
}

static void
floor_request (PnStoreTx *tx, gint64 meeting, gint64 person)
{
  pn_pg_tx_add (
      tx->tx,
      KEEP_ID ("insert into phien.speak_request (meeting_id, person_id) values ($1, $2) returning id"),
      pn_pg_args ("ii", meeting, person));
}

static void
floor_withdraw (PnStoreTx *tx, gint64 meeting, gint64 person)
{
  pn_pg_tx_add (tx->tx,
                "update phien.speak_request set state = 'withdrawn' where meeting_id = $1 and person_id = $2 "
                "and state = 'waiting'",
                pn_pg_args ("ii", meeting, person));
}

static void
floor_grant (PnStoreTx *tx, gint64 meeting, gint64 person, gint seconds, gint64 by)
{
  pn_pg_tx_add (tx->tx, KEEP_ID ("select phien.floor_grant ($1, $2, $3::int, $4) as id"),
                pn_pg_args ("iiii", meeting, person, (gint64) seconds, by));
}

static void
floor_end (PnStoreTx *tx, gint64 meeting)
{
  pn_pg_tx_add (tx->tx,
                "update phien.speak_request set state = 'done' where meeting_id = $1 and state = 'granted'",
                pn_pg_args ("i", meeting));
}

static void
vote_open (PnStoreTx *tx, gint64 meeting, gint64 item, const char *question, gint64 by)
{
  pn_pg_tx_add (tx->tx, KEEP_ID ("select phien.vote_open ($1, nullif ($2::bigint, 0), $3, $4) as id"),
                pn_pg_args ("iiti", meeting, item, question, by));
}

static void
vote_cast (PnStoreTx *tx, gint64 meeting, gint64 vote, gint64 person, PnChoice choice, const char *receipt)
{
  pn_pg_tx_add (
      tx->tx,
      "insert into phien.ballot (meeting_id, vote_id, person_id, choice, receipt) values ($1, $2, $3, $4, "
      "$5) "
      "on conflict (vote_id, person_id) do update set choice = excluded.choice, receipt = excluded.receipt, "
      "cast_at = now ()",
      pn_pg_args ("iiitt", meeting, vote, person, pn_choice_name (choice), receipt));
}

/* The trigger vote_counted refuses other numbers than those of the ballots (PN013). */
static void
vote_close (PnStoreTx *tx, gint64 vote, const PnTally *t, gboolean adopted, const PnJson *result)
{
  pn_pg_tx_add (tx->tx,
                "update phien.vote set state = 'closed', closed_at = clock_timestamp (), yes = $2, no = $3, "
                "abstain = $4, "
                "not_cast = $5, present = $6, adopted = $7, result = $8 where id = $1",
                pn_pg_args ("iiiiiibj", vote, (gint64) t->yes, (gint64) t->no, (gint64) t->abstain,
                            (gint64) t->not_cast, (gint64) t->present, adopted, result));
}

static void
minutes_save (PnStoreTx *tx, gint64 meeting, gint rev, const PnJson *sections, gint64 author)
{
  pn_pg_tx_add (
      tx->tx,
      "insert into phien.minutes_revision (meeting_id, rev, sections, author_id) values ($1, $2::int, $3, "
      "nullif ($4::bigint, 0))",
      pn_pg_args ("iiji", meeting, (gint64) rev, sections, author));
}

static void
minutes_freeze (PnStoreTx *tx, gint64 meeting, gint rev)
{
  /* frozen_at and state go together (check); a rev that is not there must not pass silently. */
  pn_pg_tx_add (tx->tx,
                "with done as (update phien.minutes_revision set state = 'frozen', frozen_at = now () "
                "where meeting_id = $1 and rev = $2::int returning 1) select 1 / count (*) from done",
                pn_pg_args ("ii", meeting, (gint64) rev));
}

static void
record_start (PnStoreTx *tx, gint64 meeting, const char *file, gint64 by)
{
  pn_pg_tx_add (
      tx->tx,
      KEEP_ID ("insert into phien.recording (meeting_id, file, started_by) values ($1, $2, $3) returning id"),
      pn_pg_args ("iti", meeting, file, by));
  pn_pg_tx_add (tx->tx, "update phien.meeting set recording = true where id = $1", pn_pg_args ("i", meeting));
}

static void
record_stop (PnStoreTx *tx, gint64 meeting, gint64 bytes, gint64 duration_ms, const char *error)
{
  pn_pg_tx_add (
      tx->tx,
      "update phien.recording set state = case when $4::text is null then 'done' else 'failed' end, "
      "stopped_at = now (), "
      "bytes = nullif ($2::bigint, -1), duration_ms = nullif ($3::bigint, -1), error = left ($4, 1000) "
      "where meeting_id = $1 and state = 'running'",
      pn_pg_args ("iiit", meeting, bytes, duration_ms, error));
  pn_pg_tx_add (tx->tx, "update phien.meeting set recording = false where id = $1 and recording",
                pn_pg_args ("i", meeting));
}

static void
event (PnStoreTx *tx, gint64 meeting, gint64 actor, const char *kind, const PnJson *body, const char *id_key)
{
  g_autoptr (PnJson) empty = body == NULL ? pn_wire_object () : NULL;
  tx->meeting = meeting;
  tx->n_events++;
  if (id_key == NULL)
    pn_pg_tx_add (tx->tx, "select phien.append_event ($1, nullif ($2::bigint, 0), $3, $4::jsonb)",
                  pn_pg_args ("iitj", meeting, actor, kind, body == NULL ? empty : body));
  else
    pn_pg_tx_add (tx->tx,
                  "select phien.append_event ($1, nullif ($2::bigint, 0), $3, $4::jsonb || "
                  "jsonb_build_object ($5::text, " KEPT_ID "))",
                  pn_pg_args ("iitjt", meeting, actor, kind, body == NULL ? empty : body, id_key));
}

static void
on_committed (const PnPgResult *const *results, guint n, const GError *error, gpointer data)
{
  g_autofree PnStoreTx *tx = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  if (own != NULL) {
    tx->cb (NULL, 0, NULL, own, tx->data);
    return;
  }
  guint reply_at = n - 1, events_at = tx->has_reply ? n - 2 : n - 1;
  g_autoptr (PnJson) reply = tx->has_reply ? pn_pg_result_json (results[reply_at], 0, 0) : NULL;
  g_autoptr (GArray) rows = tx->n_events == 0 ? NULL : pn_pg_stored_rows (results[events_at]);
  tx->cb (rows == NULL ? NULL : (const PnStored *) rows->data, rows == NULL ? 0 : rows->len, reply, NULL,
          tx->data);
}

static void
commit (PnStoreTx *tx, const PnCommandKey *key, const PnJson *reply, const char *id_key, PnCommitted cb,
        gpointer data)
{
  g_autoptr (PnJson) empty = reply == NULL ? pn_wire_object () : NULL;
  tx->cb = cb;
  tx->data = data;
  /* append_event holds the meeting's row, so the newest n events are those of this transaction. */
  if (tx->n_events > 0)
    pn_pg_tx_add (tx->tx,
                  "select " PN_PG_EVENT_COLUMNS
                  " from (select * from phien.event where meeting_id = $1 order by seq desc "
                  "limit $2) e order by e.seq",
                  pn_pg_args ("ii", tx->meeting, (gint64) tx->n_events));
  if (key != NULL && key->id != NULL) {
    tx->has_reply = TRUE;
    pn_pg_tx_add (tx->tx,
                  "insert into phien.command (id, account_id, meeting_id, type, reply) values ($1::uuid, $2, "
                  "nullif ($3::bigint, 0), $4, case when $6::text is null then $5::jsonb else $5::jsonb || "
                  "jsonb_build_object ($6::text, nullif (current_setting ('phien.id', true), '')::bigint) "
                  "end) returning reply",
                  pn_pg_args ("tiitjt", key->id, key->account, key->meeting, key->type,
                              reply == NULL ? empty : reply, id_key));
  }
  pn_pg_tx_commit (tx->tx, on_committed, tx);
}

void
pn_pg_fill_writing (PnStore *s)
{
  s->begin = begin;
  s->cancel = cancel;
  s->meeting_create = meeting_create;
  s->meeting_update = meeting_update;
  s->meeting_delete = meeting_delete;
  s->meeting_state = meeting_state;
  s->participants_set = participants_set;
  s->sites_set = sites_set;
  s->item_add = item_add;
  s->item_update = item_update;
  s->item_order = item_order;
  s->item_remove = item_remove;
  s->item_start = item_start;
  s->item_conclude = item_conclude;
  s->respond = respond;
  s->attend = attend;
  s->floor_request = floor_request;
  s->floor_withdraw = floor_withdraw;
  s->floor_grant = floor_grant;
  s->floor_end = floor_end;
  s->vote_open = vote_open;
  s->vote_cast = vote_cast;
  s->vote_close = vote_close;
  s->minutes_save = minutes_save;
  s->minutes_freeze = minutes_freeze;
  s->record_start = record_start;
  s->record_stop = record_stop;
  s->event = event;
  s->commit = commit;
}
