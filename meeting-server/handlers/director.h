/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the media server what the order of the meeting asks of it (core/stage): whose picture goes first towards each subscriber,
 * whose voice is always carried; and lifts the chair's mute from who is given the floor. Decides no rights. Loop's thread only. */
#pragma once

#include "meeting-server/handlers/hall.h"

/* What this subscriber shows now; kept until the next word, or until it leaves. */
void pn_director_prefer (PnHall *hall, PnSession *session, GArray *take_tiles);
/* The media server knows this subscriber anew (it offered again). */
void pn_director_repeat (PnHall *hall, PnSession *session);
/* Somebody else is heard, or tracks came or went: tells what is different now. */
void pn_director_look (PnHall *hall);
void pn_director_on_event (PnHall *hall, const PnEvent *event);
/* A media server that knows nothing: mutes first, before anybody can send. */
void pn_director_begin (PnHall *hall);
/* Somebody sits down: what the chair has muted holds for this device too. */
void pn_director_seat (PnHall *hall, gint64 person, gint64 peer);
