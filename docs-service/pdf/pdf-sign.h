/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds a PAdES signature to a PDF by appending one revision: prepare → digest out → CMS in → finish; old bytes stay a prefix.
 * Never holds a key, never opens a file or socket; no global state, so any thread (or a sandboxed child) may call. */
#pragma once

#include <glib.h>

#define PN_PDF_MAX_BYTES (G_GUINT64_CONSTANT (1) << 30)
#define PN_PDF_CONTENTS_MAX 12288 /* room for the CMS by default, bytes of DER */

/* Points, PDF user space of the page: origin bottom left (after /MediaBox), as in /Rect. */
typedef struct {
  double x0, y0, x1, y1;
} PnPdfRect;

/* Which fields may not be changed any more after this signature (FieldMDP and /Lock, ISO 32000-2 12.8.2.4). */
typedef enum { PN_PDF_LOCK_NONE, PN_PDF_LOCK_ALL, PN_PDF_LOCK_THESE, PN_PDF_LOCK_ALL_BUT } PnPdfLock;

typedef struct {
  /* An empty signature field of this name is filled where it stands (page and rect are then ignored);
   * otherwise a new field of that name is made. NULL: "Signature1", 2, … the first name not taken. */
  const char *field;
  int page;              /* from 1 */
  PnPdfRect rect;        /* all 0: invisible */
  GBytes *appearance;    /* one-page PDF, becomes the Form XObject; NULL: no picture */
  const char *name;      /* the signer, UTF-8; NULL: left out */
  const char *reason;    /* as above */
  const char *location;  /* as above */
  gint64 time_us;        /* for /M (claimed time; PAdES allows no signingTime in the CMS); 0: left out */
  gsize contents_max;    /* 0: PN_PDF_CONTENTS_MAX */
  gboolean timestamp;    /* a document time-stamp: finish with an RFC 3161 token over the digest instead of a CMS; always invisible */
  int certify;           /* DocMDP level 1, 2 or 3: first signature of a document only; 0: an ordinary one */
  PnPdfLock lock;
  const char *const *lock_fields; /* NULL-ended names for LOCK_THESE and LOCK_ALL_BUT */
} PnPdfSignSpec;

/* What must be kept between the two halves; plain data, may be stored and carried to another process. */
typedef struct {
  guint64 document_size;  /* bytes the append goes after */
  GBytes *append;         /* with a placeholder of zeros */
  gsize contents_at;      /* offset of '<' in append */
  gsize contents_max;     /* bytes of DER that fit */
  guint64 byte_range[4];  /* as in the file */
  guint8 digest[32];      /* SHA-256 over the byte range: what gets signed */
  int page;               /* where the signature lies, 0 when invisible in a field without a widget on a page */
  PnPdfRect rect;
} PnPdfPrepared;

void pn_pdf_prepared_free (PnPdfPrepared *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPdfPrepared, pn_pdf_prepared_free)

/* Errors (PN_ERROR): PDF_ENCRYPTED; PDF_DAMAGED (anything a reader would have to repair, and why);
 * PDF_SIGN_FORBIDDEN (DocMDP, FieldMDP or /Lock of an earlier signature: ISO 32000-1 12.8.2.2, 12.8.2.4);
 * BAD_VALUE (page, rect, field taken, appearance); TOO_LARGE. */
PnPdfPrepared *pn_pdf_sign_prepare (GBytes *document, const PnPdfSignSpec *spec, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* transfer full: the bytes to append, ready to write. Errors: TOO_LARGE when the CMS does not fit, BAD_VALUE when it is empty. */
GBytes *pn_pdf_sign_finish (const PnPdfPrepared *prepared, GBytes *cms_der, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends an empty signature field (no picture): the place a later signature will take. transfer full: bytes to append. */
GBytes *pn_pdf_add_signature_field (GBytes *document, const char *name, int page, const PnPdfRect *rect, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Where the empty signature field of this name lies. NOT_FOUND when there is none or it is signed. */
gboolean pn_pdf_find_signature_field (GBytes *document, const char *name, int *page, PnPdfRect *rect, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* document + append, in one piece. transfer full */
GBytes *pn_pdf_concat (GBytes *document, GBytes *append);
