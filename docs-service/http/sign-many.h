/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list {files:[{step,seen}]} of one who signs many: read and searched in one place for the summary and
 * for the act. Pure; any thread. */
#pragma once
#include "base/wire.h"

/* 1 to 50, each step and each hash once. Errors: BAD_MESSAGE, BAD_VALUE. */
gboolean pn_sign_many_files (const PnJson *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The hash the person says he saw of this step; "" when it is not in the list. */
const char *pn_sign_many_seen (const PnJson *body, gint64 step);
