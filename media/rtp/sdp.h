/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session description (RFC 8866, JSEP RFC 8829) as data: read from a stranger's text within bounds, or
 * written from structs. Knows no policy (which codec we like is the SFU's business) and no socket; any thread
 * may call. */
#pragma once
#include <glib.h>

#define PN_SDP_MAX_BYTES (64 * 1024)
#define PN_SDP_MAX_MEDIA 256
#define PN_SDP_MAX_ITEMS 128 /* of one list in one m-section */
#define PN_SDP_MAX_RIDS 8

typedef enum { PN_SDP_SENDRECV, PN_SDP_SENDONLY, PN_SDP_RECVONLY, PN_SDP_INACTIVE } PnSdpDirection;

typedef struct {
  guint pt;            /* 0..127 */
  char name[32];       /* "VP8" */
  guint clock;         /* Hz */
  guint channels;      /* 1 unless said */
  char *fmtp;          /* owned, may be NULL */
  GPtrArray *feedback; /* char*, "nack pli" */
} PnSdpCodec;

typedef struct {
  guint id; /* 1..255 */
  char *uri;
} PnSdpExt;

typedef struct {
  guint32 ssrc;
  char *cname; /* may be NULL */
} PnSdpSsrc;

typedef struct {
  guint32 ssrc, rtx;
} PnSdpGroup;

typedef struct {
  char kind[16]; /* "audio", "video", "application" */
  guint port;    /* 0: refused */
  char proto[32];
  char mid[32];
  PnSdpDirection direction;
  GPtrArray *codecs; /* PnSdpCodec*, in order of preference */
  GArray *exts;      /* PnSdpExt */
  GArray *ssrcs;     /* PnSdpSsrc, as first mentioned */
  char *msid;        /* "stream track", may be NULL */
  GArray *groups;    /* PnSdpGroup: which SSRC repairs which (RFC 5576 FID) */
  GPtrArray *rids;   /* char*, the ids of direction send; written as recv where we only receive (RFC 8851) */
  GPtrArray *simulcast; /* char*, ids of a=simulcast:send in its order, first alternatives only (RFC 8853) */
  char *formats;        /* the m-line's formats when it is no RTP (data channel), echoed in a refusal */
} PnSdpMedia;

typedef struct {
  guint64 session_id, session_version;
  /* Of the session, or of its first m-section that has them: with BUNDLE there is only one transport. */
  char ice_ufrag[257], ice_pwd[257];
  char fingerprint_hash[16]; /* "sha-256" */
  guint8 fingerprint[64];
  gsize fingerprint_len;
  char setup[16];    /* "actpass", "active", "passive" */
  GPtrArray *bundle; /* char* mids of the BUNDLE group */
  gboolean ice_lite;
  GPtrArray *media;      /* PnSdpMedia* */
  GPtrArray *candidates; /* char*, only written: "1 1 udp …" */
} PnSdp;

PnSdp *pn_sdp_new (void);
void pn_sdp_free (PnSdp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnSdp, pn_sdp_free)

PnSdpMedia *pn_sdp_add_media (PnSdp *self, const char *kind, const char *mid);
PnSdpCodec *pn_sdp_media_add_codec (PnSdpMedia *media, guint pt, const char *name, guint clock,
                                    guint channels, const char *fmtp);
void pn_sdp_codec_add_feedback (PnSdpCodec *codec, const char *feedback);
gboolean pn_sdp_codec_has_feedback (const PnSdpCodec *codec, const char *feedback);
void pn_sdp_media_add_ext (PnSdpMedia *media, guint id, const char *uri);
/* 0 when that extension is not negotiated. */
guint pn_sdp_media_ext_id (const PnSdpMedia *media, const char *uri);
void pn_sdp_media_add_ssrc (PnSdpMedia *media, guint32 ssrc, const char *cname);
void pn_sdp_media_add_group (PnSdpMedia *media, guint32 ssrc, guint32 rtx);
/* 0 when that SSRC has no repair stream. */
guint32 pn_sdp_media_rtx_ssrc (const PnSdpMedia *media, guint32 ssrc);
/* The value of "key=value" inside an fmtp line, copied to `out`; FALSE when absent. */
gboolean pn_sdp_fmtp_param (const char *fmtp, const char *key, char *out, gsize size);

/* NULL with PN_ERROR_BAD_MESSAGE-like text in `*why` (static) on anything malformed or over a bound. */
PnSdp *pn_sdp_parse (const char *text, gsize len, const char **why) G_GNUC_WARN_UNUSED_RESULT;
char *pn_sdp_write (const PnSdp *self);

#define PN_SDP_EXT_MID "urn:ietf:params:rtp-hdrext:sdes:mid"
#define PN_SDP_EXT_LEVEL "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
#define PN_SDP_EXT_RID "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
#define PN_SDP_EXT_RRID "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
#define PN_SDP_EXT_TWCC "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
#define PN_SDP_EXT_DELAY "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
#define PN_SDP_EXT_TIME "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
