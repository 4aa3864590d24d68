/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structured log: one line of JSON on stderr for each message, {"t","level","area","msg",key:value…}.
 * Never blocks on anything but stderr, never carries secrets or passwords (the caller's duty); any thread may call. */
#pragma once

#include <glib.h>

typedef enum { PN_LOG_DEBUG, PN_LOG_INFO, PN_LOG_WARNING, PN_LOG_ERROR } PnLogLevel;

/* Key/value pairs of strings, ended by NULL; a NULL value is written as null.
 *   pn_log (PN_LOG_INFO, "room", "opened", "meeting", PN_I64 (id), NULL);  */
void pn_log (PnLogLevel level, const char *area, const char *message, ...) G_GNUC_NULL_TERMINATED;
#define pn_debug(area, ...) pn_log (PN_LOG_DEBUG, area, __VA_ARGS__, NULL)
#define pn_info(area, ...) pn_log (PN_LOG_INFO, area, __VA_ARGS__, NULL)
#define pn_warning(area, ...) pn_log (PN_LOG_WARNING, area, __VA_ARGS__, NULL)
#define pn_error_log(area, ...) pn_log (PN_LOG_ERROR, area, __VA_ARGS__, NULL)
/* Adds "error" (wire name) and "detail" of the GError. */
void pn_log_gerror (PnLogLevel level, const char *area, const char *message, const GError *error);

/* A number as a log value; lives until the end of the enclosing block. */
#define PN_I64(value) pn_log_i64 ((char[24]){ 0 }, (value))
const char *pn_log_i64 (char *buffer, gint64 value);

/* Installs the GLib writer (g_warning etc. come out as JSON too) and names the program. Messages below `least` are dropped. */
void pn_log_init (const char *program, PnLogLevel least);
gboolean pn_log_level_from_name (const char *name, PnLogLevel *level);
