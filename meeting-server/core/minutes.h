/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft of the minutes as a projection of the record: the five parts of Decision 45/2018/QĐ-TTg (R33), in official Vietnamese.
 * Pure text from a room: no database, no clock (Vietnam time, UTC+7, is computed here). All calls from one thread. */
#pragma once

#include "meeting-server/core/room.h"

typedef struct {
  const char *key;     /* present, course, opinions, votes, conclusions */
  const char *heading; /* static */
  GPtrArray *paragraphs; /* char* */
} PnMinutesSection;

typedef struct PnMinutes PnMinutes;

#define PN_MINUTES_SECTIONS 5

/* closing_us: the moment of the close, whose event is not in the record yet. */
PnMinutes *pn_minutes_project (const PnRoom *room, gint64 closing_us);
void pn_minutes_free (PnMinutes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnMinutes, pn_minutes_free)
const PnMinutesSection *pn_minutes_section (const PnMinutes *self, guint index);
