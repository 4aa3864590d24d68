/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/negotiate.h"

#include <string.h>

static const char *const video_feedback[] = { "nack", "nack pli", "ccm fir", "goog-remb", "transport-cc" };
static const char *const audio_feedback[] = { "transport-cc" };

gboolean
pn_offer_check (const PnSdp *offer, const char **why)
{
  *why = NULL;
  if (offer->media->len == 0)
    *why = "the offer has no m-line";
  else if (offer->ice_ufrag[0] == 0 || offer->ice_pwd[0] == 0)
    *why = "the offer has no ICE credentials";
  else if (offer->fingerprint_len == 0)
    *why = "the offer has no fingerprint";
  else if (!g_str_equal (offer->setup, "actpass") && !g_str_equal (offer->setup, "active"))
    *why = "the offerer must be able to be the DTLS client";
  else if (offer->bundle->len == 0 && offer->media->len > 1)
    *why = "the offer must be bundled";
  return *why == NULL;
}

/* H.264 is usable only as whole access units in FU-A (packetization-mode 1); constrained baseline is what all
 * decode. Of VP9 and AV1 everybody decodes profile 0. */
static guint
codec_rank (const PnSdpCodec *c, PnCodec codec)
{
  char mode[8], profile[16];
  if (codec == PN_CODEC_VP9)
    return pn_sdp_fmtp_param (c->fmtp, "profile-id", profile, sizeof profile) && !g_str_equal (profile, "0")
               ? 0
               : 1;
  if (codec == PN_CODEC_AV1)
    return pn_sdp_fmtp_param (c->fmtp, "profile", profile, sizeof profile) && !g_str_equal (profile, "0") ? 0
                                                                                                          : 1;
  if (codec != PN_CODEC_H264)
    return 1;
  if (!pn_sdp_fmtp_param (c->fmtp, "packetization-mode", mode, sizeof mode) || !g_str_equal (mode, "1"))
    return 0;
  if (!pn_sdp_fmtp_param (c->fmtp, "profile-level-id", profile, sizeof profile))
    return 1;
  return g_ascii_strncasecmp (profile, "42e0", 4) == 0   ? 3
         : g_ascii_strncasecmp (profile, "4200", 4) == 0 ? 2
                                                         : 1;
}

static void
pick_codecs (PnLine *line)
{
  guint best[PN_N_CODECS] = { 0 };
  for (guint i = 0; i < line->offer->codecs->len; i++) {
    const PnSdpCodec *c = g_ptr_array_index (line->offer->codecs, i);
    PnCodec codec = pn_codec_from_name (c->name);
    gboolean video = g_str_equal (line->offer->kind, "video");
    if (codec == PN_CODEC_NONE || pn_codec_is_video (codec) != video || c->clock != pn_codec_clock (codec))
      continue;
    guint rank = codec_rank (c, codec);
    if (rank > best[codec]) {
      best[codec] = rank;
      line->codecs[codec] = c;
      line->usable = TRUE;
    }
  }
}

/* An rtx codec names in apt= whose packets it carries. */
static void
pick_rtx (PnLine *line, const PnSdpCodec *c)
{
  char apt[8];
  if (g_ascii_strcasecmp (c->name, "rtx") != 0 || !pn_sdp_fmtp_param (c->fmtp, "apt", apt, sizeof apt))
    return;
  for (guint i = 0; i < PN_N_CODECS; i++)
    if (line->codecs[i] != NULL && g_ascii_strtoull (apt, NULL, 10) == line->codecs[i]->pt
        && line->rtx_pts[i] == 0)
      line->rtx_pts[i] = (guint8) c->pt;
}

/* RED is good for us only around the Opus that was picked: "111/111", one number for each block (RFC 2198
 * section 5). */
static void
pick_red (PnLine *line, const PnSdpCodec *c)
{
  const PnSdpCodec *opus = line->codecs[PN_CODEC_OPUS];
  if (opus == NULL || line->red_pt != 0 || g_ascii_strcasecmp (c->name, "red") != 0
      || c->clock != opus->clock)
    return;
  if (c->fmtp != NULL && g_ascii_strtoull (c->fmtp, NULL, 10) == opus->pt)
    line->red_pt = (guint8) c->pt;
}

