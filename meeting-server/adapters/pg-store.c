/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/pg-private.h"

#include "base/error.h"
#include "base/log.h"

/* JSON for the wire is built by PostgreSQL; its times must read 2026-11-23T02:15:00.123Z. */
#define ISO(x) "to_char ((" x ") at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

GError *
pn_pg_own_error (const GError *error)
{
  static const struct {
    const char *state;
    PnErrorCode code;
  } table[] = {
    { "PN002", PN_ERROR_CONFLICT }, { "PN005", PN_ERROR_BAD_VALUE },    { "PN007", PN_ERROR_STALE_REVISION },
    { "PN009", PN_ERROR_CONFLICT }, { "PN010", PN_ERROR_NOT_ENTITLED }, { "PN011", PN_ERROR_NOT_FOUND },
    { "PN012", PN_ERROR_CONFLICT }, { "PN013", PN_ERROR_CONFLICT },
  };
  if (error == NULL)
    return NULL;
  const char *state = pn_error_sqlstate (error);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (g_str_equal (state, table[i].state))
      return pn_error_new_sql (table[i].code, state, pn_error_constraint (error), error->message);
  }
  return g_error_copy (error);
}

static void
stored_clear (gpointer data)
{
  PnStored *row = data;
  g_free (row->kind);
  pn_json_unref (row->body);
}

GArray *
pn_pg_stored_rows (const PnPgResult *result)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (PnStored));
  g_array_set_clear_func (rows, stored_clear);
  for (int i = 0; i < pn_pg_result_rows (result); i++) {
    PnStored row = {
      .seq = pn_pg_result_int (result, i, 0),
      .at_us = pn_pg_result_time (result, i, 1),
      .actor = pn_pg_result_int (result, i, 2),
      .kind = g_strdup (pn_pg_result_text (result, i, 3)),
      .body = pn_pg_result_json (result, i, 4),
    };
    if (!pn_choice_parse (pn_pg_result_text (result, i, 5), &row.choice))
      row.choice = PN_CHOICE_NONE;
    g_array_append_val (rows, row);
  }
  return rows;
}

/* ---- Reads: one query, one callback */

typedef struct {
  PnReplyFound reply;
  PnEventsFound events;
  PnIdFound id;
  PnJsonFound json;
  gpointer data;
  gint64 account;
  const char *missing; /* what NOT_FOUND says */
} Ask;

static Ask *
ask_new (gpointer data, const char *missing)
{
  Ask *ask = g_new0 (Ask, 1);
  ask->data = data;
  ask->missing = missing;
  return ask;
}

static void
on_reply_row (const PnPgResult *result, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  g_autoptr (PnJson) reply = NULL;
  if (own == NULL && pn_pg_result_rows (result) > 0) {
    if (pn_pg_result_int (result, 0, 0) == ask->account)
      reply = pn_pg_result_json (result, 0, 1);
    else
      own = g_error_new (PN_ERROR, PN_ERROR_NOT_ALLOWED, "this command id belongs to somebody else");
  }
  ask->reply (reply, own, ask->data);
}

static void
find_reply (void *impl, const PnCommandKey *key, PnReplyFound cb, gpointer data)
{
  PnPgStore *self = impl;
  Ask *ask = ask_new (data, NULL);
  ask->reply = cb;
  ask->account = key->account;
  pn_pg_exec (self->pg, "select account_id, reply from phien.command where id = $1::uuid",
              pn_pg_args ("t", key->id), on_reply_row, ask);
}

static void
on_event_rows (const PnPgResult *result, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  if (own != NULL) {
    ask->events (NULL, 0, own, ask->data);
    return;
  }
  g_autoptr (GArray) rows = pn_pg_stored_rows (result);
  ask->events ((const PnStored *) rows->data, rows->len, NULL, ask->data);
}

static void
events_after (void *impl, gint64 meeting, gint64 seq, guint limit, PnEventsFound cb, gpointer data)
{
  PnPgStore *self = impl;
  Ask *ask = ask_new (data, NULL);
  ask->events = cb;
  pn_pg_exec (self->pg,
              "select " PN_PG_EVENT_COLUMNS
              " from phien.event e where e.meeting_id = $1 and e.seq > $2 order by e.seq limit $3",
              pn_pg_args ("iii", meeting, seq, (gint64) limit), on_event_rows, ask);
}

