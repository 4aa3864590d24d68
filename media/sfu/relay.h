/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room over several workers: its publishers are at home, subscribers also away. Clear packets go out, once for each worker and only
 * of layers somebody there gets; wishes and key frame requests come back, collapsed to one. The messages are plain values, so that
 * what carries them may be a queue between threads (now) or a line between nodes. */
#pragma once
#include <glib.h>
#include "media/rtp/payload.h"
#include "media/sfu/store.h"

#define PN_RELAY_LAYERS 4
#define PN_RELAY_WAITING 16384 /* packets on their way to one worker, beyond which they are dropped */
#define PN_RELAY_EVERY_US 100000

typedef enum {
  /* to the home */
  PN_RELAY_ATTACH, /* this worker has subscribers of the room */
  PN_RELAY_DETACH,
  PN_RELAY_WANT, /* `mask`: the layers somebody here gets */
  PN_RELAY_KEY,
  /* from the home */
  PN_RELAY_UP,
  PN_RELAY_DOWN,
  PN_RELAY_STATE, /* of its layers: which keep up, their sizes, rates and clocks */
  PN_RELAY_PACKET,
  PN_RELAY_HOLD,  /* muted: numbers are joined on, pictures begin with a key frame */
  PN_RELAY_RENEW, /* another stream in the same layer */
} PnRelayKind;

/* What subscribers need to know of a layer whose packets may not come here. */
typedef struct {
  guint16 width, height;
  guint8 tids;
  gboolean live;
  guint64 bytes, frames, rate;
  guint32 last_ts, sr_ts;
  gint64 last_at, sr_at;
  guint64 ntp;
} PnRelayState;

typedef struct {
  PnRelayKind kind;
  guint from; /* worker */
  gint64 room, peer;
  guint source;
  guint slot; /* of the layer, as it was first named */
  guint mask;
  PnCodec codec;
  guint n_layers;
  PnRelayState states[PN_RELAY_LAYERS]; /* PN_RELAY_STATE only */
  PnClear packet; /* payload right behind this struct */
} PnRelayMessage;

PnRelayMessage *pn_relay_message_new (PnRelayKind kind, const PnClear *packet);
void pn_relay_message_free (PnRelayMessage *self);
