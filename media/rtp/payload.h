/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a video payload begins a key frame: VP8 (RFC 7741) and H.264 (RFC 6184).
 * Reads only the payload bytes given; any thread may call. */
#pragma once
#include <glib.h>

typedef enum { PN_CODEC_NONE, PN_CODEC_OPUS, PN_CODEC_VP8, PN_CODEC_H264 } PnCodec;

const gchar *pn_codec_name (PnCodec codec); /* as in SDP: "opus", "VP8", "H264" */
PnCodec pn_codec_from_name (const gchar *name);
gboolean pn_codec_is_video (PnCodec codec);
guint pn_codec_clock (PnCodec codec); /* Hz */

/* Length of the VP8 payload descriptor, or 0 if the payload ends inside it. */
gsize pn_vp8_descriptor_len (const guint8 *p, gsize len);
/* TRUE for the first packet of a key frame (for H.264: the one with the SPS or the start of an IDR). */
gboolean pn_payload_starts_keyframe (PnCodec codec, const guint8 *p, gsize len);
