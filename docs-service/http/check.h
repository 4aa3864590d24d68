/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file judged in the cage against the roots this house trusts. Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* verdict: the report of pdf/pdf-report.c, borrowed; NULL with error. */
typedef void (*PnCheckDone) (PnCall *call, const PnJson *verdict, const GError *error);

/* Certificates this house trusts, PEM; NULL: none that fit. transfer full */
char *pn_check_roots (const PnDocs *docs);
/* `input` is borrowed (duplicated). `done` runs once, not inside this call. */
void pn_check_run (PnCall *call, int input, PnCheckDone done);
/* Answers with the verdict and a "token" for looking at the file. input is taken. in_memory: nobody else holds the bytes. */
void pn_check_shelve (PnCall *take, int input_take, gboolean in_memory, const PnJson *verdict);
