/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A camera or encoder of a meeting room, fetched by RTSP (RFC 2326) and sent on as plain RTP that a browser
 * understands: H264 and VP8 as they are, other pictures as VP8, sound as Opus. Comes back by itself. Knows no
 * rights; keeps the password out of logs. Loop's thread only. */
#pragma once

#include <glib.h>
#include <uv.h>

typedef struct PnRtspSource PnRtspSource;

typedef struct {
  const char *kind;   /* "video", "audio" */
  const char *source; /* "camera", "mic" */
  const char *codec;  /* "H264", "VP8", "opus" */
  int pt, clock;
} PnRtspStream;

typedef struct {
  /* There is such a stream; say where to with pn_rtsp_source_send. Again after each reconnection. */
  void (*stream) (PnRtspSource *self, const PnRtspStream *stream, gpointer data);
  /* connecting, live, retrying, failed (given up: the password is wrong). code: of base/error-codes.inc, or
   * NULL. */
  void (*state) (PnRtspSource *self, const char *state, const char *code, const char *detail, gpointer data);
} PnRtspEvents;

/* url: rtsp:// or rtsps://, without user and password. BAD_VALUE. */
PnRtspSource *pn_rtsp_source_new (uv_loop_t *loop, const char *url, const char *user, const char *password,
                                  const PnRtspEvents *events, gpointer data,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_rtsp_source_free (PnRtspSource *self);
/* source: "camera" or "mic". */
void pn_rtsp_source_send (PnRtspSource *self, const char *source, const char *host, int port);
