/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result of a check on paper: file, verdict and each signature in the house's look, Vietnamese with English beside it; the
 * service signs it in text form afterwards. No network, no file but fonts; bounded input; for the sandboxed render child. */
#pragma once

#include <glib.h>

#define PN_CHECK_PAPER_MAX_JSON (1024 * 1024)

/* The JSON is what the CHECK job of render/jobs.c gives, and beside it {"name": file's name as the person gave it, "body": who checks}.
 * transfer full. Errors: BAD_MESSAGE, BAD_VALUE, TOO_LARGE. Same input, same bytes. */
GBytes *pn_compose_check (const void *json, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
