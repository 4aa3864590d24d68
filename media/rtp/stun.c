/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp/stun.h"

#include <string.h>

#include "media/rtp/bytes.h"

#define FINGERPRINT_XOR 0x5354554Eu /* RFC 8489 section 14.7 */

static guint32 crc_table[256];

static gpointer
make_crc_table (gpointer unused)
{
  for (guint32 i = 0; i < 256; i++) {
    guint32 c = i;
    for (guint k = 0; k < 8; k++)
      c = (c & 1) ? 0xEDB88320u ^ (c >> 1) : c >> 1;
    crc_table[i] = c;
  }
  return crc_table;
}

static guint32
crc32_of (const guint8 *data, gsize len)
{
  static GOnce once = G_ONCE_INIT;
  g_once (&once, make_crc_table, NULL);
  guint32 c = ~0u;
  for (gsize i = 0; i < len; i++)
    c = crc_table[(c ^ data[i]) & 255] ^ (c >> 8);
  return ~c;
}

/* The HMAC covers the message up to the attribute, with the header's length as if the attribute ended
 * the message (RFC 8489 section 14.5). */
static void
integrity_of (const guint8 *data, gsize upto, const gchar *key, guint8 out[20])
{
  guint8 head[PN_STUN_HEADER];
  gsize digest_len = 20;
  memcpy (head, data, sizeof head);
  pn_put16 (head + 2, (guint16) (upto + 24 - PN_STUN_HEADER));
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) key, strlen (key));
  g_hmac_update (hmac, head, sizeof head);
  g_hmac_update (hmac, data + PN_STUN_HEADER, (gssize) (upto - PN_STUN_HEADER));
  g_hmac_get_digest (hmac, out, &digest_len);
  g_hmac_unref (hmac);
}

gboolean
pn_stun_looks_like (const guint8 *data, gsize len)
{
  return len >= PN_STUN_HEADER && data[0] < 4 && pn_get32 (data + 4) == PN_STUN_COOKIE;
}

static gboolean
parse_attribute (PnStun *out, guint16 type, const guint8 *v, gsize len, gsize at, const guint8 *data)
{
  switch (type) {
  case PN_STUN_ATTR_USERNAME:
    out->username = (const gchar *) v;
    out->username_len = len;
    return len <= PN_STUN_MAX_USERNAME;
  case PN_STUN_ATTR_INTEGRITY:
    out->integrity = v;
    out->integrity_at = at;
    return len == 20;
  case PN_STUN_ATTR_PRIORITY:
    if (len == 4)
      out->priority = pn_get32 (v);
    return len == 4;
  case PN_STUN_ATTR_USE_CANDIDATE:
    out->use_candidate = TRUE;
    return len == 0;
  case PN_STUN_ATTR_CONTROLLED:
  case PN_STUN_ATTR_CONTROLLING:
    if (len != 8)
      return FALSE;
    out->controlled |= type == PN_STUN_ATTR_CONTROLLED;
    out->controlling |= type == PN_STUN_ATTR_CONTROLLING;
    out->tie_breaker = pn_get64 (v);
    return TRUE;
  case PN_STUN_ATTR_FINGERPRINT:
    out->fingerprint = len == 4 && pn_get32 (v) == (crc32_of (data, at) ^ FINGERPRINT_XOR);
    return out->fingerprint;
  default:
    if (type < 0x8000 && out->unknown == 0 && type != PN_STUN_ATTR_XOR_ADDRESS && type != PN_STUN_ATTR_ERROR)
      out->unknown = type;
    return TRUE;
  }
}

