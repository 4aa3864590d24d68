/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/bus-watch.h"

#include "base/error.h"

/* Shared by the loop's side and the pipelines: whoever is last frees it. */
typedef struct {
  gint refs;
  GMutex lock;
  uv_async_t *wake; /* NULL: nobody listens any more */
  GAsyncQueue *messages;
} Queue;

struct PnBusWatch {
  Queue *queue;
  uv_async_t *wake; /* outlives us until the loop has closed it */
  PnBusMessage cb;
  gpointer data;
};

static Queue *
queue_ref (Queue *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

static void
queue_unref (gpointer data)
{
  Queue *self = data;
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_async_queue_unref (self->messages);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
on_wake (uv_async_t *handle)
{
  PnBusWatch *self;
  GstMessage *message;
  /* The callback may free the watch: looked up anew each time. */
  while ((self = handle->data) != NULL && (message = g_async_queue_try_pop (self->queue->messages)) != NULL) {
    self->cb (message, self->data);
    gst_message_unref (message);
  }
}

PnBusWatch *
pn_bus_watch_new (uv_loop_t *loop, PnBusMessage cb, gpointer data)
{
  PnBusWatch *self = g_new0 (PnBusWatch, 1);
  self->cb = cb;
  self->data = data;
  self->wake = g_new0 (uv_async_t, 1);
  self->wake->data = self;
  uv_async_init (loop, self->wake, on_wake);
  self->queue = g_new0 (Queue, 1);
  self->queue->refs = 1;
  self->queue->wake = self->wake;
  g_mutex_init (&self->queue->lock);
  self->queue->messages = g_async_queue_new_full ((GDestroyNotify) gst_message_unref);
  return self;
}

static void
on_closed (uv_handle_t *handle)
{
  g_free (handle);
}

void
pn_bus_watch_free (PnBusWatch *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->queue->lock);
  self->queue->wake = NULL;
  g_mutex_unlock (&self->queue->lock);
  self->wake->data = NULL;
  uv_close ((uv_handle_t *) self->wake, on_closed);
  queue_unref (self->queue);
  g_free (self);
}

static GstBusSyncReply
on_bus (GstBus *bus, GstMessage *message, gpointer data)
{
  Queue *queue = data;
  if ((GST_MESSAGE_TYPE (message) & (GST_MESSAGE_ERROR | GST_MESSAGE_EOS | GST_MESSAGE_APPLICATION)) == 0)
    return GST_BUS_DROP;
  g_mutex_lock (&queue->lock);
  if (queue->wake != NULL) {
    g_async_queue_push (queue->messages, gst_message_ref (message));
    uv_async_send (queue->wake);
  }
  g_mutex_unlock (&queue->lock);
  return GST_BUS_DROP;
}

void
pn_bus_watch_add (PnBusWatch *self, GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gst_bus_set_sync_handler (bus, on_bus, queue_ref (self->queue), queue_unref);
}

void
pn_bus_watch_post (GstElement *source, const char *name)
{
  gst_element_post_message (
      source, gst_message_new_application (GST_OBJECT (source), gst_structure_new_empty (name)));
}

GstElement *
pn_pipeline_new (const char *description, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GstElement) pipeline
      = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &reason);
  if (pipeline == NULL || !GST_IS_PIPELINE (pipeline)) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "pipeline: %s",
                 reason != NULL ? reason->message : description);
    return NULL;
  }
  return gst_object_ref_sink (g_steal_pointer (&pipeline));
}

/* Not GStreamer's own ghosts of every open end: a text overlay whose text pad has a ghost waits for text. */
GstElement *
pn_bin_new (const char *description, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GstElement *bin
      = gst_parse_bin_from_description_full (description, FALSE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &reason);
  g_autoptr (GstElement) out = bin != NULL ? gst_bin_get_by_name (GST_BIN (bin), "out") : NULL;
  g_autoptr (GstPad) pad = out != NULL ? gst_element_get_static_pad (out, "src") : NULL;
  if (pad != NULL && gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad)))
    return bin;
  g_set_error (error, PN_ERROR, PN_ERROR_IO, "bin: %s", reason != NULL ? reason->message : description);
  g_clear_object (&bin);
  return NULL;
}

gboolean
pn_pipeline_play (GstElement *pipeline, GError **error)
{
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s cannot be started", GST_OBJECT_NAME (pipeline));
  return FALSE;
}
