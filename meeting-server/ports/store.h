/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where meetings are kept: reading a room, and transactions of domain verbs that end with events and one
 * command row. A contract of function pointers; who implements it owns the SQL, who calls it owns the rules.
 * Loop's thread only. */
#pragma once

#include "base/id.h"
#include "base/wire.h"
#include "meeting-server/core/room.h"

/* An event as the record has it. `body` is what goes to clients; `choice` of a vote.cast is not in it. */
typedef struct {
  gint64 seq, at_us, actor;
  char *kind;
  PnJson *body;
  PnChoice choice;
} PnStored;

/* Which command a transaction belongs to; id NULL: none (the server itself does it). */
typedef struct {
  const char *id; /* UUID of the client */
  gint64 account;
  gint64 meeting; /* 0: none */
  const char *type;
} PnCommandKey;

/* Fields of a meeting; NULL, 0 or -1 leaves what is there (update) or takes the default (create). */
typedef struct {
  const char *title, *kind, *place, *description;
  gint64 unit, chair, secretary, template, author;
  gint64 starts_us, ends_us; /* -1: leave */
} PnMeetingFields;

typedef struct {
  gint64 person;
  PnRole role;
  gint64 site; /* 0: none */
  gboolean votes;
} PnInvited;

typedef struct {
  const char *title; /* NULL: leave */
  gint minutes;      /* -1: leave */
  gint64 rapporteur; /* -1: leave, 0: nobody */
  gint internal;     /* -1: leave */
} PnItemFields;

/* Key of an encoder (publish) or hall decoder (watch) at a site. */
typedef struct {
  gint64 id, meeting, site;
  gboolean watch;
  gint64 follows_site; /* 0: whoever speaks */
  gint64 expires_us;
} PnSiteToken;

/* Room system of a site. */
typedef struct {
  const char *url, *username, *password; /* url without user and password */
} PnSiteSource;

typedef struct PnStoreTx PnStoreTx;

/* Exactly one call each, never from inside the asking call. Errors are PN_ERROR codes fit for clients;
 * DATABASE_AWAY means that a write may or may not have happened. */
typedef void (*PnReplyFound) (const PnJson *reply, const GError *error,
                              gpointer data); /* NULL, NULL: no such command */
typedef void (*PnCommitted) (const PnStored *events, guint n, const PnJson *reply, const GError *error,
                             gpointer data);
typedef void (*PnRoomLoaded) (PnRoom *take, const GError *error, gpointer data);
typedef void (*PnEventsFound) (const PnStored *events, guint n, const GError *error, gpointer data);
typedef void (*PnJsonFound) (PnJson *take, const GError *error, gpointer data);
typedef void (*PnSiteTokenFound) (const PnSiteToken *token, const GError *error,
                                  gpointer data); /* NULL, NULL: none */
typedef void (*PnSiteSourceFound) (const PnSiteSource *source, const GError *error,
                                   gpointer data); /* NULL, NULL: none */
typedef void (*PnPeersFound) (const gint64 *peers, gsize n, const GError *error, gpointer data);
typedef void (*PnIdFound) (gint64 id, const GError *error, gpointer data);

