/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is speaking in a room, from RFC 6464 levels: loudness smoothed, and a change only when it lasts.
 * Pure: time handed in. One thread: the worker of the room. */
#pragma once
#include <glib.h>

typedef struct PnSpeaker PnSpeaker;

PnSpeaker *pn_speaker_new (void);
void pn_speaker_free (PnSpeaker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnSpeaker, pn_speaker_free)
/* One audio packet of `peer`; level in -dBov, 0 loudest, 127 silence. */
void pn_speaker_level (PnSpeaker *self, gint64 peer, guint level, gint64 now);
/* That peer speaks no more: left, or muted. */
void pn_speaker_forget (PnSpeaker *self, gint64 peer);
/* Call every 100 ms or so. TRUE when the speaker changed; `*peer` is 0 for nobody. */
gboolean pn_speaker_decide (PnSpeaker *self, gint64 now, gint64 *peer);
