/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The newest cross-reference sections of a file that grew revision by revision, folded into one, so that the
 * writer need not have qpdf read fifty of them again. Understands only what cannot be taken in two ways and
 * leaves all else, from there on back, to qpdf; trusts no byte (fuzzed), never changes one, judges nothing;
 * any thread may call. */
#pragma once

#include <glib.h>

typedef struct {
  guint64 number, offset; /* generation 0; the offset as written, from the header */
} PnPdfPlace;

typedef struct {
  const guint8 *bytes; /* borrowed */
  gsize length, header_at;
  GArray *places; /* of PnPdfPlace by number; an object stands once, where its newest writing is */
  guint sections; /* folded; 0: nothing could be */
  gboolean has_rest;
  guint64 rest;                  /* /Prev of the oldest folded one: the newest section that was left alone */
  gsize trailer_at, trailer_end; /* the newest section's dictionary, "<< … >>" */
} PnPdfChain;

/* startxref as written. Never fails: what is not understood is not folded. */
PnPdfChain *pn_pdf_chain_read (const guint8 *bytes, gsize length, gsize header_at, guint64 startxref);
void pn_pdf_chain_free (PnPdfChain *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPdfChain, pn_pdf_chain_free)

/* The document with one section more at its end that says what the folded ones say. For reading only, never
 * to be written. length: of the result. transfer full */
guint8 *pn_pdf_chain_view (const PnPdfChain *self, gsize *length);

/* What a signature field says for itself. */
typedef struct {
  char *name;                      /* /T as UTF-8, owned */
  guint64 value, value_generation; /* /V, an object of its own; 0: none */
} PnPdfPeek;
/* TRUE when object `number` is a folded one and surely a signature field without parent, kids and lock. Then
 * clear peek->name with g_free. */
gboolean pn_pdf_chain_peek (const PnPdfChain *self, guint64 number,
                            PnPdfPeek *peek) G_GNUC_WARN_UNUSED_RESULT;