typedef struct {
  void *impl;

  /* ---- Reading */
  void (*find_reply) (void *impl, const PnCommandKey *key, PnReplyFound cb,
                      gpointer data); /* NOT_ALLOWED: other account */
  void (*load_room) (void *impl, gint64 meeting, PnRoomLoaded cb, gpointer data); /* NOT_FOUND */
  /* Events after `seq`, in order, at most `limit`. */
  void (*events_after) (void *impl, gint64 meeting, gint64 seq, guint limit, PnEventsFound cb, gpointer data);
  void (*meeting_of_item) (void *impl, gint64 item, PnIdFound cb, gpointer data); /* NOT_FOUND */
  void (*meeting_of_vote) (void *impl, gint64 vote, PnIdFound cb, gpointer data); /* NOT_FOUND */
  void (*meetings) (void *impl, gint64 person, PnJsonFound cb,
                    gpointer data);                             /* body of the reply to meetings.list */
  void (*org_tree) (void *impl, PnJsonFound cb, gpointer data); /* body of the reply to org.tree */
  void (*minutes) (void *impl, gint64 meeting, PnJsonFound cb,
                   gpointer data); /* body of minutes.get; NOT_FOUND */
  void (*read_versions) (void *impl, gint64 meeting, gint64 person, PnJsonFound cb,
                         gpointer data); /* array of ids */
  void (*person) (void *impl, gint64 person, PnJsonFound cb,
                  gpointer data); /* {person, body_unit} of hello */
  void (*site_tokens) (void *impl, gint64 meeting, PnJsonFound cb,
                       gpointer data); /* array of site_token that hold */
  void (*site_checks) (void *impl, gint64 meeting, PnJsonFound cb,
                       gpointer data); /* array of site_check, newest first */
  /* Only one that holds: not expired, not taken back. */
  void (*site_token_find) (void *impl, const guint8 hash[PN_SHA256_BYTES], PnSiteTokenFound cb,
                           gpointer data);
  void (*site_source) (void *impl, gint64 meeting, gint64 site, PnSiteSourceFound cb, gpointer data);
  /* Which connection runs with this key now; 0: none. Kept so that a crash leaves nobody behind. */
  void (*site_token_live) (void *impl, gint64 token, gint64 peer);
  void (*site_peers_left) (void *impl, PnPeersFound cb, gpointer data); /* tells them once and forgets */
  /* An event of this meeting was appended by another process; meeting 0: read all again. */
  void (*watch) (void *impl, void (*foreign) (gint64 meeting, gpointer data), gpointer data);

  /* ---- Writing: begin, verbs, events, commit. "makes an id": `id_key` of later events and of the reply
   * takes it. */
  PnStoreTx *(*begin) (void *impl);
  void (*cancel) (PnStoreTx *tx);
  void (*meeting_create) (PnStoreTx *tx, const PnMeetingFields *fields); /* makes an id */
  void (*meeting_update) (PnStoreTx *tx, gint64 meeting, const PnMeetingFields *fields);
  void (*meeting_delete) (PnStoreTx *tx, gint64 meeting);
  void (*meeting_state) (PnStoreTx *tx, gint64 meeting, PnMeetingState next, const char *override_reason);
  void (*participants_set) (PnStoreTx *tx, gint64 meeting, const PnInvited *list, gsize n);
  void (*sites_set) (PnStoreTx *tx, gint64 meeting, const PnSite *list, gsize n); /* id 0: a new one */
  void (*site_token_make) (PnStoreTx *tx, const PnSiteToken *token, const guint8 hash[PN_SHA256_BYTES],
                           gint64 by); /* makes an id */
  void (*site_token_revoke) (PnStoreTx *tx, gint64 meeting, gint64 token);
  void (*site_source_set) (PnStoreTx *tx, gint64 meeting, gint64 site, const PnSiteSource *source,
                           gint64 by); /* NULL: none */
  void (*site_check_add) (PnStoreTx *tx, gint64 meeting, gint64 site, gint64 person, gboolean passed,
                          const PnJson *result); /* makes an id */
  void (*item_add) (PnStoreTx *tx, gint64 meeting, gint64 parent,
                    const PnItemFields *fields); /* makes an id */
  void (*item_update) (PnStoreTx *tx, gint64 item, const PnItemFields *fields);
  /* The children of one parent in their new order; ids may come from elsewhere in the tree. */
  void (*item_order) (PnStoreTx *tx, gint64 parent, const gint64 *items, gsize n);
  void (*item_remove) (PnStoreTx *tx, gint64 item);
  void (*item_start) (PnStoreTx *tx, gint64 item);
  void (*item_conclude) (PnStoreTx *tx, gint64 item, const char *conclusion);
  void (*respond) (PnStoreTx *tx, gint64 meeting, gint64 person, PnResponse response, const char *reason,
                   gint64 proxy);
  void (*attend) (PnStoreTx *tx, gint64 meeting, gint64 person, PnAttendance attendance);
  void (*floor_request) (PnStoreTx *tx, gint64 meeting, gint64 person); /* makes an id */
  void (*floor_withdraw) (PnStoreTx *tx, gint64 meeting, gint64 person);
  void (*floor_grant) (PnStoreTx *tx, gint64 meeting, gint64 person, gint seconds,
                       gint64 by); /* makes an id */
  void (*floor_end) (PnStoreTx *tx, gint64 meeting);
  void (*vote_open) (PnStoreTx *tx, gint64 meeting, gint64 item, const char *question,
                     gint64 by); /* makes an id */
  void (*vote_cast) (PnStoreTx *tx, gint64 meeting, gint64 vote, gint64 person, PnChoice choice,
                     const char *receipt);
  void (*vote_close) (PnStoreTx *tx, gint64 vote, const PnTally *tally, gboolean adopted,
                      const PnJson *result);
  void (*minutes_save) (PnStoreTx *tx, gint64 meeting, gint rev, const PnJson *sections, gint64 author);
  void (*minutes_freeze) (PnStoreTx *tx, gint64 meeting, gint rev);
  void (*record_start) (PnStoreTx *tx, gint64 meeting, const char *file, gint64 by); /* makes an id */
  /* The running recording of the meeting. error NULL: it is whole. */
  void (*record_stop) (PnStoreTx *tx, gint64 meeting, gint64 bytes, gint64 duration_ms, const char *error);
  void (*event) (PnStoreTx *tx, gint64 meeting, gint64 actor, const char *kind, const PnJson *body,
                 const char *id_key);
  /* Takes tx over. The reply is stored with the key and handed back as stored. */
  void (*commit) (PnStoreTx *tx, const PnCommandKey *key, const PnJson *reply, const char *id_key,
                  PnCommitted cb, gpointer data);
} PnStore;

/* The values of an event that the core understands; transfer full. */
PnEvent *pn_event_from_stored (const PnStored *stored);
