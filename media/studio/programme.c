/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/programme.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "media/studio/still.h"

#define TEXT(x) #x
#define NUMBER(x) TEXT (x)
#define SIZE                                                                                                 \
  "width=" NUMBER (PN_CANVAS_WIDTH) ",height=" NUMBER (PN_CANVAS_HEIGHT) ",framerate=" NUMBER (              \
      PN_CANVAS_FPS) "/1"

struct PnProgramme {
  GstElement *pipeline, *mixer, *compositor, *caption, *encoder;
  GPtrArray *branches;           /* PnBranch, in order of arrival */
  PnStill *ground, *card, *page; /* the title stands on the card while there is nothing else */
  char *page_path;               /* NULL: none */
  PnBox page_box;
  PnLayout layout;
  char **called; /* ids of tracks */
  char *speaker; /* id of a camera, or NULL */
  char *on_top;  /* id of the last picture that stood in the first place */
  GMutex lock;
  GPtrArray *outlets; /* PnOutlet, borrowed */
  PnKeyWanted key;
  gpointer data;
};

/* The live silence keeps the sound going when nobody speaks; the compositor is told to be live by itself.
 * Not ignore-inactive-pads: GStreamer 1.22 takes a mixer whose inputs are all late for one at its end. */
static const char description[]
    = "audiotestsrc is-live=true wave=silence ! audio/x-raw,rate=48000,channels=1 ! "
      "audiomixer name=mixer ! audio/x-raw,rate=48000,channels=1 ! "
      "audioconvert ! avenc_aac bitrate=96000 ! aacparse ! audio/mpeg,stream-format=raw ! appsink name=audio "
      "sync=false "
      "compositor name=compositor background=black force-live=true ! "
      "video/x-raw,format=I420,pixel-aspect-ratio=1/1," SIZE " ! "
      "textoverlay name=caption font-desc=\"Sans 12\" halignment=left valignment=bottom line-alignment=left "
      "xpad=20 ypad=14 "
      "auto-resize=true draw-shadow=false draw-outline=false wrap-mode=none ! queue max-size-buffers=8 "
      "leaky=downstream ! "
      "x264enc name=encoder tune=zerolatency speed-preset=superfast bitrate=1400 vbv-buf-capacity=1000 "
      "key-int-max=30 threads=1 ! "
      "video/x-h264,profile=main ! h264parse config-interval=0 ! video/x-h264,stream-format=avc,alignment=au "
      "! "
      "appsink name=video sync=false";

/* ---- coded units, in streaming threads */

static GstFlowReturn
deliver (GstAppSink *sink, gboolean video, gpointer data)
{
  PnProgramme *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *unit = sample != NULL ? gst_sample_get_buffer (sample) : NULL;
  if (unit == NULL)
    return GST_FLOW_EOS;
  /* x264enc's own times lie a thousand hours ahead; its segment takes that away again. */
  GstClockTime pts
      = gst_segment_to_running_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, GST_BUFFER_PTS (unit));
  if (!GST_CLOCK_TIME_IS_VALID (pts))
    return GST_FLOW_OK;
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->outlets->len; i++)
    pn_outlet_push (g_ptr_array_index (self->outlets, i), video, unit, gst_sample_get_caps (sample), pts);
  g_mutex_unlock (&self->lock);
  return GST_FLOW_OK;
}

static GstFlowReturn
on_video (GstAppSink *sink, gpointer data)
{
  return deliver (sink, TRUE, data);
}

static GstFlowReturn
on_audio (GstAppSink *sink, gpointer data)
{
  return deliver (sink, FALSE, data);
}

/* ---- life */

static void
listen_to (PnProgramme *self, const char *name, GstFlowReturn (*on_sample) (GstAppSink *sink, gpointer data))
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (self->pipeline), name);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
}

