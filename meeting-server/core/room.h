/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live state of one meeting: what the tables say, moved on by the events of its record in the order of their numbers.
 * Pure logic: no socket, no database, no clock. All calls from one thread. */
#pragma once

#include "meeting-server/core/agenda.h"
#include "meeting-server/core/event.h"
#include "meeting-server/core/floor.h"
#include "meeting-server/core/quorum.h"
#include "meeting-server/core/roster.h"
#include "meeting-server/core/types.h"
#include "meeting-server/core/vote.h"

typedef struct PnRoom PnRoom;

typedef struct {
  gint64 id;
  gint64 unit;
  char *unit_name;
  char *title, *kind, *place, *description, *secrecy;
  PnMeetingState state;
  gint64 starts_us, ends_us;
  gint64 opened_us, closed_us; /* 0: not yet */
  gint64 chair, secretary, created_by;
  char *chair_name; /* also while the chair is not among the participants of a draft */
  gboolean recording;
  gint64 version;
  char *override_reason; /* why it was opened without a quorum, or NULL */
  gint members;          /* all members of the body (R35) */
  PnRule rule;
} PnMeetingInfo;

typedef struct {
  gint64 version; /* of the document; 0: nothing is presented */
  gint page;
  char *sha256;
  gint64 by;
} PnPresent;

typedef struct {
  gint present, members, quorum_needed;
  gboolean reached;
} PnAttendanceCounts;

#define PN_ROOM_CHAT_LINES 50

PnRoom *pn_room_new (gint64 meeting);
void pn_room_free (PnRoom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnRoom, pn_room_free)

/* ---- Filling, by the store, before the room is used. add_* take the object over. */
PnMeetingInfo *pn_room_info_to_fill (PnRoom *self);
void pn_room_add_participant (PnRoom *self, PnParticipant *take);
void pn_room_add_site (PnRoom *self, PnSite *take);
void pn_room_add_paper (PnRoom *self, PnPaper *take);
void pn_room_add_motion (PnRoom *self, PnMotion *take); /* oldest first */
PnAgenda *pn_room_agenda_to_fill (PnRoom *self);
PnFloor *pn_room_floor_to_fill (PnRoom *self);
/* Number of the last event the tables contain. */
void pn_room_set_seq (PnRoom *self, gint64 seq);
/* An event the tables contain already, of the kinds they do not hold in columns: presentation, chat, and the log. */
void pn_room_replay (PnRoom *self, const PnEvent *event);
/* Who is connected and what they send moves over from the room that was loaded before. */
void pn_room_take_roster (PnRoom *self, PnRoom *from);

/* ---- Moving on */
typedef enum {
  PN_APPLIED,        /* done */
  PN_APPLIED_OLD,    /* was in already */
  PN_APPLIED_GAP,    /* events before it are missing; nothing changed */
  PN_APPLIED_RELOAD, /* noted; the structure must be read again from the tables */
} PnApplied;
PnApplied pn_room_apply (PnRoom *self, const PnEvent *event);
gint64 pn_room_seq (const PnRoom *self);

/* ---- Looking. Arrays belong to the room. */
const PnMeetingInfo *pn_room_info (const PnRoom *self);
const GPtrArray *pn_room_participants (const PnRoom *self); /* PnParticipant, by protocol rank */
const GPtrArray *pn_room_sites (const PnRoom *self);        /* PnSite */
const GPtrArray *pn_room_papers (const PnRoom *self);       /* PnPaper */
const GPtrArray *pn_room_motions (const PnRoom *self);      /* PnMotion, oldest first */
const GPtrArray *pn_room_chat (const PnRoom *self);         /* PnChatLine, oldest first */
const GPtrArray *pn_room_log (const PnRoom *self);          /* PnEvent that the minutes are made from */
const PnAgenda *pn_room_agenda (const PnRoom *self);
const PnFloor *pn_room_floor (const PnRoom *self);
PnRoster *pn_room_roster (PnRoom *self);
const PnRoster *pn_room_roster_const (const PnRoom *self);
const PnPresent *pn_room_present (const PnRoom *self); /* NULL: nothing */

const PnParticipant *pn_room_participant (const PnRoom *self, gint64 person); /* NULL: not invited */
const PnSite *pn_room_site (const PnRoom *self, gint64 site); /* NULL: none of this meeting */
const PnPaper *pn_room_paper_of_version (const PnRoom *self, gint64 version);
PnMotion *pn_room_motion (const PnRoom *self, gint64 vote);
PnMotion *pn_room_open_motion (const PnRoom *self); /* NULL: none */
PnAttendanceCounts pn_room_attendance (const PnRoom *self);
/* Voting members who count as present in this motion: on the roll, or cast a ballot. */
gint pn_room_present_for (const PnRoom *self, const PnMotion *motion);

/* ---- Rights (core/policy over this room). Errors as pn_policy_check. */
guint pn_room_who (const PnRoom *self, gint64 person, PnSystemRole system_role);
