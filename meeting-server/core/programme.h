/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody watches who has one screen and one loudspeaker: whoever speaks and what is presented, or one
 * site. Pure logic over a room: no socket, no clock. All calls from one thread. */
#pragma once

#include "meeting-server/core/room.h"

/* Tracks to watch, transfer full, NULL for none: a shared screen goes before a camera; who has the floor is
 * seen before who is heard, but who is heard is heard; and when nobody speaks the chair, or anybody who is
 * there. site: watch this one instead (its equipment, else a person there); 0: the programme. */
void pn_programme_choose (const PnRoom *room, gint64 heard, gint64 site, char **audio, char **video);
