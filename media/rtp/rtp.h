/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One RTP packet (RFC 3550) with its header extensions (RFC 8285): a bounded reader and a header writer.
 * Touches no socket and keeps no state; any thread may call. */
#pragma once
#include <glib.h>

#define PN_RTP_HEADER 12
#define PN_RTP_MAX 1472 /* largest packet we take: Ethernet minus IPv4 and UDP headers */

/* Offsets are into the parsed bytes. */
typedef struct {
  guint8 pt;
  gboolean marker;
  guint16 seq;
  guint32 ts; /* in units of the payload's clock */
  guint32 ssrc;
  guint16 ext_profile; /* 0xBEDE one byte, 0x100X two byte, 0 none */
  guint16 ext_at, ext_len;
  guint16 payload_at, payload_len; /* padding already taken off */
} PnRtp;

/* RFC 5761 section 4: with rtcp-mux these second bytes are RTCP. */
static inline gboolean
pn_rtp_is_rtcp (const guint8 *data, gsize len)
{
  return len >= 2 && (data[1] & 0x7F) >= 64 && (data[1] & 0x7F) < 96;
}

gboolean pn_rtp_parse (PnRtp *out, const guint8 *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;
/* Only as much as SRTP needs before decryption: header and extension bounds, padding untouched.
 * Returns the header's length with extension, or 0 if malformed. */
gsize pn_rtp_header_len (const guint8 *data, gsize len);
/* The value of extension `id` (1..14 or 1..255), or NULL; `*value_len` in bytes. */
const guint8 *pn_rtp_ext (const PnRtp *rtp, const guint8 *data, guint id, gsize *value_len);

/* One header extension to write; at most 16 bytes, so the one-byte form always fits. */
typedef struct {
  guint8 id, len;
  const guint8 *value;
} PnRtpExt;

/* Writes header and extensions; `out` has room for PN_RTP_HEADER + 4 + n * 17 + 3. Returns the length. */
gsize pn_rtp_write_header (guint8 *out, guint8 pt, gboolean marker, guint16 seq, guint32 ts, guint32 ssrc,
                           const PnRtpExt *exts, guint n_exts);

/* RFC 6464: level in -dBov, 0 loudest to 127 silence. FALSE when the extension is absent. */
gboolean pn_rtp_audio_level (const PnRtp *rtp, const guint8 *data, guint id, guint *level, gboolean *voice);

/* Extends a 16-bit sequence number next to the highest seen so far; `*highest` is negative before the first. */
gint64 pn_rtp_extend_seq (gint64 highest, guint16 seq);
