/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asked to speak, in which order, and who has the floor; drawn in docs/diagrams/agenda-floor-vote.md.
 * Pure logic: no database, no clock (times are handed in). All calls from one thread. */
#pragma once

#include <glib.h>

typedef enum {
  PN_SPEAK_WAITING, /* in the queue */
  PN_SPEAK_GRANTED, /* is the speaker */
  PN_SPEAK_DONE,
  PN_SPEAK_WITHDRAWN,
  PN_N_SPEAK_STATES
} PnSpeakState;

typedef struct {
  gint64 request; /* 0: the chair called somebody who had not asked */
  gint64 person;
  gint64 asked_us;
  gint64 granted_us;
  gint seconds; /* allowed speaking time, 0: no limit */
  PnSpeakState state;
} PnSpeak;

typedef struct PnFloor PnFloor;

PnFloor *pn_floor_new (void);
void pn_floor_free (PnFloor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnFloor, pn_floor_free)

guint pn_floor_waiting (const PnFloor *self);
const PnSpeak *pn_floor_at (const PnFloor *self, guint index); /* queue, oldest first */
const PnSpeak *pn_floor_find (const PnFloor *self, gint64 person); /* waiting; NULL: has not asked */
const PnSpeak *pn_floor_speaker (const PnFloor *self);            /* NULL: nobody */

/* One place in the queue per person; a speaker cannot ask at the same time. Errors: ALREADY_EXISTS. */
gboolean pn_floor_may_request (const PnFloor *self, gint64 person, GError **error);
void pn_floor_request (PnFloor *self, gint64 request, gint64 person, gint64 at_us);
/* Errors: NOT_FOUND when the person does not wait. */
gboolean pn_floor_withdraw (PnFloor *self, gint64 person, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Gives the floor, ending the present speech; who has not asked is called directly. */
void pn_floor_grant (PnFloor *self, gint64 person, gint seconds, gint64 at_us);
/* Errors: WRONG_STATE when nobody speaks. */
gboolean pn_floor_end (PnFloor *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Nobody waits or speaks any more (the meeting closed). */
void pn_floor_clear (PnFloor *self);
