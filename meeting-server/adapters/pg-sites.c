/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Equipment of sites: keys, room systems, checks. */
#include "meeting-server/adapters/pg-private.h"

#include "base/error.h"

#define ISO(x) "to_char ((" x ") at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

typedef struct {
  PnSiteTokenFound token;
  PnSiteSourceFound source;
  PnPeersFound peers;
  gpointer data;
} Ask;

/* ---- Lists for the desk */

static void
site_tokens (void *impl, gint64 meeting, PnJsonFound cb, gpointer data)
{
  static const char sql[]
      = "select coalesce (jsonb_agg (jsonb_build_object ('id', t.id, 'site', t.site_id, 'purpose', "
        "t.purpose, "
        "  'follows_site', t.follows_site_id, 'created_at', " ISO (
            "t.created_at") ", 'created_by', "
                            "  jsonb_build_object ('id', p.id, 'name', p.name), 'expires_at', " ISO (
                                "t.expires_at") ", 'last_used_at', "
                                                "  " ISO (
                                                    "t.last_used_at") ", 'live', t.live_peer is not null) "
                                                                      "order by t.id desc), '[]') "
                                                                      "from (select * from phien.site_token "
                                                                      "where meeting_id = $1 and revoked_at "
                                                                      "is null and expires_at > now () "
                                                                      "  order by id desc limit 2000) t join "
                                                                      "phien.person p on p.id = t.created_by";
  pn_pg_ask_json (impl, sql, pn_pg_args ("i", meeting), "", cb, data);
}

/* The newest of each person at each site. */
static void
site_checks (void *impl, gint64 meeting, PnJsonFound cb, gpointer data)
{
  static const char sql[]
      = "select coalesce (jsonb_agg (jsonb_build_object ('id', c.id, 'site', c.site_id, 'person', "
        "  jsonb_build_object ('id', p.id, 'name', p.name), 'at', " ISO (
            "c.at") ", 'passed', c.passed, 'result', c.result) "
                    "  order by c.at desc), '[]') "
                    "from (select distinct on (site_id, person_id) * from phien.site_check where meeting_id "
                    "= $1 "
                    "  order by site_id, person_id, at desc limit 2000) c join phien.person p on p.id = "
                    "c.person_id";
  pn_pg_ask_json (impl, sql, pn_pg_args ("i", meeting), "", cb, data);
}

/* ---- Keys */

static void
on_token_row (const PnPgResult *r, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  if (own != NULL || pn_pg_result_rows (r) == 0) {
    ask->token (NULL, own, ask->data);
    return;
  }
  PnSiteToken token = {
    .id = pn_pg_result_int (r, 0, 0),
    .meeting = pn_pg_result_int (r, 0, 1),
    .site = pn_pg_result_int (r, 0, 2),
    .watch = g_strcmp0 (pn_pg_result_text (r, 0, 3), "watch") == 0,
    .follows_site = pn_pg_result_int (r, 0, 4),
    .expires_us = pn_pg_result_time (r, 0, 5),
  };
  ask->token (&token, NULL, ask->data);
}

static void
site_token_find (void *impl, const guint8 hash[PN_SHA256_BYTES], PnSiteTokenFound cb, gpointer data)
{
  PnPgStore *self = impl;
  Ask *ask = g_new0 (Ask, 1);
  PnPgParams *params = pn_pg_params_new ();
  ask->token = cb;
  ask->data = data;
  pn_pg_params_bytea (params, hash, PN_SHA256_BYTES);
  pn_pg_exec (
      self->pg,
      "select t.id, t.meeting_id, t.site_id, t.purpose, coalesce (t.follows_site_id, 0), t.expires_at "
      "from phien.site_token t where t.token_sha256 = $1 and t.revoked_at is null and t.expires_at > now ()",
      params, on_token_row, ask);
}

static void
site_token_live (void *impl, gint64 token, gint64 peer)
{
  PnPgStore *self = impl;
  pn_pg_exec (
      self->pg,
      "update phien.site_token set live_peer = nullif ($2::bigint, 0), last_used_at = now () where id = $1",
      pn_pg_args ("ii", token, peer), NULL, NULL);
}

static void
on_peer_rows (const PnPgResult *r, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  g_autoptr (GArray) peers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (int i = 0; own == NULL && i < pn_pg_result_rows (r); i++) {
    gint64 peer = pn_pg_result_int (r, i, 0);
    g_array_append_val (peers, peer);
  }
  ask->peers ((const gint64 *) peers->data, peers->len, own, ask->data);
}

