/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixed zones of a document by Decree 30/2020 Annex I (R2): national name, body, number, place and date, type and summary,
 * signer, recipients. Draws on a PnPaper only; one thread. */
#pragma once

#include "docs-service/compose/paper.h"
#include "docs-service/pdf/pdf-sign.h"

typedef struct {
  const char *parent;  /* superior body; NULL: none */
  const char *body;    /* issuing body */
  const char *number;  /* NULL or "": room to be filled in */
  const char *symbol;  /* "BB-UBND" */
  const char *place;   /* "Sơn Hà" */
  int day, month, year; /* 0: dots */
  const char *about;   /* công văn only: "V/v …" under the number */
  const char *urgency; /* "HỎA TỐC", "THƯỢNG KHẨN", "KHẨN" in its red frame (R7, zone 10b); NULL: none */
  PnPdfRect *number_field, *date_field; /* not NULL: left blank, to be filled after the signature (R9); where, PDF user space */
} PnLetterhead;

/* R2 zone 3 and 4: what a filled field is written in. */
#define PN_LETTERHEAD_FIELD_SIZE 13.0

/* Zones 1 and 2 alone, as forms have them; gives where they end. */
double pn_letterhead_names (PnPaper *paper, const PnLetterhead *head);
/* Zones 1-4, at the top of the first page. */
void pn_letterhead_draw (PnPaper *paper, const PnLetterhead *head);
/* Zone 5: type and summary with the rule below (not for a công văn). type is capitals already. */
void pn_letterhead_type (PnPaper *paper, const char *type, const char *summary);
/* "Sơn Hà, ngày 05 tháng 6 năm 2026": days under 10 and months 1 and 2 are padded (R13). transfer full */
char *pn_letterhead_date (const char *place, int day, int month, int year);

typedef struct {
  const char *capacity; /* "TM. ỦY BAN NHÂN DÂN" or NULL */
  const char *title;    /* "CHỦ TỊCH" */
  const char *name;     /* no academic title before it (R11) */
} PnSigner;

/* Zone 7: right half, or both halves when `left` is given. rect (may be NULL) and page: where the right one signs, PDF user space.
 * Head, room and name are kept on one page; a long list of recipients may go on over the next. */
void pn_letterhead_signers (PnPaper *paper, const PnSigner *left, const PnSigner *right, const char *const *recipients, PnPdfRect *rect,
                            int *page);