static gboolean
furnish (PnProgramme *self, uv_loop_t *loop, const PnMoment *moment, const char *title, GError **error)
{
  static const PnBox canvas = { 0, 0, PN_CANVAS_WIDTH, PN_CANVAS_HEIGHT };
  GstBin *bin = GST_BIN (self->pipeline);
  self->ground = pn_still_new (loop, bin, self->compositor, moment, 0, error);
  self->card = self->ground != NULL ? pn_still_new (loop, bin, self->compositor, moment, 1, error) : NULL;
  self->page = self->card != NULL ? pn_still_new (loop, bin, self->compositor, moment, 2, error) : NULL;
  if (self->page == NULL)
    return FALSE;
  pn_moment_apply (moment, self->pipeline);
  if (!pn_pipeline_play (self->pipeline, error))
    return FALSE;
  pn_still_show_text (self->ground, "", &canvas);
  pn_still_show_text (self->card, title, &canvas);
  return TRUE;
}

PnProgramme *
pn_programme_new (uv_loop_t *loop, const PnMoment *moment, PnBusWatch *watch, const char *title,
                  PnKeyWanted key, gpointer data, GError **error)
{
  GstElement *pipeline = pn_pipeline_new (description, error);
  if (pipeline == NULL)
    return NULL;
  PnProgramme *self = g_new0 (PnProgramme, 1);
  *self = (PnProgramme){ .pipeline = pipeline, .key = key, .data = data };
  g_mutex_init (&self->lock);
  self->branches = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_branch_free);
  self->outlets = g_ptr_array_new ();
  self->mixer = gst_bin_get_by_name (GST_BIN (pipeline), "mixer");
  self->compositor = gst_bin_get_by_name (GST_BIN (pipeline), "compositor");
  self->caption = gst_bin_get_by_name (GST_BIN (pipeline), "caption");
  self->encoder = gst_bin_get_by_name (GST_BIN (pipeline), "encoder");
  g_object_set (self->mixer, "latency", (guint64) PN_PROGRAMME_LATENCY, NULL);
  g_object_set (self->compositor, "latency", (guint64) PN_PROGRAMME_LATENCY, NULL);
  listen_to (self, "video", on_video);
  listen_to (self, "audio", on_audio);
  pn_bus_watch_add (watch, pipeline);
  if (furnish (self, loop, moment, title, error))
    return self;
  pn_programme_free (self);
  return NULL;
}

void
pn_programme_free (PnProgramme *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->branches);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  pn_still_free (self->ground);
  pn_still_free (self->card);
  pn_still_free (self->page);
  g_clear_object (&self->mixer);
  g_clear_object (&self->compositor);
  g_clear_object (&self->caption);
  g_clear_object (&self->encoder);
  gst_object_unref (self->pipeline);
  g_ptr_array_unref (self->outlets);
  g_mutex_clear (&self->lock);
  g_strfreev (self->called);
  g_free (self->page_path);
  g_free (self->speaker);
  g_free (self->on_top);
  g_free (self);
}

/* ---- what is shown */

static PnBranch *
branch_of (PnProgramme *self, const char *track)
{
  for (guint i = 0; track != NULL && i < self->branches->len; i++) {
    PnBranch *branch = g_ptr_array_index (self->branches, i);
    if (strcmp (pn_receive_id (pn_branch_receive (branch)), track) == 0)
      return branch;
  }
  return NULL;
}

static gboolean
is_kind (PnBranch *branch, const char *suffix)
{
  return g_str_has_suffix (pn_receive_id (pn_branch_receive (branch)), suffix);
}

/* A shared screen counts as a document where no page is presented: the newest one. */
static PnBranch *
screen_of (PnProgramme *self)
{
  for (guint i = self->branches->len; self->page_path == NULL && i-- > 0;)
    if (is_kind (g_ptr_array_index (self->branches, i), "/screen"))
      return g_ptr_array_index (self->branches, i);
  return NULL;
}

