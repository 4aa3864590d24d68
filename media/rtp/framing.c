/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/framing.h"

#include <string.h>

#include "media/rtp/bytes.h"

void
pn_framer_init (PnFramer *self)
{
  self->len = 0;
  self->broken = FALSE;
}

/* Bytes of the frame under way as far as is known. */
static gsize
wanted (const PnFramer *self)
{
  return self->len < PN_FRAME_HEAD ? PN_FRAME_HEAD : PN_FRAME_HEAD + (gsize) pn_get16 (self->data);
}

gsize
pn_framer_push (PnFramer *self, const guint8 *data, gsize len)
{
  gsize taken = 0;
  while (taken < len && !self->broken) {
    gsize n = MIN (wanted (self) - self->len, len - taken);
    if (n == 0)
      break;
    memcpy (self->data + self->len, data + taken, n);
    self->len += n;
    taken += n;
    self->broken = wanted (self) > PN_FRAME_HEAD + PN_FRAME_MAX;
    if (self->len == PN_FRAME_HEAD && pn_get16 (self->data) == 0) /* an empty frame says nothing */
      self->len = 0;
  }
  return taken;
}

guint8 *
pn_framer_frame (PnFramer *self, gsize *len)
{
  if (self->broken || self->len <= PN_FRAME_HEAD || self->len < wanted (self))
    return NULL;
  *len = self->len - PN_FRAME_HEAD;
  return self->data + PN_FRAME_HEAD;
}

void
pn_framer_next (PnFramer *self)
{
  self->len = 0;
}
