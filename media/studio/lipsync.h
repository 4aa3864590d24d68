/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the tracks of one person together by their sender reports (RFC 3550 section 6.4.1): each track's
 * reports say which moment of the person's own clock belongs to which moment of ours; the track that is ahead
 * is held back. Pure arithmetic; one thread. */
#pragma once

#include <glib.h>

#define PN_LIPSYNC_MAX_NS                                                                                    \
  (3 * G_GINT64_CONSTANT (1000000000)) /* a larger difference is a wrong clock: left alone */

typedef struct PnLipsync PnLipsync;

PnLipsync *pn_lipsync_new (void);
void pn_lipsync_free (PnLipsync *self);

/* A report of `track` ("<peer>/<source>"): ntp is 32.32 seconds of the person's clock, running_ns ours at
 * that moment. */
void pn_lipsync_report (PnLipsync *self, const char *track, guint64 ntp, gint64 running_ns);
void pn_lipsync_forget (PnLipsync *self, const char *track);
/* How much later than it arrives this track is to be shown, ns, 0 or more. A screen goes alone. */
gint64 pn_lipsync_offset (const PnLipsync *self, const char *track);
