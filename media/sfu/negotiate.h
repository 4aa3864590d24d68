/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an offer to an answer (JSEP): which codec, which extensions, which direction each m-section gets.
 * Pure: structs in, structs out. Any thread may call. */
#pragma once
#include <glib.h>
#include "media/rtp/payload.h"
#include "media/rtp/sdp.h"
#include "media/sfu/message.h"

#define PN_N_CODECS (PN_CODEC_AV1 + 1)
#define PN_MAX_LAYERS 3

/* What one m-section of an offer allows us. */
typedef struct {
  const PnSdpMedia *offer;
  gboolean usable;                       /* RTP of a kind and codec we know, not stopped */
  const PnSdpCodec *codecs[PN_N_CODECS]; /* the offer's best of each, or NULL */
  guint8 rtx_pts[PN_N_CODECS];           /* payload type that repairs that codec (RFC 4588 apt), 0: none */
  guint8 red_pt;                         /* RFC 2198 around Opus, 0: none */
  /* Header extensions; 0: not offered, or not in the one-byte form. */
  guint8 mid_ext, level_ext, rid_ext, rrid_ext, twcc_ext, time_ext, delay_ext;
  /* Simulcast offered: the rids in the order of a=simulcast. 0: one encoding without a name. */
  const char *rids[PN_MAX_LAYERS];
  guint n_rids;
} PnLine;

/* What we send on an m-section of a subscriber. */
typedef struct {
  guint32 ssrc, rtx_ssrc; /* rtx_ssrc 0: packets sent again go into the stream itself */
  const char *cname, *msid;
} PnOutgoing;

/* FALSE with a sentence in `*why` when this offer cannot be answered at all. */
gboolean pn_offer_check (const PnSdp *offer, const char **why) G_GNUC_WARN_UNUSED_RESULT;
void pn_line_read (PnLine *out, const PnSdp *offer, const PnSdpMedia *media);
/* The one codec a publisher shall use: VP8 before H264, as every browser decodes it; VP9 and AV1 only when
 * nothing else is. */
PnCodec pn_line_publish_codec (const PnLine *line);
gboolean pn_line_has_rtx (const PnLine *line);
gboolean pn_line_has_feedback (const PnLine *line, PnCodec codec, const char *feedback);

/* The sections of the answer, in the order of the offer: one call for each line. */
void pn_answer_refuse (PnSdp *answer, const PnLine *line);
void pn_answer_receive (PnSdp *answer, const PnLine *line, PnCodec codec);
void pn_answer_send (PnSdp *answer, const PnLine *line,
                     const PnOutgoing *outgoing); /* NULL: inactive for now */
