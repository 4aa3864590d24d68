/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command on its way: stored reply? → check in the core → one transaction → apply → broadcast → answer. A handler sees the
 * middle: it checks, fills the transaction and commits, or refuses. Exactly one answer. Loop's thread only. */
#pragma once

#include "meeting-server/core/policy.h"
#include "meeting-server/handlers/app.h"
#include "meeting-server/handlers/session.h"
#include "meeting-server/handlers/spec.h"

PnCall *pn_call_ref (PnCall *self);
void pn_call_unref (PnCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnCall, pn_call_unref)

/* For pn_app_receive: takes the message and starts. */
void pn_call_start (PnSession *session, const PnDispatch *dispatch, const char *id, gpointer take_message, const PnJson *body);
/* Something the server does itself in a meeting (somebody's connection broke): runs alone like a WRITE command. */
void pn_call_start_internal (PnHall *hall, const char *what, void (*run) (PnCall *call, gpointer data), gpointer data,
                             GDestroyNotify destroy);

PnApp *pn_call_app (const PnCall *self);
PnSession *pn_call_session (const PnCall *self); /* NULL: internal */
PnHall *pn_call_hall (const PnCall *self);
PnRoom *pn_call_room (const PnCall *self);
gconstpointer pn_call_message (const PnCall *self); /* the message it is about */
gint64 pn_call_meeting (const PnCall *self);
gint64 pn_call_person (const PnCall *self); /* 0: internal */
guint pn_call_who (const PnCall *self);     /* PN_WHO_… of the caller in this room */

/* ---- Checks that refuse by themselves: `if (!pn_call_may (call, …)) return;` */
gboolean pn_call_may (PnCall *self, PnAction action);
/* The caller must be in the room with this connection. NOT_IN_ROOM. */
gboolean pn_call_in_room (PnCall *self);

/* ---- Answers: one of these, once, now or later (keep a reference). */
void pn_call_reply (PnCall *self, PnJson *take_body); /* NULL: {} */
void pn_call_fail (PnCall *self, const GError *error);
void G_GNUC_PRINTF (3, 4) pn_call_refuse (PnCall *self, PnErrorCode code, const char *format, ...);

/* ---- The transaction. Begin, verbs of the store, events, commit. */
PnStoreTx *pn_call_begin (PnCall *self);
/* actor: the caller. body NULL: {}. id_key: the field that takes the id made in this transaction, or NULL. */
void pn_call_event (PnCall *self, const char *kind, PnJson *take_body, const char *id_key);
/* Stores and answers. id_key as above, for the reply. */
void pn_call_commit (PnCall *self, PnJson *take_reply, const char *id_key);
/* The same, but `then` runs after the events are applied and gives the answer. On failure the call is refused without it. */
void pn_call_commit_then (PnCall *self, void (*then) (PnCall *call));
/* A transaction with nothing but the answer (nothing changed). */
#define pn_call_done(call) pn_call_commit ((call), NULL, NULL)

/* Something a handler keeps from one step to the next; freed with the call, unless taken back. */
void pn_call_set_user (PnCall *self, gpointer user, GDestroyNotify destroy);
gpointer pn_call_take_user (PnCall *self);

/* For the hall: may run now; is finished with this reply. */
PnRunMode pn_call_mode (const PnCall *self);
void pn_call_run (PnCall *self);
void pn_call_applied (PnCall *self);
gint64 pn_call_waits_for (const PnCall *self); /* number of its last event */
