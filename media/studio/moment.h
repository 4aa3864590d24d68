/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One clock and one beginning for all pipelines of a room: running times are the same everywhere, so a unit
 * received by one may be composed by another and written by a third. A value; set before a pipeline starts.
 */
#pragma once

#include <gst/gst.h>

typedef struct {
  GstClock *clock;   /* of the system, monotonic */
  GstClockTime base; /* its time when the room began, ns */
} PnMoment;

static inline PnMoment
pn_moment_now (void)
{
  GstClock *clock = gst_system_clock_obtain ();
  return (PnMoment){ clock, gst_clock_get_time (clock) };
}

/* Running time, ns. */
static inline GstClockTime
pn_moment_running (const PnMoment *self)
{
  return gst_clock_get_time (self->clock) - self->base;
}

static inline void
pn_moment_apply (const PnMoment *self, GstElement *pipeline)
{
  gst_pipeline_use_clock (GST_PIPELINE (pipeline), self->clock);
  gst_element_set_start_time (pipeline,
                              GST_CLOCK_TIME_NONE); /* else GStreamer chooses the base time itself */
  gst_element_set_base_time (pipeline, self->base);
}
