/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every error that may cross a wire: its name, HTTP status and text in two languages, from one table.
 * Never logs, never allocates beyond GError itself; any thread may call. */
#pragma once

#include <glib.h>

typedef enum {
#define PN_ERR(code, http, vi, en) PN_ERROR_##code,
#include "base/error-codes.inc"
#undef PN_ERR
  PN_N_ERRORS
} PnErrorCode;

/* GError domain; `code` is a PnErrorCode, `message` is detail in English for logs and developers. */
#define PN_ERROR (pn_error_quark ())
GQuark pn_error_quark (void);

/* Wire name ("not_allowed"), texts for people, HTTP status. An unknown code counts as INTERNAL. */
const char *pn_error_name (PnErrorCode code);
const char *pn_error_vi (PnErrorCode code);
const char *pn_error_en (PnErrorCode code);
int pn_error_http (PnErrorCode code);
/* FALSE when no such name is in the table. */
gboolean pn_error_from_name (const char *name, PnErrorCode *code);

/* Code of any GError: foreign domains count as INTERNAL (NULL too, it is our own mistake). */
PnErrorCode pn_error_code (const GError *error);
gboolean pn_error_is (const GError *error, PnErrorCode code);

/* DISK_FULL when errno says that there is no room (ENOSPC, EDQUOT), else IO. */
PnErrorCode pn_error_code_of_errno (int number);

/* What PostgreSQL said, when the error came from there; otherwise "". Constraint: its name ("ballot_pkey") or "". */
const char *pn_error_sqlstate (const GError *error);
const char *pn_error_constraint (const GError *error);
/* Makes a PN_ERROR carrying both (used by base/pg and by tests that play the database). */
GError *pn_error_new_sql (PnErrorCode code, const char *sqlstate, const char *constraint, const char *message);
