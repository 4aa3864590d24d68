/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What screen and printout of a book share: the question to the database, title and columns in the language asked for, and the way of composed sheets
 * to the browser. No SQL, no drawing; loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* Reads ?from=&to=&lang=, asks; `then` gets {title, body, parent_body, period, columns:[{head, share}], rows}, borrowed. On an error the call is ended. */
void pn_book_ask (PnCall *take, void (*then) (PnCall *call, const PnJson *book));
/* "vi" or "en" as ?lang= says. */
gboolean pn_book_in_vietnamese (const PnCall *call);
/* "Bản in từ hệ thống Phien, 26/11/2026 22:07, người in: …" (R23). transfer full */
char *pn_book_mark (const PnCall *call, const char *person);
/* Composes (`which` of render/jobs.c) and answers with the PDF, to be shown in the browser. */
void pn_book_print (PnCall *take, const char *which, const PnJson *input);
