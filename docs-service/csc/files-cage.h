/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Landlock for phien-csc: from now on it reads only what names, TLS authorities and libraries need, and
 * writes no file. One way; call once, before threads. */
#pragma once

#include <glib.h>

/* ca: a file more that may be read, or "". A kernel without Landlock: TRUE, and a warning in the log. */
gboolean pn_csc_files_cage (const char *ca, GError **error) G_GNUC_WARN_UNUSED_RESULT;