static void
pick_rids (PnLine *line)
{
  const GPtrArray *ids = line->offer->simulcast;
  for (guint i = 0; i < ids->len && line->n_rids < PN_MAX_LAYERS; i++)
    if (g_ptr_array_find_with_equal_func (line->offer->rids, g_ptr_array_index (ids, i), g_str_equal, NULL))
      line->rids[line->n_rids++] = g_ptr_array_index (ids, i);
}

static guint8
one_byte_id (const PnSdpMedia *m, const char *uri)
{
  guint id = pn_sdp_media_ext_id (m, uri);
  return (guint8) (id <= 14 ? id : 0);
}

void
pn_line_read (PnLine *out, const PnSdp *offer, const PnSdpMedia *media)
{
  gboolean bundled = g_ptr_array_find_with_equal_func (offer->bundle, media->mid, g_str_equal, NULL);
  memset (out, 0, sizeof *out);
  out->offer = media;
  /* With max-bundle an m-line may have port 0 and yet live in the bundle; a stopped one is in no bundle (RFC
   * 8843). */
  if ((media->port == 0 && !bundled) || media->mid[0] == 0 || strstr (media->proto, "RTP/SAVPF") == NULL)
    return;
  if (offer->media->len > 1 && !bundled)
    return;
  pick_codecs (out);
  for (guint i = 0; i < media->codecs->len; i++) {
    pick_rtx (out, g_ptr_array_index (media->codecs, i));
    pick_red (out, g_ptr_array_index (media->codecs, i));
  }
  out->mid_ext = one_byte_id (media, PN_SDP_EXT_MID);
  out->level_ext = one_byte_id (media, PN_SDP_EXT_LEVEL);
  out->rid_ext = one_byte_id (media, PN_SDP_EXT_RID);
  if (out->rid_ext != 0) /* otherwise nothing would tell the layers apart */
    pick_rids (out);
  out->rrid_ext = one_byte_id (media, PN_SDP_EXT_RRID);
  out->twcc_ext = one_byte_id (media, PN_SDP_EXT_TWCC);
  out->delay_ext = one_byte_id (media, PN_SDP_EXT_DELAY);
  out->time_ext = one_byte_id (media, PN_SDP_EXT_TIME);
}

gboolean
pn_line_has_rtx (const PnLine *line)
{
  guint any = 0;
  for (guint i = 0; i < PN_N_CODECS; i++)
    any |= line->rtx_pts[i];
  return any != 0;
}

PnCodec
pn_line_publish_codec (const PnLine *line)
{
  static const PnCodec order[] = { PN_CODEC_OPUS, PN_CODEC_VP8, PN_CODEC_H264, PN_CODEC_VP9, PN_CODEC_AV1 };
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (line->codecs[order[i]] != NULL)
      return order[i];
  return PN_CODEC_NONE;
}

gboolean
pn_line_has_feedback (const PnLine *line, PnCodec codec, const char *feedback)
{
  return line->codecs[codec] != NULL && pn_sdp_codec_has_feedback (line->codecs[codec], feedback);
}

void
pn_answer_refuse (PnSdp *answer, const PnLine *line)
{
  PnSdpMedia *m = pn_sdp_add_media (answer, line->offer->kind, line->offer->mid);
  m->port = 0;
  m->direction = PN_SDP_INACTIVE;
  m->formats = g_strdup (line->offer->formats);
  g_strlcpy (m->proto, line->offer->proto, sizeof m->proto);
}

static PnSdpMedia *
add_section (PnSdp *answer, const PnLine *line)
{
  PnSdpMedia *m = pn_sdp_add_media (answer, line->offer->kind, line->offer->mid);
  g_ptr_array_add (answer->bundle, g_strdup (line->offer->mid));
  if (line->mid_ext != 0)
    pn_sdp_media_add_ext (m, line->mid_ext, PN_SDP_EXT_MID);
  if (line->level_ext != 0 && line->codecs[PN_CODEC_OPUS] != NULL)
    pn_sdp_media_add_ext (m, line->level_ext, PN_SDP_EXT_LEVEL);
  if (line->twcc_ext != 0)
    pn_sdp_media_add_ext (m, line->twcc_ext, PN_SDP_EXT_TWCC);
  return m;
}

