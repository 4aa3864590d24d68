/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few text patterns the schemas use, each written by hand instead of a regular expression engine at the door.
 * Pure, any thread may call; protocol/gen/c-code.ts maps the schema's pattern to the function. */
#pragma once

#include <glib.h>

gboolean pn_match_line (const char *text);         /* no control characters at all */
gboolean pn_match_text (const char *text);         /* none but tab, newline, carriage return */
gboolean pn_match_time (const char *text);         /* ISO 8601 in UTC, fraction of 1-6 digits optional */
gboolean pn_match_uuid (const char *text);         /* RFC 9562, lower case */
gboolean pn_match_sha256 (const char *text);       /* 64 lower-case hex digits */
gboolean pn_match_slug (const char *text);         /* [a-z][a-z0-9_]{0,31} */
gboolean pn_match_message_type (const char *text); /* area.verb */
gboolean pn_match_command_name (const char *text); /* area.verb, or one word */
gboolean pn_match_mid (const char *text);          /* [A-Za-z0-9_-]{1,16} */
gboolean pn_match_track_id (const char *text);     /* peer/source */
gboolean pn_match_wanted_track (const char *text); /* or loud/1 to loud/8 */
