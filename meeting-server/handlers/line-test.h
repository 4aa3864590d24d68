/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line test before the meeting: what somebody sends comes back to the same person and to nobody else. A
 * room of the media server of its own, for two minutes, for at most fifty people at once. Knows no meeting.
 * Loop's thread only. */
#pragma once

#include "meeting-server/handlers/session.h"

#define PN_LINE_TEST_SECONDS 120
#define PN_LINE_TESTS_MAX 50

typedef struct PnLineTest {
  gint64 room, peer;
  gint64 until_us;
} PnLineTest;

/* The running test of this session, or a new one. Errors: LINK_AWAY, RATE_LIMITED, OVERLOADED. */
PnLineTest *pn_line_test_get (PnSession *session, GError **error);
/* Nothing happens when none is running. */
void pn_line_test_end (PnSession *session);
