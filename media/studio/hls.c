/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/hls.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/error.h"

struct PnHls {
  PnOutlet *outlet;
  char *dir;
};

static const char description[]
    = "hlssink2 name=sink target-duration=2 playlist-length=6 max-files=12 send-keyframe-requests=false "
      "appsrc name=video ! h264parse config-interval=-1 ! "
      "video/x-h264,stream-format=byte-stream,alignment=au ! sink.video "
      "appsrc name=audio ! aacparse ! audio/mpeg,stream-format=adts ! sink.audio";

static void
empty (const char *dir)
{
  g_autoptr (GDir) d = g_dir_open (dir, 0, NULL);
  const char *name;
  while (d != NULL && (name = g_dir_read_name (d)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    g_unlink (path);
  }
}

PnHls *
pn_hls_new (const char *dir, PnBusWatch *watch, GError **error)
{
  if (g_mkdir_with_parents (dir, 0750) != 0) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: %s", dir, g_strerror (errno));
    return NULL;
  }
  empty (dir);
  PnOutlet *outlet = pn_outlet_new (description, watch, error);
  if (outlet == NULL)
    return NULL;
  PnHls *self = g_new0 (PnHls, 1);
  *self = (PnHls){ .outlet = outlet, .dir = g_strdup (dir) };
  /* A time in the names: who was watching before does not take a new segment for an old one it has kept. */
  g_autofree char *segments
      = g_strdup_printf ("%s/%" G_GINT64_FORMAT "-%%05d.ts", dir, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *list = g_build_filename (dir, "index.m3u8", NULL);
  g_autoptr (GstElement) sink = pn_outlet_element (outlet, "sink");
  g_object_set (sink, "location", segments, "playlist-location", list, NULL);
  if (pn_outlet_play (outlet, error))
    return self;
  pn_hls_free (self);
  return NULL;
}

void
pn_hls_free (PnHls *self)
{
  if (self == NULL)
    return;
  pn_outlet_free (self->outlet);
  empty (self->dir);
  g_rmdir (self->dir);
  g_free (self->dir);
  g_free (self);
}

PnOutlet *
pn_hls_outlet (PnHls *self)
{
  return self->outlet;
}
