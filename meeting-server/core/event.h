/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One entry of a meeting's record, as the core understands it: who, when, what kind, and the few values that change a room.
 * Plain data; the JSON of the same event stays at the edge. Any thread may call. */
#pragma once

#include "meeting-server/core/types.h"

/* RELOAD: the room's structure changed; it is read again from the tables. LOG: the minutes are made from it. */
#define PN_KINDS(X)                                                                                                   \
  X (OTHER, "", 0, 0)                                                                                                 \
  X (MEETING_PUBLISHED, "meeting.published", 0, 0)                                                                    \
  X (MEETING_OPENED, "meeting.opened", 0, 1)                                                                          \
  X (MEETING_PAUSED, "meeting.paused", 0, 1)                                                                          \
  X (MEETING_RESUMED, "meeting.resumed", 0, 1)                                                                        \
  X (MEETING_CLOSED, "meeting.closed", 1, 1)                                                                          \
  X (MEETING_CHANGED, "meeting.changed", 1, 0)                                                                        \
  X (ATTENDANCE_CHANGED, "attendance.changed", 0, 0)                                                                  \
  X (ROSTER_JOINED, "roster.joined", 0, 0)                                                                            \
  X (ROSTER_LEFT, "roster.left", 0, 0)                                                                                \
  X (AGENDA_STARTED, "agenda.started", 0, 1)                                                                          \
  X (AGENDA_CONCLUDED, "agenda.concluded", 0, 1)                                                                      \
  X (AGENDA_CHANGED, "agenda.changed", 1, 0)                                                                          \
  X (PRESENT_STARTED, "present.started", 0, 0)                                                                        \
  X (PRESENT_PAGED, "present.paged", 0, 0)                                                                            \
  X (PRESENT_STOPPED, "present.stopped", 0, 0)                                                                        \
  X (FLOOR_REQUESTED, "floor.requested", 0, 0)                                                                        \
  X (FLOOR_WITHDRAWN, "floor.withdrawn", 0, 0)                                                                        \
  X (FLOOR_GRANTED, "floor.granted", 0, 1)                                                                            \
  X (FLOOR_ENDED, "floor.ended", 0, 1)                                                                                \
  X (VOTE_OPENED, "vote.opened", 1, 0)                                                                                \
  X (VOTE_CAST, "vote.cast", 0, 0)                                                                                    \
  X (VOTE_CLOSED, "vote.closed", 1, 1)                                                                                \
  X (RECORD_STARTED, "record.started", 0, 0)                                                                          \
  X (RECORD_STOPPED, "record.stopped", 0, 0)                                                                          \
  X (DOCUMENT_ADDED, "document.added", 1, 0)                                                                          \
  X (MINUTES_DRAFTED, "minutes.drafted", 0, 0)                                                                        \
  X (MINUTES_UPDATED, "minutes.updated", 0, 0)                                                                        \
  X (MINUTES_FROZEN, "minutes.frozen", 0, 0)                                                                          \
  X (MINUTES_SIGNED, "minutes.signed", 1, 0)                                                                          \
  X (CHAT_SAID, "chat.said", 0, 0)

typedef enum {
#define X(NAME, word, reload, log) PN_KIND_##NAME,
  PN_KINDS (X)
#undef X
  PN_N_KINDS
} PnKind;

const char *pn_kind_name (PnKind kind);
/* An unknown word gives PN_KIND_OTHER: broadcast, but changes nothing here. */
PnKind pn_kind_from_name (const char *word);
gboolean pn_kind_reloads (PnKind kind);
gboolean pn_kind_is_logged (PnKind kind);

typedef struct {
  gint64 seq, at_us;
  gint64 actor; /* person, 0: the system */
  PnKind kind;
  gint64 person, peer, item, vote, version, request, proxy; /* 0: not in this kind */
  gint page, seconds;
  PnAttendance attendance;
  gboolean has_response; /* attendance.changed came from an answer to the invitation */
  PnResponse response;
  PnChoice choice; /* vote.cast: from the ballot itself, never from the record */
  char *text;      /* conclusion, chat line, reason */
  char *sha256;
} PnEvent;

PnEvent *pn_event_copy (const PnEvent *event);
void pn_event_free (PnEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnEvent, pn_event_free)
