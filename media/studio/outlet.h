/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place the composed programme goes to, in coded form: a file, a live list. It begins at a key frame with
 * time 0, has its own pipeline, and its failure is its own. Push from streaming threads, everything else on
 * the loop's thread. */
#pragma once

#include "media/studio/bus-watch.h"

typedef struct PnOutlet PnOutlet;

/* description: a pipeline with an `appsrc name=video` (H264, avc) and an `appsrc name=audio` (AAC, raw).
 * Takes the pipeline's errors and its end to the watch. IO. */
PnOutlet *pn_outlet_new (const char *description, PnBusWatch *watch,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_outlet_free (PnOutlet *self);
/* Ready for units; set what has to be set on the pipeline's elements before. IO. */
gboolean pn_outlet_play (PnOutlet *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GstElement *pn_outlet_element (PnOutlet *self, const char *name); /* transfer full */
gboolean pn_outlet_owns (const PnOutlet *self, GstObject *source);
gboolean pn_outlet_is (const PnOutlet *self, GstObject *pipeline);

/* pts: running time, ns. */
void pn_outlet_push (PnOutlet *self, gboolean video, GstBuffer *unit, GstCaps *caps, GstClockTime pts);
/* What comes next does not follow on what came before: wait for a key frame. */
void pn_outlet_break (PnOutlet *self);
/* No more: an EOS message of the pipeline tells when everything is written. */
void pn_outlet_end (PnOutlet *self);
/* Running time its beginning has, ns; NONE before the first picture. */
GstClockTime pn_outlet_start (PnOutlet *self);
/* How much it holds, ns. */
GstClockTime pn_outlet_length (PnOutlet *self);
