/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programme as a live list for those who only watch (HLS, RFC 8216: MPEG-TS, segments of 2 s, the last
 * six listed), in a directory of its own that goes with it. Low-latency HLS needs a plugin Debian 12 does not
 * have. Loop's thread only. */
#pragma once

#include "media/studio/outlet.h"

typedef struct PnHls PnHls;

/* dir is made, and emptied when it is there. index.m3u8 appears with the first segment. IO. */
PnHls *pn_hls_new (const char *dir, PnBusWatch *watch, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the files away. */
void pn_hls_free (PnHls *self);
PnOutlet *pn_hls_outlet (PnHls *self);
