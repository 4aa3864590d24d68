/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that were just checked, for as long as somebody looks at the result: in memory or as an open descriptor, never on disk, named only by
 * a token nobody can guess. Few, small in sum, gone after minutes, sooner when their reader says so or others need the room. Loop's thread only. */
#pragma once
#include <glib.h>
#include "base/wire.h"

#define PN_SHELF_IDLE_US (G_GINT64_CONSTANT (5) * 60 * G_USEC_PER_SEC)  /* after the last look */
#define PN_SHELF_LIFE_US (G_GINT64_CONSTANT (20) * 60 * G_USEC_PER_SEC) /* in all */
#define PN_SHELF_FILES 12
#define PN_SHELF_BYTES (G_GINT64_CONSTANT (128) << 20) /* held in memory, all together */

typedef struct PnShelf PnShelf;

/* Borrowed, until the loop runs on. */
typedef struct {
  int file;             /* the whole file */
  gint64 size;          /* bytes */
  const PnJson *report; /* of the check */
} PnShelved;

PnShelf *pn_shelf_new (void);
void pn_shelf_free (PnShelf *self);
/* Duplicates the descriptor. in_memory: its bytes count against PN_SHELF_BYTES; what was longest unused makes room. now_us: any clock that only
 * goes forward. The token, NULL when descriptors ran out. transfer full */
char *pn_shelf_put (PnShelf *self, int file, gint64 size, gboolean in_memory, const PnJson *report, gint64 now_us);
/* FALSE: unknown or gone. */
gboolean pn_shelf_find (PnShelf *self, const char *token, gint64 now_us, PnShelved *out);
void pn_shelf_drop (PnShelf *self, const char *token);
/* Lets go of what has had its time; call it now and then. */
void pn_shelf_sweep (PnShelf *self, gint64 now_us);
