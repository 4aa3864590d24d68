/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a video payload says about itself in front of its pixels: key frames, temporal layers, picture
 * numbers. VP8 (RFC 7741), H.264 (RFC 6184), VP9 (RFC 9628), AV1 (AV1 RTP specification). Reads only the
 * bytes given; any thread may call. */
#pragma once
#include <glib.h>

typedef enum {
  PN_CODEC_NONE,
  PN_CODEC_OPUS,
  PN_CODEC_VP8,
  PN_CODEC_H264,
  PN_CODEC_VP9,
  PN_CODEC_AV1
} PnCodec;

const gchar *pn_codec_name (PnCodec codec); /* as in SDP: "opus", "VP8", "H264" */
PnCodec pn_codec_from_name (const gchar *name);
gboolean pn_codec_is_video (PnCodec codec);
guint pn_codec_clock (PnCodec codec); /* Hz */

/* All zero where the payload does not say. Positions are into the payload; 0 means there is no such field. */
typedef struct {
  gboolean key;  /* first packet of a key frame (H.264: the one with the SPS or the start of an IDR) */
  gboolean sync; /* this frame needs no earlier frame of its own temporal layer: it may be joined here */
  gboolean up;   /* from the next frame on all higher temporal layers may be joined */
  guint8 tid;    /* temporal layer, 0 is the base */
  guint8 pid_at, pid_len; /* picture id: 1 byte of 7 bits or 2 of 15 */
  guint16 pid;
  guint8 tl0_at, tl0;    /* TL0PICIDX */
  guint16 width, height; /* pixels, in key frames that say so */
} PnPayload;

/* FALSE when the payload ends inside its descriptor; `out` is then all zero. */
gboolean pn_payload_parse (PnPayload *out, PnCodec codec, const guint8 *p, gsize len);
gboolean pn_payload_starts_keyframe (PnCodec codec, const guint8 *p, gsize len);
/* Puts other picture numbers where `info` says they are; what is not there is left alone. */
void pn_payload_renumber (const PnPayload *info, guint8 *p, guint16 pid, guint8 tl0);

/* One codec each, `out` zeroed by the caller. */
gboolean pn_vp8_parse (PnPayload *out, const guint8 *p, gsize len);
gboolean pn_h264_parse (PnPayload *out, const guint8 *p, gsize len);
/* The size in a sequence parameter set; `nal` begins with its header byte. */
gboolean pn_h264_sps_size (const guint8 *nal, gsize len, guint16 *width, guint16 *height);
gboolean pn_vp9_parse (PnPayload *out, const guint8 *p, gsize len);
gboolean pn_av1_parse (PnPayload *out, const guint8 *p, gsize len);
