/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the words of new documents in the cage, page by page in the background, into the record, for search and the text layer.
 * What is missing is found in the database, so a restart loses nothing. Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

PnIndexer *pn_indexer_new (PnDocs *docs);
void pn_indexer_free (PnIndexer *self);
/* There may be something new. */
void pn_indexer_kick (PnIndexer *self);

/* {"words":[[x,y,w,h,"t"],…]} of the cage as {page,text,words}; an answer that makes no sense gives a page without words. */
PnJson *pn_indexer_page (gint64 page, GBytes *output);
