/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a seat in a room, new or again after a cut: what room.join and room.resume have in common.
 * Attendance fills itself here. Loop's thread only. */
#pragma once

#include "meeting-server/handlers/call.h"

/* after_seq < 0: answer with a snapshot, else with the events since, when they are still at hand. */
void pn_seat_take (PnCall *call, gint64 after_seq);
