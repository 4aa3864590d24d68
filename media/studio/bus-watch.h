/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings errors, ends and our own application messages of GStreamer pipelines to the loop's thread;
 * everything else is dropped in the thread that made it. Knows no pipeline's meaning. pn_bus_watch_add from
 * any thread, the rest on the loop's. */
#pragma once

#include <gst/gst.h>
#include <uv.h>

typedef struct PnBusWatch PnBusWatch;

/* message is borrowed; the watch may be freed inside. */
typedef void (*PnBusMessage) (GstMessage *message, gpointer data);

PnBusWatch *pn_bus_watch_new (uv_loop_t *loop, PnBusMessage cb, gpointer data);
/* The pipelines must be in state NULL by now. */
void pn_bus_watch_free (PnBusWatch *self);
/* Before the pipeline starts; it keeps the watch's queue alive as long as it needs it. */
void pn_bus_watch_add (PnBusWatch *self, GstElement *pipeline);
/* From any thread: cb gets an APPLICATION message named `name`, its source `source`. */
void pn_bus_watch_post (GstElement *source, const char *name);

/* gst_parse_launch, strict: a missing element or property is an error, not a half-made pipeline. IO. transfer
 * full */
GstElement *pn_pipeline_new (const char *description, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for a bin: the source pad of its element `out` becomes its own. transfer floating */
GstElement *pn_bin_new (const char *description, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* IO when it cannot start. */
gboolean pn_pipeline_play (GstElement *pipeline, GError **error) G_GNUC_WARN_UNUSED_RESULT;
