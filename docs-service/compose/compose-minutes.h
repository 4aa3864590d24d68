/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out the minutes of a meeting in the form of Decree 30/2020 Annex I (R1, R2, R33) and returns a PDF with an empty signature
 * field "ChuToa" where the chair will sign. No network, no file but fonts; bounded input; for the sandboxed render child. */
#pragma once

#include <glib.h>
#include "docs-service/pdf/pdf-sign.h"

#define PN_MINUTES_MAX_JSON (2 * 1024 * 1024)
#define PN_MINUTES_FIELD "ChuToa"

/* The JSON, UTF-8 (all strings optional unless marked *; unknown keys are ignored):
 * {"parent_body": "…",            superior body, zone 2 first line
 *  "body": "…" *,                 issuing body, zone 2 bold
 *  "number": "12" | null,         null leaves dots: "Số:       /BB-UBND"
 *  "symbol": "BB-UBND",
 *  "place": "Sơn Hà" , "date": "2026-11-23",           date also as ISO time (taken in +07:00)
 *  "title": "…" *,                summary under BIÊN BẢN
 *  "starts_at": ISO, "ends_at": ISO, "venue": "…",
 *  "chair": {"name": "…" *, "title": "…"} *, "secretary": {"name","title"},
 *  "participants": [{"name","title","role":"chair|secretary|delegate|guest…","attendance":"present|absent|absent_excused"}],
 *  "sections": [{"key","heading","paragraphs":["…"]}] *,      the five of R33, drawn in the order given
 *  "recipients": ["…"],           "Nơi nhận"; absent: "Như trên; Lưu: VT."
 *  "rev": 3, "draft": true}       draft: "DỰ THẢO" across the head of each page */
typedef struct {
  GBytes *pdf;
  int page_count;
  int sign_page; /* from 1 */
  PnPdfRect sign_rect;
} PnMinutesPdf;

void pn_minutes_pdf_free (PnMinutesPdf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnMinutesPdf, pn_minutes_pdf_free)

/* Errors: BAD_MESSAGE, BAD_VALUE, TOO_LARGE (json or more than 500 pages). Same input, same bytes. */
PnMinutesPdf *pn_compose_minutes (const void *json, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, written to fd (not closed). */
gboolean pn_compose_minutes_fd (const void *json, gsize length, int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* fontconfig and pango read their files here: call before the sandbox shuts, so that nothing need be opened inside. */
void pn_compose_warm_up (void);
