/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appends JSON text to a GString inside the cage, where only output is needed. Never reads JSON (that is
 * base/wire, on the other side); any thread, one string at a time. */
#pragma once
#include <glib.h>

/* Quoted and escaped; bytes that are no UTF-8 become U+FFFD, control characters \u00XX. NULL gives null. */
void pn_json_add_string (GString *out, const char *text);
/* At most two decimals, '.' in every locale; NaN and infinities give 0. */
void pn_json_add_points (GString *out, double value);