static void
add_rtx (PnSdpMedia *m, const PnLine *line, PnCodec codec)
{
  g_autofree char *apt = g_strdup_printf ("apt=%u", line->codecs[codec]->pt);
  if (line->rtx_pts[codec] != 0)
    pn_sdp_media_add_codec (m, line->rtx_pts[codec], "rtx", pn_codec_clock (codec), 1, apt);
}

static void
add_red (PnSdpMedia *m, const PnLine *line)
{
  guint pt = line->codecs[PN_CODEC_OPUS] != NULL ? line->codecs[PN_CODEC_OPUS]->pt : 0;
  g_autofree char *fmtp = g_strdup_printf ("%u/%u", pt, pt);
  if (line->red_pt != 0)
    pn_sdp_media_add_codec (m, line->red_pt, "red", 48000, 2, fmtp);
}

static void
add_codec (PnSdpMedia *m, const PnLine *line, PnCodec codec)
{
  const PnSdpCodec *c = line->codecs[codec];
  if (c == NULL)
    return;
  PnSdpCodec *mine = pn_sdp_media_add_codec (m, c->pt, c->name, c->clock, c->channels, c->fmtp);
  gboolean video = pn_codec_is_video (codec);
  const char *const *feedback = video ? video_feedback : audio_feedback;
  for (guint i = 0; i < (video ? G_N_ELEMENTS (video_feedback) : G_N_ELEMENTS (audio_feedback)); i++)
    if (pn_sdp_codec_has_feedback (c, feedback[i]))
      pn_sdp_codec_add_feedback (mine, feedback[i]);
  /* Browsers do not offer NACK for sound but do it when it is answered: on a short way a packet comes again
   * in time. */
  if (!video)
    pn_sdp_codec_add_feedback (mine, "nack");
  add_rtx (m, line, codec);
}

void
pn_answer_receive (PnSdp *answer, const PnLine *line, PnCodec codec)
{
  PnSdpMedia *m = add_section (answer, line);
  gboolean sends = line->offer->direction == PN_SDP_SENDONLY || line->offer->direction == PN_SDP_SENDRECV;
  m->direction = sends ? PN_SDP_RECVONLY : PN_SDP_INACTIVE;
  add_red (m, line); /* in front: that is how a browser is told to send it */
  add_codec (m, line, codec);
  if (m->direction != PN_SDP_RECVONLY || !pn_codec_is_video (codec) || line->rid_ext == 0)
    return;
  pn_sdp_media_add_ext (m, line->rid_ext, PN_SDP_EXT_RID);
  if (line->rrid_ext != 0)
    pn_sdp_media_add_ext (m, line->rrid_ext, PN_SDP_EXT_RRID);
  for (guint i = 0; i < line->n_rids; i++) {
    g_ptr_array_add (m->rids, g_strdup (line->rids[i]));
    g_ptr_array_add (m->simulcast, g_strdup (line->rids[i]));
  }
}

void
pn_answer_send (PnSdp *answer, const PnLine *line, const PnOutgoing *outgoing)
{
  PnSdpMedia *m = add_section (answer, line);
  gboolean receives = line->offer->direction == PN_SDP_RECVONLY || line->offer->direction == PN_SDP_SENDRECV;
  m->direction = receives && outgoing != NULL ? PN_SDP_SENDONLY : PN_SDP_INACTIVE;
  for (guint codec = PN_CODEC_OPUS; codec < PN_N_CODECS; codec++)
    add_codec (m, line, (PnCodec) codec);
  add_red (m, line);
  if (m->direction != PN_SDP_SENDONLY)
    return;
  if (line->delay_ext != 0 && g_str_equal (line->offer->kind, "video"))
    pn_sdp_media_add_ext (m, line->delay_ext, PN_SDP_EXT_DELAY);
  m->msid = g_strdup (outgoing->msid);
  pn_sdp_media_add_ssrc (m, outgoing->ssrc, outgoing->cname);
  if (outgoing->rtx_ssrc == 0)
    return;
  pn_sdp_media_add_ssrc (m, outgoing->rtx_ssrc, outgoing->cname);
  pn_sdp_media_add_group (m, outgoing->ssrc, outgoing->rtx_ssrc);
}
