/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/demux.h"

#include "media/rtp/bytes.h"
#include "media/rtp/rtp.h"
#include "media/rtp/stun.h"

#define RECORD_HEADER 13
#define RECORD_MAX ((1u << 14) + 2048) /* content and what encryption may add, RFC 5246 section 6.2.3 */
#define SRTCP_MIN (8 + 4 + 10)         /* header, index word, the shortest tag */
#define SRTP_MIN (12 + 10)

static gboolean
is_records (const guint8 *data, gsize len)
{
  gsize at = 0;
  while (len - at >= RECORD_HEADER) {
    guint16 version = pn_get16 (data + at + 1), n = pn_get16 (data + at + 11);
    /* change_cipher_spec, alert, handshake, application_data, heartbeat; the unified header of DTLS 1.3 is not for us. */
    if (data[at] < 20 || data[at] > 24 || (version != 0xFEFF && version != 0xFEFD) || n > RECORD_MAX ||
        n > len - at - RECORD_HEADER)
      return FALSE;
    at += RECORD_HEADER + n;
  }
  return at == len && len > 0;
}

PnKind
pn_demux (const guint8 *data, gsize len)
{
  if (len == 0)
    return PN_KIND_BAD;
  if (data[0] < 4)
    return len >= PN_STUN_HEADER ? PN_KIND_STUN : PN_KIND_BAD;
  if (data[0] >= 20 && data[0] < 64)
    return is_records (data, len) ? PN_KIND_DTLS : PN_KIND_BAD;
  if (data[0] < 128 || data[0] >= 192)
    return PN_KIND_BAD;
  if (pn_rtp_is_rtcp (data, len))
    return len >= SRTCP_MIN ? PN_KIND_RTCP : PN_KIND_BAD;
  return len >= SRTP_MIN ? PN_KIND_RTP : PN_KIND_BAD;
}