static void
add_once (GPtrArray *list, PnBranch *branch)
{
  if (branch != NULL && list->len < PN_LAYOUT_SLOTS && !g_ptr_array_find (list, branch, NULL))
    g_ptr_array_add (list, branch);
}

/* Whose pictures belong on the canvas, the most important first. */
static GPtrArray *
pictures (PnProgramme *self)
{
  GPtrArray *list = g_ptr_array_new ();
  gboolean many = self->layout == PN_LAYOUT_GRID4 || self->layout == PN_LAYOUT_PAGE_STRIP;
  for (guint i = 0; many && self->called != NULL && self->called[i] != NULL; i++)
    add_once (list, branch_of (self, self->called[i]));
  if (list->len > 0)
    return list;
  add_once (list, branch_of (self, self->speaker));
  for (guint i = 0; (many || list->len == 0) && i < self->branches->len; i++)
    if (is_kind (g_ptr_array_index (self->branches, i), "/camera"))
      add_once (list, g_ptr_array_index (self->branches, i));
  return list;
}

static void
call (PnProgramme *self, PnBranch *branch, gboolean wanted)
{
  if (pn_branch_call (branch, wanted))
    self->key (pn_receive_id (pn_branch_receive (branch)), self->data);
}

/* The picture for the first place may still be on its way: the one before it stays until then. */
static PnBranch *
stand_in (PnProgramme *self, PnBranch *first)
{
  PnBranch *before = branch_of (self, self->on_top);
  if (pn_branch_has_picture (first) || before == NULL || !pn_branch_has_picture (before))
    return first;
  return before;
}

static void
place_document (PnProgramme *self, PnBranch *screen, const PnPlan *plan)
{
  if (self->page_path == NULL || plan->document.width == 0) {
    pn_still_hide (self->page);
    self->page_box = (PnBox){ 0 };
  } else if (memcmp (&self->page_box, &plan->document, sizeof plan->document) != 0) {
    self->page_box = plan->document;
    pn_still_show_file (self->page, self->page_path, &plan->document);
  }
  if (screen != NULL)
    pn_branch_place (
        screen, plan->document.width > 0 && pn_branch_has_picture (screen) ? &plan->document : NULL, FALSE);
}

static void
show_title (PnProgramme *self, gboolean anything_else)
{
  if (anything_else)
    pn_still_hide (self->card);
  else
    pn_still_reveal (self->card);
}

static void
arrange (PnProgramme *self)
{
  PnBranch *screen = screen_of (self);
  g_autoptr (GPtrArray) list = pictures (self);
  PnPlan plan = pn_layout_plan (self->layout, self->page_path != NULL || screen != NULL, list->len);
  PnBranch *slots[PN_LAYOUT_SLOTS] = { NULL };
  for (guint i = 0; i < plan.n_slots; i++)
    slots[i] = i == 0 ? stand_in (self, g_ptr_array_index (list, 0)) : g_ptr_array_index (list, i);
  for (guint i = 0; i < self->branches->len; i++) {
    PnBranch *branch = g_ptr_array_index (self->branches, i);
    gint at = -1;
    guint in_list = 0;
    for (guint k = 0; k < plan.n_slots; k++)
      at = slots[k] == branch && at < 0 ? (gint) k : at;
    gboolean wanted = at >= 0 || (g_ptr_array_find (list, branch, &in_list) && in_list < plan.n_slots);
    if (!pn_receive_is_video (pn_branch_receive (branch)))
      continue;
    call (self, branch, wanted || (branch == screen && plan.document.width > 0));
    if (branch != screen)
      pn_branch_place (branch, at >= 0 && pn_branch_has_picture (branch) ? &plan.slots[at] : NULL,
                       plan.n_slots > 1 || plan.document.width > 0);
  }
  place_document (self, screen, &plan);
  show_title (self, plan.document.width > 0 || (plan.n_slots > 0 && pn_branch_has_picture (slots[0])));
  if (plan.n_slots > 0 && slots[0] != NULL && pn_branch_has_picture (slots[0])) {
    g_free (self->on_top);
    self->on_top = g_strdup (pn_receive_id (pn_branch_receive (slots[0])));
  }
}

