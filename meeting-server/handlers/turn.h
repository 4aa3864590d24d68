/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time-limited names and passwords for a TURN relay (coturn's use-auth-secret): the name is when it ends, the password its HMAC with a
 * secret both know. Pure: the time is handed in. Any thread may call. */
#pragma once
#include "base/wire.h"

#define PN_TURN_LIFE_S 86400 /* a meeting day; who comes anew gets a new one */

/* {urls, username, credential} for the browser; NULL when no relay is configured. `urls` are separated by commas. transfer full */
PnJson *pn_turn_credentials (const char *urls, const char *secret, gint64 now_s, gint64 peer);
