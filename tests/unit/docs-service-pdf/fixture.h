/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small PDFs made by hand for the tests, incremental updates an attacker might append, and a signer in memory.
 * Test code only; one thread. */
#pragma once

#include <glib.h>
#include "docs-service/pdf/pdf-check.h"
#include "docs-service/pdf/pdf-sign.h"
#include "docs-service/signer/keystore.h"

typedef enum { FIX_NONE, FIX_DIRECT, FIX_INDIRECT } FixHow;
typedef enum { FIX_TABLE, FIX_STREAM, FIX_HYBRID } FixXref;

typedef struct {
  FixHow annots, form;
  gboolean fields_indirect; /* /Fields is an object of its own */
  gboolean text_field;      /* a filled text field "Ten" stands in the form */
  int rotate;
  FixXref xref;
  gboolean no_final_newline;
} FixSpec;

/* Objects: 1 catalogue, 2 pages, 3 page, 4 contents, 5 other contents that nobody shows, 6 annots, 7 form, 8 fields, 9 text field. */
GBytes *fix_pdf (const FixSpec *spec);
/* Appends one revision with these objects, "NUMBER|BODY", NULL-ended, by a classic table. */
GBytes *fix_append (GBytes *pdf, const char *const *objects);
/* The last place of a word in bytes that may hold NULs; NULL when there is none. */
const char *fix_find_last (const char *bytes, gsize length, const char *word);
GBytes *fix_text (GBytes *pdf, const char *tail);

/* A key store in a fresh directory, with a person "7". Gone with fix_store_free. */
typedef struct {
  char *dir;
  PnKeystore *keys;
  char *roots;
} FixStore;
FixStore *fix_store_new (void);
void fix_store_free (FixStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FixStore, fix_store_free)

/* Signs with person 7, visible when look is given. Asserts success. */
GBytes *fix_sign (FixStore *store, GBytes *pdf, const char *field, GBytes *look);
#define fix_verdict(pdf, roots) fix_verdict_at (pdf, roots, G_STRLOC)
PnPdfVerdict fix_verdict_at (GBytes *pdf, const char *roots, const char *where);
