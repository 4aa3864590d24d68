/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something on the programme's canvas that stands still: the title card, the presented page. Read and scaled
 * once, off the loop's thread, and shown until the next. Knows no names of papers. Loop's thread only. */
#pragma once

#include <gst/gst.h>
#include <uv.h>

#include "media/studio/layout.h"
#include "media/studio/moment.h"

typedef struct PnStill PnStill;

/* zorder: what lies above what. IO. */
PnStill *pn_still_new (uv_loop_t *loop, GstBin *pipeline, GstElement *compositor, const PnMoment *moment,
                       guint zorder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_still_free (PnStill *self);
/* A PNG, JPEG or WebP file, as large as it fits in the middle of box. The last one asked for wins; one that
 * cannot be read is logged and leaves what was there. */
void pn_still_show_file (PnStill *self, const char *path, const PnBox *box);
/* Text on a dark ground, the size of box. */
void pn_still_show_text (PnStill *self, const char *text, const PnBox *box);
void pn_still_hide (PnStill *self);
/* Shows again what was hidden, or as soon as it is read. */
void pn_still_reveal (PnStill *self);
