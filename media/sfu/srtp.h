/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One direction of an SRTP session (RFC 3711, RFC 7714): AES-128-GCM or AES-CM-128 with HMAC-SHA1-80, on OpenSSL EVP.
 * Touches no socket and no clock; one thread at a time, the worker that owns the transport. */
#pragma once
#include <glib.h>

typedef enum { PN_SRTP_GCM, PN_SRTP_CM80 } PnSrtpProfile;

#define PN_SRTP_KEY 16
#define PN_SRTP_SALT_MAX 14
#define PN_SRTP_OVERHEAD 16       /* the larger tag */
#define PN_SRTCP_OVERHEAD 20      /* tag and the E/index word */
#define PN_SRTP_MAX_STREAMS 32    /* SSRCs of one peer remembered; the one silent for longest gives way */

typedef struct PnSrtp PnSrtp;

gsize pn_srtp_salt_len (PnSrtpProfile profile); /* 12 or 14 bytes */
PnSrtp *pn_srtp_new (PnSrtpProfile profile, const guint8 key[PN_SRTP_KEY], const guint8 *salt);
/* Session keys given instead of derived, for the vectors of the RFCs: the same for RTP and RTCP, HMAC key all zero. */
PnSrtp *pn_srtp_new_session (PnSrtpProfile profile, const guint8 key[PN_SRTP_KEY], const guint8 *salt);
void pn_srtp_free (PnSrtp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnSrtp, pn_srtp_free)

/* Sending: the clear header lies at `out`, the clear payload anywhere else (or right behind it).
 * `index` is ROC << 16 | sequence, kept by the caller. `out` has room for PN_SRTP_OVERHEAD more. Returns the length. */
gsize pn_srtp_protect (PnSrtp *self, guint8 *out, gsize header_len, const guint8 *payload, gsize payload_len,
                       guint64 index);
/* In place; `data` has room for PN_SRTCP_OVERHEAD more. Returns the new length. */
gsize pn_srtp_protect_rtcp (PnSrtp *self, guint8 *data, gsize len);

typedef enum {
  PN_SRTP_OK,
  PN_SRTP_MALFORMED,
  PN_SRTP_BAD_AUTH,
  PN_SRTP_REPLAYED, /* seen already, or older than the window of 512 */
} PnSrtpResult;

/* Receiving, in place: on OK `*len` is the clear length; otherwise the bytes are worthless. */
PnSrtpResult pn_srtp_unprotect (PnSrtp *self, guint8 *data, gsize *len) G_GNUC_WARN_UNUSED_RESULT;
PnSrtpResult pn_srtp_unprotect_rtcp (PnSrtp *self, guint8 *data, gsize *len) G_GNUC_WARN_UNUSED_RESULT;

/* For the vectors of RFC 3711 appendix B.3: the session key of `label`. */
void pn_srtp_derive (const guint8 key[PN_SRTP_KEY], const guint8 *salt, gsize salt_len, guint8 label, guint8 *out,
                     gsize len);
