/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The room systems of all meetings, by meeting and peer, as the link speaks of them (docs/media-links.md).
 * Loop's thread only. */
#pragma once

#include <uv.h>

#include "base/wire.h"

typedef struct PnRtspRooms PnRtspRooms;

/* send: takes the message to phien-meeting. */
PnRtspRooms *pn_rtsp_rooms_new (uv_loop_t *loop, void (*send) (PnJson *take, gpointer data), gpointer data);
void pn_rtsp_rooms_free (PnRtspRooms *self);
guint pn_rtsp_rooms_count (const PnRtspRooms *self);
/* phien-meeting began anew: it adds again what it still wants. */
void pn_rtsp_rooms_clear (PnRtspRooms *self);
/* TRUE when the order was one of these: rtsp.add, rtsp.send, rtsp.remove. *error: for the answer. */
gboolean pn_rtsp_rooms_order (PnRtspRooms *self, const char *type, const PnJson *message,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
