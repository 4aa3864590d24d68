/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out an administrative document in the form of Decree 30/2020 Annex I (R1, R2) from its text, with the fields that signature,
 * number, date and seal will fill one after the other (R3, R4, R9). No network, no file but fonts; bounded input; for the sandboxed render child. */
#pragma once

#include <cairo.h>
#include <glib.h>
#include "docs-service/pdf/pdf-sign.h"

#define PN_OFFICIAL_MAX_JSON (1024 * 1024)
#define PN_OFFICIAL_NUMBER "SoVanBan"     /* text */
#define PN_OFFICIAL_DATE "NgayBanHanh"    /* text */
#define PN_OFFICIAL_SIGNATURE "ChuKy"     /* the leader's */
#define PN_OFFICIAL_SEAL "Dau"            /* the body's */

/* R4: the seal in true size; its right third lies on the left third of the handwriting. */
#define PN_OFFICIAL_SEAL_MM 36.0
#define PN_OFFICIAL_HAND_WIDTH 120.0 /* points */
#define PN_OFFICIAL_HAND_HEIGHT 60.0

/* The JSON, UTF-8 (all optional unless marked *; unknown keys are ignored):
 * {"type": "Quyết định" *, "letter": false,        letter: no zone 5, summary as "V/v" under the number
 *  "parent_body": "…", "body": "…" *, "symbol": "QĐ-UBND" *, "place": "Sơn Hà",
 *  "urgency": "urgent|very_urgent|flash",         its mark in red (R7)
 *  "subject": "…" *, "addressees": ["…"],          "Kính gửi:"
 *  "paragraphs": ["…"] *,                          one that begins "Chương", "Mục" or "IV." is a heading; needed without "rich"
 *  "rich": {"type":"doc",…},                       rich-text.h; then also:
 *  "kind": "decision", "authority": "Ủy ban …",    who decides, and "QUYẾT ĐỊNH:" or "QUYẾT NGHỊ:", for these two kinds
 *  "bases": ["Căn cứ …"],                          in italic before the text
 *  "recipients": ["…"],                            "Nơi nhận"
 *  "signer_lines": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"] *, "signer": "…" *}
 * transfer full: PDF bytes. Errors: BAD_MESSAGE, BAD_VALUE, TOO_LARGE (json, or more than 200 pages). Same input, same bytes. */
GBytes *pn_compose_official (const void *json, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One of the same sheets as a picture, for looking at while somebody writes; without fields. *page: in, the one wanted, out, the one given (the last when
 * there are fewer). Errors: as above. transfer full */
cairo_surface_t *pn_compose_official_image (const void *json, gsize length, double dpi, int *page, int *pages, GError **error) G_GNUC_WARN_UNUSED_RESULT;
