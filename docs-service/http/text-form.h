/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body's signature in text form, for copies and for attachments kept as files of their own (Decree
 * 30/2020 Annex I, R5, R6). Makes what pn_sign_run wants; no SQL, no PDF, no clock (time is handed in). */
#pragma once
#include "docs-service/http/api.h"

/* `first`: what stands above the time, lines apart by '\n'. body: whose signature. time_us: now. transfer
 * full */
PnJson *pn_text_form_spec (const char *field, const char *first, const char *body, gint64 time_us);
/* "2026-11-26T22:07:03+07:00": date, time and zone of Viet Nam (ISO 8601, R5). transfer full */
char *pn_text_form_time (gint64 time_us);
