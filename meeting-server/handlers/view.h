/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room as JSON for one person: meeting_detail, room_snapshot and their parts, as protocol/schema/types.json has them.
 * Shows nothing the person may not see; changes nothing. Loop's thread only. */
#pragma once

#include "meeting-server/handlers/app.h"

typedef struct {
  gint64 person;
  PnSystemRole system_role;
  const PnJson *read; /* ids of the versions this person has opened; may be NULL */
} PnViewer;

/* All transfer full. */
PnJson *pn_view_detail (PnRoom *room, const PnViewer *viewer);
PnJson *pn_view_snapshot (PnRoom *room, const PnViewer *viewer);
PnJson *pn_view_tracks (PnRoom *room);
PnJson *pn_view_line (const PnLine *line);
PnJson *pn_view_counts (const PnRoom *room);
PnJson *pn_view_outcome (const PnRoom *room, const PnMotion *motion, const PnOutcome *outcome);
/* [{key, heading, paragraphs}] */
PnJson *pn_view_minutes (const PnRoom *room, gint64 closing_us);
/* ISO 8601, or null for 0. */
void pn_view_set_time (PnJson *o, const char *key, gint64 us);
/* null for 0 */
void pn_view_set_id (PnJson *o, const char *key, gint64 id);
