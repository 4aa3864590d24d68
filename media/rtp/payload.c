/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/payload.h"

#include "media/rtp/bytes.h"

static const struct {
  PnCodec codec;
  const gchar *name;
  guint clock;
  gboolean video;
} codecs[] = {
  { PN_CODEC_OPUS, "opus", 48000, FALSE },
  { PN_CODEC_VP8, "VP8", 90000, TRUE },
  { PN_CODEC_H264, "H264", 90000, TRUE },
};

const gchar *
pn_codec_name (PnCodec codec)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (codecs[i].codec == codec)
      return codecs[i].name;
  return "none";
}

PnCodec
pn_codec_from_name (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (g_ascii_strcasecmp (codecs[i].name, name) == 0)
      return codecs[i].codec;
  return PN_CODEC_NONE;
}

gboolean
pn_codec_is_video (PnCodec codec)
{
  return codec == PN_CODEC_VP8 || codec == PN_CODEC_H264;
}

guint
pn_codec_clock (PnCodec codec)
{
  return codec == PN_CODEC_OPUS ? 48000 : 90000;
}

gsize
pn_vp8_descriptor_len (const guint8 *p, gsize len)
{
  gsize at = 1;
  if (len < 1)
    return 0;
  if (p[0] & 0x80) { /* X */
    if (len < 2)
      return 0;
    guint8 x = p[1];
    at = 2;
    if (x & 0x80) { /* I: picture id of one or two bytes */
      if (at >= len)
        return 0;
      at += (p[at] & 0x80) ? 2 : 1;
    }
    at += (x & 0x40) ? 1 : 0; /* L */
    at += (x & 0x30) ? 1 : 0; /* T or K */
  }
  return at < len ? at : 0;
}

static gboolean
vp8_starts_keyframe (const guint8 *p, gsize len)
{
  gsize at = pn_vp8_descriptor_len (p, len);
  /* S set, partition 0, and the frame tag's lowest bit 0 (RFC 7741 section 4.3). */
  return at > 0 && (p[0] & 0x10) && (p[0] & 0x07) == 0 && (p[at] & 1) == 0;
}

static gboolean
h264_starts_key (guint8 nal_type)
{
  return nal_type == 5 || nal_type == 7;
}

static gboolean
h264_starts_keyframe (const guint8 *p, gsize len)
{
  if (len < 2)
    return FALSE;
  guint8 type = p[0] & 31;
  if (type == 28) /* FU-A: only the fragment with the start bit */
    return (p[1] & 0x80) && h264_starts_key (p[1] & 31);
  if (type != 24)
    return h264_starts_key (type);
  for (gsize at = 1; at + 3 <= len;) { /* STAP-A */
    gsize n = pn_get16 (p + at);
    if (n == 0 || n > len - at - 2)
      return FALSE;
    if (h264_starts_key (p[at + 2] & 31))
      return TRUE;
    at += 2 + n;
  }
  return FALSE;
}

gboolean
pn_payload_starts_keyframe (PnCodec codec, const guint8 *p, gsize len)
{
  switch (codec) {
  case PN_CODEC_VP8:
    return vp8_starts_keyframe (p, len);
  case PN_CODEC_H264:
    return h264_starts_keyframe (p, len);
  case PN_CODEC_OPUS:
    return TRUE;
  case PN_CODEC_NONE:
  default:
    return FALSE;
  }
}
