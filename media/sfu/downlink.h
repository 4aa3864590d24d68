/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line to one subscriber: its estimate, the probes that widen it, and how it is shared among pictures (docs/media.md, "How much a
 * line carries"). Private to media/sfu, reached through its connection; nothing of it runs for each packet. Worker's thread only. */
#pragma once
#include "media/sfu/bwe.h"
#include "media/sfu/objects.h"
#include "media/sfu/probe.h"

struct PnDownlink {
  PnBwe bwe;
  PnProbe probe;
  guint64 wanted;    /* the estimate that would improve a picture, bit/s; 0: all have what they asked for */
  guint64 counted;   /* bytes sent until the last tick */
  guint64 used;      /* of the estimate, by voices and pictures as shared last, bit/s */
  guint64 spare;     /* of the estimate, besides voices and pictures, bit/s */
  gdouble repair;    /* bytes that may be sent again now */
  gint64 repair_at;
  gint64 next_share;
  guint64 shown[3], estimate; /* as counted on the metrics page: in full, reduced, held back; kbit/s */
  gboolean can_probe; /* some stream has a repair SSRC */
};