static void
on_id_row (const PnPgResult *result, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  if (own == NULL && pn_pg_result_rows (result) == 0)
    own = g_error_new (PN_ERROR, PN_ERROR_NOT_FOUND, "%s", ask->missing);
  ask->id (own == NULL ? pn_pg_result_int (result, 0, 0) : 0, own, ask->data);
}

static void
meeting_of_item (void *impl, gint64 item, PnIdFound cb, gpointer data)
{
  PnPgStore *self = impl;
  Ask *ask = ask_new (data, "no such agenda item");
  ask->id = cb;
  pn_pg_exec (self->pg, "select meeting_id from phien.agenda_item where id = $1", pn_pg_args ("i", item),
              on_id_row, ask);
}

static void
meeting_of_vote (void *impl, gint64 vote, PnIdFound cb, gpointer data)
{
  PnPgStore *self = impl;
  Ask *ask = ask_new (data, "no such vote");
  ask->id = cb;
  pn_pg_exec (self->pg, "select meeting_id from phien.vote where id = $1", pn_pg_args ("i", vote), on_id_row,
              ask);
}

static void
on_json_row (const PnPgResult *result, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  if (own == NULL && (pn_pg_result_rows (result) == 0 || pn_pg_result_is_null (result, 0, 0)))
    own = g_error_new (PN_ERROR, PN_ERROR_NOT_FOUND, "%s", ask->missing);
  ask->json (own == NULL ? pn_pg_result_json (result, 0, 0) : NULL, own, ask->data);
}

void
pn_pg_ask_json (PnPgStore *self, const char *sql, PnPgParams *params, const char *missing, PnJsonFound cb,
                gpointer data)
{
  Ask *ask = ask_new (data, missing);
  ask->json = cb;
  pn_pg_exec (self->pg, sql, params, on_json_row, ask);
}

/* Unread and counted papers are those this person may read (may_read_document: one place says so). */
static void
meetings (void *impl, gint64 person, PnJsonFound cb, gpointer data)
{
  static const char sql[]
      = "with mine as (select m.*, p.role, p.response from phien.meeting m "
        "  left join phien.participant p on p.meeting_id = m.id and p.person_id = $1 "
        "  where m.deleted_at is null and phien.may_see_meeting ($1, m.id) order by m.starts_at desc limit "
        "1000), "
        "paper as (select d.meeting_id, count(*) as n, count(*) filter (where r.person_id is null) as unread "
        "  from phien.document d join mine on mine.id = d.meeting_id "
        "  join lateral (select v.id from phien.document_version v where v.document_id = d.id order by v.n "
        "desc limit 1) v on true "
        "  left join phien.document_read r on r.version_id = v.id and r.person_id = $1 "
        "  where d.kind = 'paper' and d.retracted_at is null and phien.may_read_document ($1, d.id) group by "
        "1) "
        "select jsonb_build_object ('meetings', coalesce (jsonb_agg (jsonb_build_object ('id', m.id, "
        "'title', m.title, "
        "  'kind', m.kind, 'state', m.state, 'starts_at', " ISO ("m.starts_at") ", 'ends_at', " ISO (
            "m.ends_at") ", "
                         "  'place', m.place, 'chair', jsonb_build_object ('id', c.id, 'name', c.name), "
                         "'my_role', m.role, "
                         "  'my_response', m.response, 'documents', coalesce (paper.n, 0), 'unread', "
                         "coalesce (paper.unread, 0), "
                         "  'unit', jsonb_build_object ('id', u.id, 'name', u.name), 'version', m.version) "
                         "order by m.starts_at desc), '[]'), "
                         "  'templates', (select coalesce (jsonb_agg (jsonb_build_object ('id', t.id, "
                         "'title', t.title, 'kind', t.kind) "
                         "    order by t.title), '[]') from phien.meeting_template t)) "
                         "from mine m join phien.person c on c.id = m.chair_id join phien.org_unit u on u.id "
                         "= m.unit_id "
                         "left join paper on paper.meeting_id = m.id";
  pn_pg_ask_json (impl, sql, pn_pg_args ("i", person), "", cb, data);
}

static void
org_tree (void *impl, PnJsonFound cb, gpointer data)
{
  static const char sql[]
      = "select jsonb_build_object ("
        "'units', (select coalesce (jsonb_agg (jsonb_build_object ('id', u.id, 'parent', u.parent_id, "
        "'name', u.name, "
        "  'code', u.code, 'kind', u.kind) order by u.sort, u.name), '[]') from phien.org_unit u where "
        "u.valid @> phien.vn_today ()), "
        "'people', (select coalesce (jsonb_agg (jsonb_build_object ('id', p.id, 'name', p.name, 'title', "
        "p.title, "
        "  'rank', p.rank, 'unit', p.unit_id) order by p.rank, p.name), '[]') from phien.person_now p))";
  pn_pg_ask_json (impl, sql, NULL, "", cb, data);
}

