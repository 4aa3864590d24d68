/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the counting handlers saw, for tests of the dispatch table. Never part of a daemon; one thread. */
#pragma once

#include <glib.h>

extern int pn_test_handled;
extern gint64 pn_test_last_vote;
