/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/payload.h"

#include <string.h>

#include "media/rtp/bytes.h"

static const struct {
  PnCodec codec;
  const gchar *name;
  guint clock;
  gboolean (*parse) (PnPayload *out, const guint8 *p, gsize len);
} codecs[] = {
  { PN_CODEC_OPUS, "opus", 48000, NULL },          { PN_CODEC_VP8, "VP8", 90000, pn_vp8_parse },
  { PN_CODEC_H264, "H264", 90000, pn_h264_parse }, { PN_CODEC_VP9, "VP9", 90000, pn_vp9_parse },
  { PN_CODEC_AV1, "AV1", 90000, pn_av1_parse },
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
  return codec >= PN_CODEC_VP8;
}

guint
pn_codec_clock (PnCodec codec)
{
  return codec == PN_CODEC_OPUS ? 48000 : 90000;
}

gboolean
pn_payload_parse (PnPayload *out, PnCodec codec, const guint8 *p, gsize len)
{
  memset (out, 0, sizeof *out);
  out->key = codec == PN_CODEC_OPUS; /* every frame of sound stands alone */
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (codecs[i].codec == codec && codecs[i].parse != NULL) {
      if (codecs[i].parse (out, p, len))
        return TRUE;
      memset (out, 0, sizeof *out);
      return FALSE;
    }
  return codec == PN_CODEC_OPUS;
}

gboolean
pn_payload_starts_keyframe (PnCodec codec, const guint8 *p, gsize len)
{
  PnPayload info;
  return pn_payload_parse (&info, codec, p, len) && info.key;
}

void
pn_payload_renumber (const PnPayload *info, guint8 *p, guint16 pid, guint8 tl0)
{
  if (info->pid_len == 2)
    pn_put16 (p + info->pid_at, 0x8000 | (pid & 0x7FFF));
  else if (info->pid_len == 1)
    p[info->pid_at] = pid & 0x7F;
  if (info->tl0_at != 0)
    p[info->tl0_at] = tl0;
}
