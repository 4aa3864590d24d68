/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The latest clear packets of one source, by extended sequence number: what is forwarded from and what NACKs are answered with.
 * Knows no crypto and no receiver. One thread: the worker of the room. */
#pragma once
#include <glib.h>
#include "media/rtp/payload.h"
#include "media/rtp/rtp.h"

#define PN_STORE_HEADROOM 2 /* writable bytes in front of a payload: RTX puts the original number there (RFC 4588) */

typedef struct {
  gint64 seq; /* extended, of the source; -1 in an empty slot */
  guint32 ts;
  gboolean marker;
  gint level;          /* RFC 6464 byte, or -1 */
  guint16 len;
  PnPayload info;      /* where the picture numbers are: they are written anew for each receiver, in place */
  guint8 *payload;     /* PN_RTP_MAX bytes, made on first use */
} PnPacket;

/* A packet in clear that is not in a store yet. */
typedef struct {
  gint64 seq; /* extended */
  guint32 ts;
  gboolean marker;
  gint level;
  guint16 len;
  const guint8 *payload;
} PnClear;

typedef struct PnStore PnStore;

/* `size` a power of two, larger than one receive batch. */
PnStore *pn_store_new (guint size);
void pn_store_free (PnStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnStore, pn_store_free)
/* The slot for `seq`, to be filled in at once; NULL when it is too old. Stays valid for at least size - 1 newer packets. */
PnPacket *pn_store_put (PnStore *self, gint64 seq);
const PnPacket *pn_store_get (const PnStore *self, gint64 seq);
/* The newest number, -1 while empty. */
gint64 pn_store_highest (const PnStore *self);
void pn_store_clear (PnStore *self);
