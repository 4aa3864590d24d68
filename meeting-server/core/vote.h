/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One motion put to the vote: who may vote, who has, and what the result is; drawn in docs/diagrams/agenda-floor-vote.md.
 * Pure logic: no database, no clock (times are handed in). All calls from one thread. */
#pragma once

#include "meeting-server/core/quorum.h"
#include "meeting-server/core/types.h"

typedef struct PnMotion PnMotion;
typedef enum { PN_MOTION_DRAFT, PN_MOTION_OPEN, PN_MOTION_CLOSED, PN_N_MOTION_STATES } PnMotionState;

typedef struct {
  PnTally tally;
  gboolean adopted;
  char *text_vi, *text_en;
} PnOutcome;
void pn_outcome_free (PnOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnOutcome, pn_outcome_free)

PnMotion *pn_motion_new (gint64 id, gint64 item, const char *question);
void pn_motion_free (PnMotion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnMotion, pn_motion_free)

gint64 pn_motion_id (const PnMotion *self);
gint64 pn_motion_item (const PnMotion *self); /* 0: none */
const char *pn_motion_question (const PnMotion *self);
PnMotionState pn_motion_state (const PnMotion *self);
gint64 pn_motion_opened_us (const PnMotion *self);
gint64 pn_motion_closed_us (const PnMotion *self);

/* Before opening only. Errors: WRONG_STATE, ALREADY_EXISTS. */
gboolean pn_motion_add_voter (PnMotion *self, gint64 person, GError **error);
gboolean pn_motion_is_voter (const PnMotion *self, gint64 person);
guint pn_motion_entitled (const PnMotion *self);
gint64 pn_motion_voter_at (const PnMotion *self, guint index);

/* The only way to another state. Errors: WRONG_STATE. */
gboolean pn_motion_set_state (PnMotion *self, PnMotionState next, gint64 at_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Errors: WRONG_STATE (not open), NOT_ENTITLED. */
gboolean pn_motion_may_cast (const PnMotion *self, gint64 person, GError **error);
/* Replaces an earlier ballot by the same person. */
gboolean pn_motion_cast (PnMotion *self, gint64 person, PnChoice choice, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* PN_CHOICE_NONE: has not voted. */
PnChoice pn_motion_choice (const PnMotion *self, gint64 person);
guint pn_motion_cast_count (const PnMotion *self);

/* Counts by the rule and number of members that held when the vote opened (R35); present comes from the room. */
PnOutcome *pn_motion_outcome (const PnMotion *self, gint present);
/* Set once, before opening. */
void pn_motion_set_rule (PnMotion *self, const PnRule *rule, gint members);
const PnRule *pn_motion_rule (const PnMotion *self);
/* The published result of a closed motion; taken over. NULL before. */
void pn_motion_set_outcome (PnMotion *self, PnOutcome *outcome);
const PnOutcome *pn_motion_get_outcome (const PnMotion *self);