static void
minutes (void *impl, gint64 meeting, PnJsonFound cb, gpointer data)
{
  static const char sql[]
      = "select jsonb_strip_nulls (jsonb_build_object ('rev', r.rev, 'state', r.state, 'sections', "
        "r.sections, "
        "  'version', (select v.id from phien.document d join phien.document_version v on v.document_id = "
        "d.id "
        "     where d.meeting_id = r.meeting_id and d.kind = 'minutes' order by v.n desc limit 1), "
        "  'editor', (select jsonb_build_object ('id', p.id, 'name', p.name) from phien.person p where p.id "
        "= r.author_id))) "
        "from phien.minutes_revision r where r.meeting_id = $1 order by r.rev desc limit 1";
  pn_pg_ask_json (impl, sql, pn_pg_args ("i", meeting), "there are no minutes yet", cb, data);
}

static void
read_versions (void *impl, gint64 meeting, gint64 person, PnJsonFound cb, gpointer data)
{
  static const char sql[]
      = "select coalesce (jsonb_agg (r.version_id), '[]') from phien.document_read r "
        "join phien.document_version v on v.id = r.version_id join phien.document d on d.id = v.document_id "
        "where d.meeting_id = $1 and r.person_id = $2";
  pn_pg_ask_json (impl, sql, pn_pg_args ("ii", meeting, person), "", cb, data);
}

static void
person (void *impl, gint64 id, PnJsonFound cb, gpointer data)
{
  /* The body somebody belongs to: the topmost unit above his own. */
  static const char sql[]
      = "with recursive p as (select * from phien.person_now where id = $1), "
        "up as (select u.id, u.parent_id, u.name, 0 as n from phien.org_unit u join p on p.unit_id = u.id "
        "  union all select u.id, u.parent_id, u.name, up.n + 1 from phien.org_unit u join up on "
        "up.parent_id = u.id where up.n < 50), "
        "top as (select id, name from up union all (select id, name from phien.org_unit where parent_id is "
        "null order by id limit 1)) "
        "select jsonb_build_object ('person', jsonb_build_object ('id', p.id, 'name', p.name, 'title', "
        "p.title, 'rank', p.rank, "
        "  'unit', p.unit_id), 'body_unit', (select jsonb_build_object ('id', x.id, 'name', x.name) from "
        "  (select id, name, n from up union all select id, name, -1 from top) x order by x.n desc limit 1)) "
        "from p";
  pn_pg_ask_json (impl, sql, pn_pg_args ("i", id), "no such person", cb, data);
}

/* ---- Events that others append */

static void
on_notify (const char *channel, const char *payload, gpointer data)
{
  PnPgStore *self = data;
  if (self->foreign != NULL)
    self->foreign (payload == NULL ? 0 : g_ascii_strtoll (payload, NULL, 10), self->foreign_data);
}

static void
watch (void *impl, void (*foreign) (gint64 meeting, gpointer data), gpointer data)
{
  PnPgStore *self = impl;
  self->foreign = foreign;
  self->foreign_data = data;
  pn_pg_listen (self->pg, "phien_event", on_notify, self);
}

PnPgStore *
pn_pg_store_new (PnPg *pg)
{
  PnPgStore *self = g_new0 (PnPgStore, 1);
  self->pg = pg;
  self->store = (PnStore){
    .impl = self,
    .find_reply = find_reply,
    .load_room = pn_pg_load_room,
    .events_after = events_after,
    .meeting_of_item = meeting_of_item,
    .meeting_of_vote = meeting_of_vote,
    .meetings = meetings,
    .org_tree = org_tree,
    .minutes = minutes,
    .read_versions = read_versions,
    .person = person,
    .watch = watch,
  };
  self->accounts.impl = self;
  pn_pg_fill_writing (&self->store);
  pn_pg_fill_sites (&self->store);
  pn_pg_fill_accounts (&self->accounts);
  return self;
}

void
pn_pg_store_free (PnPgStore *self)
{
  g_free (self);
}

const PnStore *
pn_pg_store_port (PnPgStore *self)
{
  return &self->store;
}

const PnAccounts *
pn_pg_accounts_port (PnPgStore *self)
{
  return &self->accounts;
}
