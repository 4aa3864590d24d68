/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A meeting in memory with the people in it: loads the room, lets commands in (one that writes at a time),
 * applies events strictly by number whoever appended them, and broadcasts. Knows no SQL. Loop's thread only.
 */
#pragma once

#include "meeting-server/handlers/app.h"

typedef struct PnRecorder PnRecorder;

struct PnHall {
  PnApp *app;
  gint64 meeting;
  PnRoom *room;            /* NULL until loaded */
  gboolean loading, stale; /* stale: the tables know more than the room */
  gboolean gone;           /* the store has no such meeting (any more) */
  gboolean catching_up, catch_up_again;
  gint64 sent;           /* number of the last event broadcast */
  gint64 since;          /* `recent` begins after this number */
  GQueue recent;         /* Frame, for those who come back after a cut */
  GQueue early;          /* PnStored copies that arrived before their turn, by number */
  GQueue waiting;        /* PnCall not let in yet */
  GPtrArray *landing;    /* PnCall committed, waiting until their events are applied */
  guint shared, reading; /* running calls */
  gboolean alone;        /* one that writes is running */
  gboolean pumping;
  GPtrArray *equipment; /* PnEquipment of sites */
  GPtrArray *sessions;  /* PnSession that sit here, borrowed */
  char *layout;         /* of recording and hall screen; NULL: as the studio likes */
  char **layout_tracks; /* pictures that are called; NULL: none */
  PnRecorder *recorder; /* NULL: nothing is recorded */
  gint64 speaker, speaking_site; /* person or site that is heard, 0: none */
  gint64 heard;         /* and by which peer */
  guint voices;         /* what the media server was told last: room.voices */
  GArray *called;       /* gint64; NULL: nobody */
  gint64 idle_since;
};

#define PN_HALL_RECENT 1000
#define PN_HALL_WAITING_MAX 20000

PnHall *pn_hall_get (PnApp *app, gint64 meeting);  /* never NULL; begins loading */
PnHall *pn_hall_find (PnApp *app, gint64 meeting); /* NULL: not in memory */
void pn_hall_free (PnHall *self);

/* ---- Calls */
void pn_hall_enter (PnHall *self, PnCall *call);
void pn_hall_exit (PnHall *self, PnCall *call); /* it has been answered */
/* The call committed these; it lands when they are applied. */
void pn_hall_land (PnHall *self, PnCall *call, const PnStored *events, guint n);

/* ---- Events */
void pn_hall_feed (PnHall *self, const PnStored *events, guint n);
/* Reads what others appended. */
void pn_hall_catch_up (PnHall *self);
/* Frames after `seq` as this session may see them; FALSE: too far back, or from before this process (the
 * roster was another). */
gboolean pn_hall_since (PnHall *self, PnSession *session, gint64 seq, PnJson *array);

/* ---- People */
void pn_hall_sit (PnHall *self, PnSession *session, gint64 peer);
/* Out of the hall at once, without a word in the record. */
void pn_hall_stand (PnHall *self, PnSession *session);
/* The connection broke: out at once; the record follows by itself, and attendance when nobody comes back. */
void pn_hall_leave (PnHall *self, PnSession *session);

/* ---- Signals: not recorded. key: an older one of the same key that still waits is replaced; NULL: never. */
void pn_hall_signal (PnHall *self, const char *kind, PnJson *take_body, const char *coalesce,
                     PnSession *except);
/* The same as bytes, for single sessions. */
GBytes *pn_hall_signal_bytes (const PnHall *self, const char *kind, PnJson *take_body);
/* All tracks as they are now, to everybody or to one. */
void pn_hall_signal_tracks (PnHall *self);
/* Layout, called pictures and live list, to everybody. */
void pn_hall_signal_programme (PnHall *self);
PnJson *pn_hall_programme_json (const PnHall *self);
/* The session may see what belongs to internal items. */
gboolean pn_hall_sees_internal (PnHall *self, const PnSession *session);
