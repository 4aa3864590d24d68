/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A camera for tests: rtsp://127.0.0.1:PORT/live (H264 and G.711 A-law), /secret (the same, user admin, password mat-khau).
 * Usage: rtsp-server PORT */
#include <gst/gst.h>
#include <gst/rtsp-server/rtsp-server.h>
#include <stdio.h>

static const char camera[] = "( videotestsrc is-live=true pattern=green ! video/x-raw,width=640,height=360,framerate=15/1 ! "
                             "x264enc tune=zerolatency speed-preset=ultrafast bitrate=500 key-int-max=15 ! video/x-h264,profile=baseline ! "
                             "rtph264pay name=pay0 pt=96 "
                             "audiotestsrc is-live=true freq=440 volume=0.4 ! audio/x-raw,rate=8000,channels=1 ! alawenc ! "
                             "rtppcmapay name=pay1 pt=8 )";

static void
allow (GstRTSPMediaFactory *factory, const char *role, gboolean construct)
{
  gst_rtsp_media_factory_add_role (factory, role, GST_RTSP_PERM_MEDIA_FACTORY_ACCESS, G_TYPE_BOOLEAN, TRUE,
                                   GST_RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, G_TYPE_BOOLEAN, construct, NULL);
}

static void
mount (GstRTSPServer *server, const char *path, gboolean secret)
{
  GstRTSPMountPoints *mounts = gst_rtsp_server_get_mount_points (server);
  GstRTSPMediaFactory *factory = gst_rtsp_media_factory_new ();
  gst_rtsp_media_factory_set_launch (factory, camera);
  gst_rtsp_media_factory_set_shared (factory, TRUE);
  allow (factory, "admin", TRUE);
  allow (factory, "anybody", !secret); /* may see that it is there: so the answer is 401, not 404 */
  gst_rtsp_mount_points_add_factory (mounts, path, factory);
  g_object_unref (mounts);
}

static void
demand_password (GstRTSPServer *server)
{
  GstRTSPAuth *auth = gst_rtsp_auth_new ();
  GstRTSPToken *admin = gst_rtsp_token_new (GST_RTSP_TOKEN_MEDIA_FACTORY_ROLE, G_TYPE_STRING, "admin", NULL);
  GstRTSPToken *anybody = gst_rtsp_token_new (GST_RTSP_TOKEN_MEDIA_FACTORY_ROLE, G_TYPE_STRING, "anybody", NULL);
  g_autofree char *basic = gst_rtsp_auth_make_basic ("admin", "mat-khau");
  gst_rtsp_auth_add_basic (auth, basic, admin);
  gst_rtsp_auth_set_default_token (auth, anybody);
  gst_rtsp_token_unref (admin);
  gst_rtsp_token_unref (anybody);
  gst_rtsp_server_set_auth (server, auth);
  g_object_unref (auth);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  if (argc != 2) {
    fprintf (stderr, "usage: rtsp-server PORT\n");
    return 2;
  }
  GstRTSPServer *server = gst_rtsp_server_new ();
  gst_rtsp_server_set_address (server, "127.0.0.1");
  gst_rtsp_server_set_service (server, argv[1]);
  demand_password (server);
  mount (server, "/live", FALSE);
  mount (server, "/secret", TRUE);
  if (gst_rtsp_server_attach (server, NULL) == 0) {
    fprintf (stderr, "port %s cannot be had\n", argv[1]);
    return 1;
  }
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}