gboolean
pn_stun_parse (PnStun *out, const guint8 *data, gsize len)
{
  memset (out, 0, sizeof *out);
  if (!pn_stun_looks_like (data, len) || (gsize) pn_get16 (data + 2) + PN_STUN_HEADER != len || (len & 3))
    return FALSE;
  out->type = pn_get16 (data);
  out->txid = data + 8;
  gsize at = PN_STUN_HEADER;
  while (at + 4 <= len) {
    guint16 type = pn_get16 (data + at);
    gsize n = pn_get16 (data + at + 2);
    if (n > len - at - 4 || out->fingerprint) /* FINGERPRINT must be last */
      return FALSE;
    /* After MESSAGE-INTEGRITY only FINGERPRINT counts (RFC 8489 section 14.5). */
    if ((out->integrity == NULL || type == PN_STUN_ATTR_FINGERPRINT) &&
        !parse_attribute (out, type, data + at + 4, n, at, data))
      return FALSE;
    at += 4 + ((n + 3) & ~(gsize) 3);
  }
  return at == len;
}

gboolean
pn_stun_check (const PnStun *msg, const guint8 *data, const gchar *key)
{
  guint8 want[20], diff = 0;
  if (msg->integrity == NULL)
    return FALSE;
  integrity_of (data, msg->integrity_at, key, want);
  for (guint i = 0; i < sizeof want; i++) /* constant time */
    diff |= want[i] ^ msg->integrity[i];
  return diff == 0;
}

void
pn_stun_begin (PnStunWriter *w, guint8 *data, gsize size, PnStunType type, const guint8 txid[12])
{
  g_assert (size >= 128);
  w->data = data;
  w->size = size;
  w->len = PN_STUN_HEADER;
  pn_put16 (data, type);
  pn_put16 (data + 2, 0);
  pn_put32 (data + 4, PN_STUN_COOKIE);
  memcpy (data + 8, txid, 12);
}

void
pn_stun_add (PnStunWriter *w, guint16 attribute, gconstpointer value, gsize len)
{
  gsize padded = (len + 3) & ~(gsize) 3;
  g_assert (w->len + 4 + padded <= w->size);
  pn_put16 (w->data + w->len, attribute);
  pn_put16 (w->data + w->len + 2, (guint16) len);
  memset (w->data + w->len + 4, 0, padded);
  if (len > 0)
    memcpy (w->data + w->len + 4, value, len);
  w->len += 4 + padded;
  pn_put16 (w->data + 2, (guint16) (w->len - PN_STUN_HEADER));
}

void
pn_stun_add_xor_address (PnStunWriter *w, const guint8 ip[16], guint16 port)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
  gboolean v4 = memcmp (ip, mapped, sizeof mapped) == 0;
  gsize n = v4 ? 4 : 16;
  guint8 v[20] = { 0, v4 ? 1 : 2 };
  pn_put16 (v + 2, (guint16) (port ^ (PN_STUN_COOKIE >> 16)));
  memcpy (v + 4, ip + 16 - n, n);
  for (gsize i = 0; i < n; i++) /* IPv6 goes on with the transaction id, which stands right behind the cookie */
    v[4 + i] ^= w->data[4 + i];
  pn_stun_add (w, PN_STUN_ATTR_XOR_ADDRESS, v, 4 + n);
}

void
pn_stun_add_error (PnStunWriter *w, guint code, const gchar *reason)
{
  guint8 v[64] = { 0, 0, (guint8) (code / 100), (guint8) (code % 100) };
  gsize n = MIN (strlen (reason), sizeof v - 4);
  memcpy (v + 4, reason, n);
  pn_stun_add (w, PN_STUN_ATTR_ERROR, v, 4 + n);
}

gsize
pn_stun_end (PnStunWriter *w, const gchar *key)
{
  guint8 mac[20], fp[4];
  if (key != NULL) {
    integrity_of (w->data, w->len, key, mac);
    pn_stun_add (w, PN_STUN_ATTR_INTEGRITY, mac, sizeof mac);
  }
  /* The CRC covers a header length that already counts FINGERPRINT. */
  pn_put16 (w->data + 2, (guint16) (w->len + 8 - PN_STUN_HEADER));
  pn_put32 (fp, crc32_of (w->data, w->len) ^ FINGERPRINT_XOR);
  pn_stun_add (w, PN_STUN_ATTR_FINGERPRINT, fp, sizeof fp);
  return w->len;
}
