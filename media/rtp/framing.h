/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets on a stream (RFC 4571, as ICE-TCP uses it, RFC 6544): two bytes of length, then the packet. A bounded reader that takes
 * bytes as they come, in whatever pieces. Touches no socket; one thread at a time. */
#pragma once
#include <glib.h>

#define PN_FRAME_MAX 1500 /* bytes of a packet; a longer one is no packet of ours */
#define PN_FRAME_HEAD 2

typedef struct {
  guint8 data[PN_FRAME_HEAD + PN_FRAME_MAX + 36]; /* 36: what SRTP may add when working in place */
  gsize len;
  gboolean broken; /* a length beyond the bound was announced: nothing after it can be read */
} PnFramer;

void pn_framer_init (PnFramer *self);
/* Takes what it has room for and returns how much that was; 0 when broken, or when a whole frame waits to be taken. */
gsize pn_framer_push (PnFramer *self, const guint8 *data, gsize len);
/* The whole frame that waits, or NULL. Its bytes may be changed, and live until pn_framer_next. Never empty. */
guint8 *pn_framer_frame (PnFramer *self, gsize *len);
void pn_framer_next (PnFramer *self);
