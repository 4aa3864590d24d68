/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the last byte of an upload to a version everybody sees, or to a refusal with its reason: hash, inspect in the cage, keep,
 * record. Survives our own end at any step (the upload stays "checking" and is taken up again). Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* The upload's row is in state "checking". Twice is once. */
void pn_ingest_start (PnDocs *docs, const char *upload, gint64 person);
/* Takes up what an earlier life, or a database that was away, left behind, and forgets uploads a week old. Call at start and now and then. */
void pn_ingest_resume (PnDocs *docs);

/* A PDF of our own making or signing: hash, inspect, keep. `facts`: {sha256,size,page_count,pages} to add to what is recorded.
 * The upload of that name is dropped either way. */
typedef void (*PnKeptDone) (const PnJson *facts, const GError *error, gpointer data);
void pn_ingest_keep (PnDocs *docs, const char *upload, PnKeptDone done, gpointer data);

/* Readers forgive rubbish in front of the head. */
gboolean pn_ingest_looks_like_pdf (int fd);
/* TRUE: the file is refused with this error; FALSE: something of ours was away, it will be tried again. */
gboolean pn_ingest_is_final (const GError *error);

/* What that error was not final for is taken up by pn_ingest_resume; until then its phase (draft-file.h) says "no_room" when the disk was full. */
void pn_ingest_later (PnDocs *docs, const char *upload, const GError *error);

/* {"pages":[[w,h],…]} of the cage, checked: numbers in bounds, at least one page. */
gboolean pn_ingest_check_pages (const PnJson *inspected, GError **error) G_GNUC_WARN_UNUSED_RESULT;
