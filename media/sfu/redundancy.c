/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/redundancy.h"

#include "media/rtp/red.h"

#define MAX_BYTES 1200 /* of a whole payload, so that it never needs fragments */

/* What was made last for one mask: a room's receivers have at most two, for good and for bad lines. */
typedef struct {
  gint64 seq;
  guint8 pt;
  gsize len;
  guint8 data[MAX_BYTES];
} Made;

struct PnRedundancy {
  Made made[1 << PN_RED_DEPTH];
};

PnRedundancy *
pn_redundancy_new (void)
{
  PnRedundancy *self = g_new0 (PnRedundancy, 1);
  pn_redundancy_forget (self);
  return self;
}

void
pn_redundancy_forget (PnRedundancy *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->made); i++)
    self->made[i].seq = -1;
}

void
pn_redundancy_free (PnRedundancy *self)
{
  g_free (self);
}

static const PnPacket *
earlier (const PnStore *store, const PnPacket *packet, guint back)
{
  const PnPacket *p = packet->seq >= back ? pn_store_get (store, packet->seq - back) : NULL;
  if (p == NULL || p->len == 0 || p->len > PN_RED_MAX_LEN)
    return NULL;
  guint32 offset = packet->ts - p->ts;
  return offset > 0 && offset <= PN_RED_MAX_OFFSET ? p : NULL;
}

guint8
pn_redundancy_mask (const PnStore *store, const PnPacket *packet, guint depth)
{
  guint8 mask = 0;
  gsize bytes = packet->len + 1u;
  for (guint d = 1; d <= MIN (depth, PN_RED_DEPTH); d++) {
    const PnPacket *p = earlier (store, packet, d);
    if (p == NULL || bytes + p->len + 4u > MAX_BYTES)
      continue;
    bytes += p->len + 4u;
    mask |= (guint8) (1u << (d - 1));
  }
  return mask;
}

static gsize
make (Made *m, const PnStore *store, const PnPacket *packet, guint8 pt, guint8 mask)
{
  PnRedBlock blocks[PN_RED_DEPTH + 1];
  guint n = 0;
  for (guint d = PN_RED_DEPTH; d >= 1; d--) {
    if (!(mask >> (d - 1) & 1))
      continue;
    const PnPacket *p = earlier (store, packet, d);
    if (p == NULL)
      return 0;
    blocks[n++] = (PnRedBlock){ pt, (guint16) (packet->ts - p->ts), p->len, p->payload };
  }
  blocks[n++] = (PnRedBlock){ pt, 0, packet->len, packet->payload };
  return pn_red_write (m->data, sizeof m->data, blocks, n);
}

const guint8 *
pn_redundancy_make (PnRedundancy *self, const PnStore *store, const PnPacket *packet, guint8 pt, guint8 mask,
                    gsize *len)
{
  Made *m = &self->made[mask & ((1 << PN_RED_DEPTH) - 1)];
  if (m->seq != packet->seq || m->pt != pt) {
    m->len = make (m, store, packet, pt, mask);
    m->seq = m->len > 0 ? packet->seq : -1;
    m->pt = pt;
  }
  *len = m->len;
  return m->len > 0 ? m->data : NULL;
}
