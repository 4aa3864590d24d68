/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One track kept as it came, without decoding, in Matroska: what a composed recording can be made from again.
 * A stream that changes its shape (size, parameter sets) goes on in a new part. Knows no other track; made
 * and freed on the loop's thread. */
#pragma once

#include "media/studio/receive.h"

typedef struct PnRawFile PnRawFile;

typedef struct {
  const char *file; /* name inside the directory */
  gint64 start_ms;  /* running time of its first unit; -1 while it has none */
} PnRawPart;

/* dir exists; stem: "12-camera", the names of the parts begin with it. Errors of a part reach the watch; the
 * writer goes on with the next part. */
PnRawFile *pn_raw_file_new (PnReceive *receive, const char *dir, const char *stem, PnBusWatch *watch);
/* Closes the parts; waits at most a second for each to be whole. The receiver must still be there. */
void pn_raw_file_free (PnRawFile *self);
/* Parts so far. Borrowed until the next call. */
guint pn_raw_file_parts (PnRawFile *self);
PnRawPart pn_raw_file_part (PnRawFile *self, guint i);
gboolean pn_raw_file_owns (PnRawFile *self, GstObject *source);
