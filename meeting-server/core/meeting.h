/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one meeting: draft → published → open ⇄ paused → closed → archived; drawn in docs/diagrams/meeting.md.
 * Pure rule, no data of its own: no database, no clock; any thread may call. */
#pragma once

#include "meeting-server/core/types.h"

/* The only way to another state. Errors: WRONG_STATE, naming both states; *state is then untouched. */
gboolean pn_meeting_move (PnMeetingState *state, PnMeetingState next, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same question without the move. */
gboolean pn_meeting_may_move (PnMeetingState state, PnMeetingState next, GError **error);
