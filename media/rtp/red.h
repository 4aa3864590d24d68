/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Redundant audio (RFC 2198): one payload made of a frame and copies of earlier ones.
 * A bounded reader and a writer; keeps no state; any thread may call. */
#pragma once
#include <glib.h>

#define PN_RED_BLOCKS 8        /* in one payload; more are refused */
#define PN_RED_MAX_OFFSET 16383 /* timestamp units an earlier frame may lie back: 14 bits */
#define PN_RED_MAX_LEN 1023     /* bytes of an earlier frame: 10 bits */

typedef struct {
  guint8 pt;
  guint16 offset; /* timestamp units before the packet's own; 0 for the last */
  guint16 len;
  const guint8 *data; /* inside the payload read */
} PnRedBlock;

/* Blocks in order, the packet's own frame last. Returns how many, 0 when malformed. */
guint pn_red_parse (PnRedBlock out[PN_RED_BLOCKS], const guint8 *p, gsize len);
/* Returns the length written, or 0 when it does not fit into `size`, or a block does not fit its field. */
gsize pn_red_write (guint8 *out, gsize size, const PnRedBlock *blocks, guint n);
