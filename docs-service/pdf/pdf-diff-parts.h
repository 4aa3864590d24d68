/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a comparison (pdf-diff, and pdf-diff-form for what /AcroForm says) share. Private to those two; no state of its own, one
 * thread at a time for each comparison. */
#pragma once

#include "docs-service/pdf/pdf-diff.h"
#include "docs-service/pdf/pdf-later.h"

typedef struct {
  qpdf_oh a, b;
} PnDiffPair;

/* a = the signed revision, b = the file as it is now. */
typedef struct {
  PnPdfDoc *a, *b;
  GPtrArray *changes, *forbidden;
  GHashTable *seen;        /* pairs of references already compared or waiting */
  GArray *work;            /* of PnDiffPair: an explicit stack, for outlines chain thousands of objects */
  PnPdfLater later;        /* what happened to fields */
  GString *path;
  guint nodes;
  gboolean too_much;
  gboolean draws_itself; /* the signed form wishes the reader to draw its fields */
} PnDiff;

typedef gboolean (*PnDiffMayAdd) (PnDiff *d, const char *key, qpdf_oh value);

/* Says what must not have changed, at the place the comparison is at. */
void pn_diff_forbid (PnDiff *d, const char *what);
/* One step deeper into the path; leave with what enter gave. */
gsize pn_diff_enter (PnDiff *d, const char *key);
void pn_diff_leave (PnDiff *d, gsize before);
/* Two values, wherever they stand: at once when direct, later when both are objects of their own. */
void pn_diff_compare (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth);
/* All keys but those in `skip` (NULL-ended). */
void pn_diff_keys (PnDiff *d, qpdf_oh a, qpdf_oh b, const char *const *skip, PnDiffMayAdd may_add, int depth);
/* Lists that may only grow, and only by things signed since: /Fields and /Annots. What was there keeps its order. */
void pn_diff_growing (PnDiff *d, qpdf_oh a, qpdf_oh b, gboolean annotations, int depth);
gboolean pn_diff_may_add_nothing (PnDiff *d, const char *key, qpdf_oh value);
/* Whether a signature was added since. */
gboolean pn_diff_signed_since (PnDiff *d);
/* Both values of /AcroForm. */
void pn_diff_form (PnDiff *d, qpdf_oh a, qpdf_oh b, int depth);
