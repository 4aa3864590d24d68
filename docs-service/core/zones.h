/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where number, date, signature and seal stand on a draft that came as a file, found by the words of its pages (Decree 30/2020 Annex I, zones 3, 4, 7 and 8;
 * R3, R4, R9), else by a rule. Pure: no PDF, no JSON, no file; any thread. Points; words from the top left, zones as in PDF user space (bottom left). */
#pragma once
#include <glib.h>

#define PN_ZONES_MAX 7
#define PN_ZONE_HAND_WIDTH 120.0 /* as compose-official.h draws them */
#define PN_ZONE_HAND_HEIGHT 60.0
#define PN_ZONE_SEAL_MM 36.0

typedef struct {
  double x, y, width, height; /* from the top left of the page */
  const char *text;           /* borrowed */
} PnZoneWord;

typedef struct {
  double x0, y0, x1, y1;
} PnZoneRect;

typedef enum {
  PN_ZONE_NUMBER, /* the gap after "Số:", for the figure alone */
  PN_ZONE_CODE,   /* no "Số:" on the page: room for "Số: 12/QĐ-UBND" */
  PN_ZONE_DAY,    /* the gap after "ngày" */
  PN_ZONE_MONTH,  /* after "tháng" */
  PN_ZONE_YEAR,   /* after "năm", where no year is printed */
  PN_ZONE_DATE,   /* no such line: room for the whole of it */
  PN_ZONE_HAND,   /* the leader's signature (7c) */
  PN_ZONE_SEAL,   /* the body's (8): right third over the left third of the hand */
} PnZoneKind;

typedef struct {
  PnZoneKind kind;
  int page;         /* from 1 */
  PnZoneRect rect;
  gboolean found;   /* by the words of the page; else by rule */
} PnZone;

typedef struct PnZones PnZones;

/* signer, title: what stands below and above the signature ("Nguyễn Văn Thành", "CHỦ TỊCH"); "" when not known. */
PnZones *pn_zones_new (const char *signer, const char *title);
void pn_zones_free (PnZones *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnZones, pn_zones_free)
/* Pages in order, from 1. TRUE once nothing further can be learnt. */
gboolean pn_zones_page (PnZones *self, int page, double width, double height, const PnZoneWord *words, gsize n);
/* The zones, those not found by rule: number and date on the first page, signature on the last. At most PN_ZONES_MAX; gives their number. */
guint pn_zones_finish (const PnZones *self, PnZone *out);

/* R4: where the seal belongs when the hand is here. */
PnZoneRect pn_zone_seal_of (const PnZoneRect *hand);
/* The field in the PDF ("SoVanBan"), and the name on the wire ("number"). */
const char *pn_zone_field (PnZoneKind kind);
const char *pn_zone_name (PnZoneKind kind);
gboolean pn_zone_from_name (const char *name, PnZoneKind *kind) G_GNUC_WARN_UNUSED_RESULT;
/* A hand and a seal, at most one number or code, a date or a day and a month; each on a page of this size, no smaller than 8 points. */
gboolean pn_zones_check (const PnZone *zones, guint n, int pages, const double (*sizes)[2], GError **error) G_GNUC_WARN_UNUSED_RESULT;
