/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF opened for reading by qpdf, strictly: whatever would need repair or a password is refused with its reason.
 * Private to docs-service/pdf. Changes made to its objects live in memory only; one thread at a time. */
#pragma once

#include <glib.h>
#include <qpdf/qpdf-c.h>

#include "docs-service/pdf/pdf-chain.h"
#include "docs-service/pdf/pdf-tail.h"

typedef struct {
  qpdf_data q;
  const guint8 *bytes; /* borrowed: must outlive the doc */
  gsize length;
  PnPdfTail tail;
  qpdf_oh trailer, root;
  int highest; /* object number, when qpdf had to say it; else 0 */
  int size;    /* the first object number that is surely free: /Size of the newest trailer, or more */
  int page_count;
  PnPdfChain *chain; /* of a document opened to be written that has many revisions; else NULL */
  guint8 *view;      /* what qpdf reads then instead of bytes */
} PnPdfDoc;

/* Errors: PDF_ENCRYPTED, PDF_DAMAGED, TOO_LARGE. */
PnPdfDoc *pn_pdf_doc_open (const guint8 *bytes, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for the writer: the sections of many earlier revisions are folded before qpdf reads them
 * (pdf-chain), so that the fiftieth signature costs about what the first does. Never for judging what is in
 * the file. */
PnPdfDoc *pn_pdf_doc_open_to_append (const guint8 *bytes, gsize length,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_pdf_doc_free (PnPdfDoc *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPdfDoc, pn_pdf_doc_free)

/* FALSE with PDF_DAMAGED when qpdf has had to complain since the doc was opened. */
gboolean pn_pdf_doc_is_clean (PnPdfDoc *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* page from 1. Errors: BAD_VALUE (no such page), PDF_DAMAGED (not an object of its own). */
gboolean pn_pdf_doc_page (PnPdfDoc *self, int page, qpdf_oh *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Page number of this page object, 0 when it is none. */
int pn_pdf_doc_page_number (PnPdfDoc *self, qpdf_oh page);

gboolean pn_pdf_oh_is (PnPdfDoc *self, qpdf_oh oh, const char *name); /* name equals, "/Sig" */
gboolean pn_pdf_oh_same (PnPdfDoc *self, qpdf_oh a, qpdf_oh b);       /* the same indirect object */
/* Text string as UTF-8, "" for anything else. transfer full */
char *pn_pdf_oh_text (PnPdfDoc *self, qpdf_oh oh);
gboolean pn_pdf_oh_number (PnPdfDoc *self, qpdf_oh array, int index, double *out);
/* Four numbers of /Rect or a box, ordered. */
gboolean pn_pdf_oh_rect (PnPdfDoc *self, qpdf_oh array, double out[4]);
/* An attribute of a page that its parents may give (/MediaBox, /Rotate, /Resources). */
qpdf_oh pn_pdf_oh_inherited (PnPdfDoc *self, qpdf_oh node, const char *key);

/* Writing helpers for any GString. */
void pn_pdf_put_name (GString *out, const char *name);           /* with its slash; escapes as needed (ISO 32000-1 7.3.5) */
void pn_pdf_put_text (GString *out, const char *utf8);           /* <FEFF…> */
void pn_pdf_put_real (GString *out, double value);               /* never in a locale's way */
void pn_pdf_put_date (GString *out, gint64 time_us);             /* (D:20261123091500+07'00') */
