/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/store.h"

struct PnStore {
  guint size;
  gint64 highest;
  PnPacket *slots;
};

PnStore *
pn_store_new (guint size)
{
  g_assert (size > 0 && (size & (size - 1)) == 0);
  PnStore *self = g_new0 (PnStore, 1);
  self->size = size;
  self->slots = g_new0 (PnPacket, size);
  pn_store_clear (self);
  return self;
}

void
pn_store_free (PnStore *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->size; i++)
    if (self->slots[i].payload != NULL)
      g_free (self->slots[i].payload - PN_STORE_HEADROOM);
  g_free (self->slots);
  g_free (self);
}

PnPacket *
pn_store_put (PnStore *self, gint64 seq)
{
  if (seq <= self->highest - (gint64) self->size)
    return NULL;
  PnPacket *p = &self->slots[seq & (self->size - 1)];
  if (p->payload == NULL)
    p->payload = (guint8 *) g_malloc (PN_STORE_HEADROOM + PN_RTP_MAX) + PN_STORE_HEADROOM;
  p->seq = seq;
  self->highest = MAX (self->highest, seq);
  return p;
}

const PnPacket *
pn_store_get (const PnStore *self, gint64 seq)
{
  const PnPacket *p = &self->slots[seq & (self->size - 1)];
  return p->seq == seq ? p : NULL;
}

gint64
pn_store_highest (const PnStore *self)
{
  return self->highest;
}

void
pn_store_clear (PnStore *self)
{
  self->highest = -1;
  for (guint i = 0; i < self->size; i++)
    self->slots[i].seq = -1;
}