static void
site_peers_left (void *impl, PnPeersFound cb, gpointer data)
{
  PnPgStore *self = impl;
  Ask *ask = g_new0 (Ask, 1);
  ask->peers = cb;
  ask->data = data;
  pn_pg_exec (
      self->pg,
      "with was as (select id, live_peer from phien.site_token where live_peer is not null for update) "
      "update phien.site_token t set live_peer = null from was where t.id = was.id returning was.live_peer",
      NULL, on_peer_rows, ask);
}

static void
site_token_make (PnStoreTx *tx, const PnSiteToken *token, const guint8 hash[PN_SHA256_BYTES], gint64 by)
{
  PnPgParams *params = pn_pg_args ("iitiiT", token->meeting, token->site, token->watch ? "watch" : "publish",
                                   token->follows_site, by, token->expires_us);
  pn_pg_params_bytea (params, hash, PN_SHA256_BYTES);
  pn_pg_tx_add (
      pn_pg_store_tx (tx),
      PN_PG_KEEP_ID (
          "insert into phien.site_token (meeting_id, site_id, purpose, follows_site_id, created_by, "
          "expires_at, token_sha256) values ($1, $2, $3, nullif ($4::bigint, 0), $5, $6, $7) returning id"),
      params);
}

static void
site_token_revoke (PnStoreTx *tx, gint64 meeting, gint64 token)
{
  pn_pg_tx_add (pn_pg_store_tx (tx),
                "update phien.site_token set revoked_at = now (), live_peer = null "
                "where id = $2 and meeting_id = $1 and revoked_at is null",
                pn_pg_args ("ii", meeting, token));
}

/* ---- Room systems */

static void
on_source_row (const PnPgResult *r, const GError *error, gpointer data)
{
  g_autofree Ask *ask = data;
  g_autoptr (GError) own = pn_pg_own_error (error);
  if (own != NULL || pn_pg_result_rows (r) == 0) {
    ask->source (NULL, own, ask->data);
    return;
  }
  PnSiteSource source
      = { pn_pg_result_text (r, 0, 0), pn_pg_result_text (r, 0, 1), pn_pg_result_text (r, 0, 2) };
  ask->source (&source, NULL, ask->data);
}

static void
site_source (void *impl, gint64 meeting, gint64 site, PnSiteSourceFound cb, gpointer data)
{
  PnPgStore *self = impl;
  Ask *ask = g_new0 (Ask, 1);
  ask->source = cb;
  ask->data = data;
  pn_pg_exec (self->pg,
              "select url, username, password from phien.site_source where meeting_id = $1 and site_id = $2",
              pn_pg_args ("ii", meeting, site), on_source_row, ask);
}

static void
site_source_set (PnStoreTx *tx, gint64 meeting, gint64 site, const PnSiteSource *source, gint64 by)
{
  if (source == NULL)
    pn_pg_tx_add (pn_pg_store_tx (tx), "delete from phien.site_source where meeting_id = $1 and site_id = $2",
                  pn_pg_args ("ii", meeting, site));
  else
    pn_pg_tx_add (pn_pg_store_tx (tx),
                  "insert into phien.site_source (site_id, meeting_id, url, username, password, updated_by) "
                  "values ($2, $1, $3, $4, $5, $6) on conflict (site_id) do update set url = excluded.url, "
                  "username = excluded.username, password = excluded.password, updated_by = "
                  "excluded.updated_by, updated_at = now ()",
                  pn_pg_args ("iittti", meeting, site, source->url, source->username, source->password, by));
}

static void
site_check_add (PnStoreTx *tx, gint64 meeting, gint64 site, gint64 person, gboolean passed,
                const PnJson *result)
{
  pn_pg_tx_add (
      pn_pg_store_tx (tx),
      PN_PG_KEEP_ID ("insert into phien.site_check (meeting_id, site_id, person_id, passed, result) "
                     "values ($1, nullif ($2::bigint, 0), $3, $4, $5::jsonb) returning id"),
      pn_pg_args ("iiibj", meeting, site, person, passed, result));
}

void
pn_pg_fill_sites (PnStore *s)
{
  s->site_tokens = site_tokens;
  s->site_checks = site_checks;
  s->site_token_find = site_token_find;
  s->site_token_live = site_token_live;
  s->site_peers_left = site_peers_left;
  s->site_token_make = site_token_make;
  s->site_token_revoke = site_token_revoke;
  s->site_source = site_source;
  s->site_source_set = site_source_set;
  s->site_check_add = site_check_add;
}
