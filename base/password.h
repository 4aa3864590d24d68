/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords as PHC strings of Argon2id (RFC 9106), m = 19 MiB, t = 2, p = 1: about 23 ms of CPU each.
 * Never keeps or logs a password; any thread may call, so call it off the loop. */
#pragma once

#include <glib.h>

#define PN_PASSWORD_MIN 8 /* characters */
#define PN_PASSWORD_MAX 200

/* "$argon2id$v=19$m=19456,t=2,p=1$…$…". Error BAD_VALUE when too short or too long. */
char *pn_password_hash (const char *password, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes as long for a wrong one. An unreadable PHC string is FALSE. */
gboolean pn_password_verify (const char *phc, const char *password);