gboolean
pn_programme_add (PnProgramme *self, PnReceive *receive, GError **error)
{
  GstElement *mixer = pn_receive_is_video (receive) ? self->compositor : self->mixer;
  pn_programme_remove (self, pn_receive_id (receive));
  PnBranch *branch = pn_branch_new (GST_BIN (self->pipeline), mixer, receive, error);
  if (branch == NULL)
    return FALSE;
  g_ptr_array_add (self->branches, branch);
  arrange (self);
  return TRUE;
}

void
pn_programme_remove (PnProgramme *self, const char *track)
{
  PnBranch *branch = branch_of (self, track);
  if (branch == NULL)
    return;
  g_ptr_array_remove (self->branches, branch);
  arrange (self);
}

void
pn_programme_speaker (PnProgramme *self, const char *track)
{
  g_autofree char *camera = NULL;
  if (track != NULL && g_str_has_suffix (track, "/screen"))
    camera = g_strdup_printf ("%.*s/camera", (int) (strlen (track) - strlen ("/screen")), track);
  else
    camera = g_strdup (track);
  if (g_strcmp0 (self->speaker, camera) == 0)
    return;
  g_free (self->speaker);
  self->speaker = g_steal_pointer (&camera);
  arrange (self);
}

void
pn_programme_layout (PnProgramme *self, PnLayout layout, const char *const *tracks)
{
  self->layout = layout;
  g_strfreev (self->called);
  self->called = g_strdupv ((char **) tracks);
  arrange (self);
}

void
pn_programme_page (PnProgramme *self, const char *path)
{
  if (g_strcmp0 (self->page_path, path) == 0)
    return;
  g_free (self->page_path);
  self->page_path = g_strdup (path);
  self->page_box = (PnBox){ 0 };
  arrange (self);
}

void
pn_programme_caption (PnProgramme *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1); /* the overlay reads Pango markup */
  g_object_set (self->caption, "text", escaped, NULL);
}

/* ---- outlets */

void
pn_programme_attach (PnProgramme *self, PnOutlet *outlet)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->outlets, outlet);
  g_mutex_unlock (&self->lock);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->encoder, "src");
  gst_pad_send_event (pad, gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE, 0));
}

void
pn_programme_detach (PnProgramme *self, PnOutlet *outlet)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->outlets, outlet);
  g_mutex_unlock (&self->lock);
}

/* ---- messages */

static PnBranch *
owner_of (PnProgramme *self, GstObject *source)
{
  for (guint i = 0; i < self->branches->len; i++)
    if (pn_branch_owns (g_ptr_array_index (self->branches, i), source))
      return g_ptr_array_index (self->branches, i);
  return NULL;
}

static void
leave_out (PnProgramme *self, PnBranch *branch, GstMessage *message)
{
  g_autoptr (GError) reason = NULL;
  gst_message_parse_error (message, &reason, NULL);
  pn_warning ("programme", "a track failed and is left out", "track",
              pn_receive_id (pn_branch_receive (branch)), "reason", reason->message);
  g_ptr_array_remove (self->branches, branch);
  arrange (self);
}

gboolean
pn_programme_message (PnProgramme *self, GstMessage *message, gboolean *failed)
{
  GstObject *source = GST_MESSAGE_SRC (message);
  PnBranch *branch = owner_of (self, source);
  *failed = FALSE;
  if (branch != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    leave_out (self, branch, message);
    return TRUE;
  }
  if (branch != NULL) {
    arrange (self);
    return TRUE;
  }
  gboolean mine = source == GST_OBJECT (self->pipeline)
                  || gst_object_has_as_ancestor (source, GST_OBJECT (self->pipeline));
  *failed = mine; /* an error or an end that belongs to no branch */
  return mine;
}
