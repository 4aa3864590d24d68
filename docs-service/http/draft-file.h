/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the last byte of an uploaded draft (PDF or DOCX) to a version with the fields that will be filled and signed: kept as it came, converted when it is a
 * DOCX, looked at in the cage, its zones found by its words. Survives our own end like every upload (ingest.h). Loop's thread only. */
#pragma once
#include "docs-service/core/zones.h"
#include "docs-service/http/api.h"

/* The upload is in state "checking" and belongs to a draft its drafter still has. Twice is once. */
void pn_draft_file_start (PnDocs *docs, const char *upload, const char *filename, gint64 person, gint64 request);
/* What is being done for an upload right now ("waiting", "converting", "checking", "placing"; "no_room": the disk is full, it waits), or NULL. */
const char *pn_draft_file_phase (PnDocs *docs, const char *upload);

/* Fields at these zones, appended to a stored PDF and kept. kept: {sha256,size,page_count,pages}; NULL with error. `done` runs once, and may run inside this call. */
typedef void (*PnPlaced) (const PnJson *kept, const GError *error, gpointer data);
void pn_draft_place (PnDocs *docs, const char *pdf_sha256, const PnZone *zones, guint n, PnPlaced done, gpointer data);
/* [{kind,page,rect:[x0,y0,x1,y1],found}], thousandths of a point; transfer full. */
PnJson *pn_draft_zones_json (const PnZone *zones, guint n);
