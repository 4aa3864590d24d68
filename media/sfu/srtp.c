/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HMAC-SHA1 from a state that has taken the key in already, copied for each packet: OpenSSL 3 gives that only
 * by the calls it calls deprecated. Its EVP_MAC makes and looks up parameters for each packet, a third of the
 * cost of AES-CM-SHA1-80. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "media/sfu/srtp.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/rtp.h"

#define WINDOW 512 /* packets; a NACK may bring one back seconds late */
#define TAG_GCM 16
#define TAG_CM80 10

/* Key derivation labels, RFC 3711 section 4.3.1 and 4.3.2; RTCP's are these plus 3. */
enum { LABEL_ENCRYPTION = 0, LABEL_AUTH = 1, LABEL_SALT = 2 };

typedef struct {
  guint32 ssrc;
  gint64 highest; /* index of the newest packet that passed */
  guint64 used;   /* when last, in packets of the half */
  guint64 seen[WINDOW / 64];
} Stream;

/* Session keys of RTP or of RTCP. */
typedef struct {
  EVP_CIPHER_CTX *cipher;
  SHA_CTX inner, outer; /* CM80 only: SHA-1 after the key xor ipad and opad (RFC 2104) */
  guint8 salt[16];
  Stream streams[PN_SRTP_MAX_STREAMS];
  guint n_streams;
  guint64 used;
} Half;

struct PnSrtp {
  PnSrtpProfile profile;
  Half rtp, rtcp;
  guint32 rtcp_index; /* next to send, 31 bits */
};

gsize
pn_srtp_salt_len (PnSrtpProfile profile)
{
  return profile == PN_SRTP_GCM ? 12 : 14;
}

void
pn_srtp_derive (const guint8 key[PN_SRTP_KEY], const guint8 *salt, gsize salt_len, guint8 label, guint8 *out,
                gsize len)
{
  guint8 iv[16] = { 0 };
  int n = 0;
  g_assert (salt_len <= PN_SRTP_SALT_MAX);
  memcpy (iv, salt, salt_len);
  iv[7] ^= label;
  memset (out, 0, len);
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new ();
  g_assert (EVP_EncryptInit_ex (ctx, EVP_aes_128_ctr (), NULL, key, iv) == 1);
  g_assert (EVP_EncryptUpdate (ctx, out, &n, out, (int) len) == 1);
  EVP_CIPHER_CTX_free (ctx);
}

static void
take_key (SHA_CTX *state, const guint8 auth[20], guint8 pad)
{
  guint8 block[SHA_CBLOCK];
  memset (block, pad, sizeof block);
  for (guint i = 0; i < 20; i++)
    block[i] ^= auth[i];
  SHA1_Init (state);
  SHA1_Update (state, block, sizeof block);
  OPENSSL_cleanse (block, sizeof block);
}

static void
half_open (Half *h, PnSrtpProfile profile, const guint8 enc[16], const guint8 *salt, guint8 auth[20])
{
  memcpy (h->salt, salt, pn_srtp_salt_len (profile));
  h->cipher = EVP_CIPHER_CTX_new ();
  const EVP_CIPHER *type = profile == PN_SRTP_GCM ? EVP_aes_128_gcm () : EVP_aes_128_ctr ();
  g_assert (EVP_CipherInit_ex (h->cipher, type, NULL, enc, NULL, 1) == 1);
  if (profile == PN_SRTP_GCM)
    return;
  take_key (&h->inner, auth, 0x36);
  take_key (&h->outer, auth, 0x5C);
}

static void
half_init (Half *h, PnSrtpProfile profile, const guint8 *key, const guint8 *salt, guint8 base)
{
  guint8 enc[16], auth[20], session_salt[PN_SRTP_SALT_MAX];
  gsize salt_len = pn_srtp_salt_len (profile);
  pn_srtp_derive (key, salt, salt_len, (guint8) (base + LABEL_ENCRYPTION), enc, sizeof enc);
  pn_srtp_derive (key, salt, salt_len, (guint8) (base + LABEL_AUTH), auth, sizeof auth);
  pn_srtp_derive (key, salt, salt_len, (guint8) (base + LABEL_SALT), session_salt, salt_len);
  half_open (h, profile, enc, session_salt, auth);
  OPENSSL_cleanse (enc, sizeof enc);
  OPENSSL_cleanse (auth, sizeof auth);
}

static void
half_clear (Half *h)
{
  EVP_CIPHER_CTX_free (h->cipher);
}

PnSrtp *
pn_srtp_new (PnSrtpProfile profile, const guint8 key[PN_SRTP_KEY], const guint8 *salt)
{
  PnSrtp *self = g_new0 (PnSrtp, 1);
  self->profile = profile;
  half_init (&self->rtp, profile, key, salt, 0);
  half_init (&self->rtcp, profile, key, salt, 3);
  return self;
}

PnSrtp *
pn_srtp_new_session (PnSrtpProfile profile, const guint8 key[PN_SRTP_KEY], const guint8 *salt)
{
  PnSrtp *self = g_new0 (PnSrtp, 1);
  guint8 auth[20] = { 0 };
  self->profile = profile;
  half_open (&self->rtp, profile, key, salt, auth);
  half_open (&self->rtcp, profile, key, salt, auth);
  return self;
}

void
pn_srtp_free (PnSrtp *self)
{
  if (self == NULL)
    return;
  half_clear (&self->rtp);
  half_clear (&self->rtcp);
  OPENSSL_cleanse (self, sizeof *self);
  g_free (self);
}

/* RFC 7714 sections 8.1 and 9.1: the 12-byte IV; for RTCP the index stands alone in the last four bytes. */
static void
gcm_iv (const Half *h, guint32 ssrc, guint64 index, guint8 iv[12])
{
  guint8 x[12] = { 0 };
  pn_put32 (x + 2, ssrc);
  pn_put16 (x + 6, (guint16) (index >> 32));
  pn_put32 (x + 8, (guint32) index);
  for (guint i = 0; i < 12; i++)
    iv[i] = h->salt[i] ^ x[i];
}

/* RFC 3711 section 4.1.1. */
static void
cm_iv (const Half *h, guint32 ssrc, guint64 index, guint8 iv[16])
{
  guint8 x[16] = { 0 };
  pn_put32 (x + 4, ssrc);
  pn_put16 (x + 8, (guint16) (index >> 32));
  pn_put32 (x + 10, (guint32) index);
  for (guint i = 0; i < 16; i++)
    iv[i] = h->salt[i] ^ x[i];
}

/* Additional data comes in two pieces because RTCP's index word stands behind the payload. */
static gboolean
gcm_crypt (Half *h, gboolean seal, const guint8 iv[12], const guint8 *aad, gsize aad_len, const guint8 *aad2,
           gsize aad2_len, const guint8 *in, gsize len, guint8 *out, guint8 *tag)
{
  int n;
  EVP_CIPHER_CTX *c = h->cipher;
  if (EVP_CipherInit_ex (c, NULL, NULL, NULL, iv, seal) != 1
      || EVP_CipherUpdate (c, NULL, &n, aad, (int) aad_len) != 1)
    return FALSE;
  if (aad2_len > 0 && EVP_CipherUpdate (c, NULL, &n, aad2, (int) aad2_len) != 1)
    return FALSE;
  if (len > 0 && EVP_CipherUpdate (c, out, &n, in, (int) len) != 1)
    return FALSE;
  if (!seal)
    return EVP_CIPHER_CTX_ctrl (c, EVP_CTRL_AEAD_SET_TAG, TAG_GCM, tag) == 1
           && EVP_CipherFinal_ex (c, out + len, &n) == 1;
  return EVP_CipherFinal_ex (c, out + len, &n) == 1
         && EVP_CIPHER_CTX_ctrl (c, EVP_CTRL_AEAD_GET_TAG, TAG_GCM, tag) == 1;
}

static void
cm_crypt (Half *h, guint32 ssrc, guint64 index, const guint8 *in, gsize len, guint8 *out)
{
  guint8 iv[16];
  int n;
  cm_iv (h, ssrc, index, iv);
  g_assert (EVP_CipherInit_ex (h->cipher, NULL, NULL, NULL, iv, 1) == 1);
  g_assert (len == 0 || EVP_CipherUpdate (h->cipher, out, &n, in, (int) len) == 1);
}

/* HMAC over the packet and, for RTP, the rollover counter (RFC 3711 section 4.2). */
static void
cm_tag (Half *h, const guint8 *data, gsize len, const guint8 *roc, guint8 tag[20])
{
  SHA_CTX state = h->inner;
  SHA1_Update (&state, data, len);
  if (roc != NULL)
    SHA1_Update (&state, roc, 4);
  SHA1_Final (tag, &state);
  state = h->outer;
  SHA1_Update (&state, tag, 20);
  SHA1_Final (tag, &state);
}

static gboolean
same_tag (const guint8 *a, const guint8 *b)
{
  return CRYPTO_memcmp (a, b, TAG_CM80) == 0;
}

gsize
pn_srtp_protect (PnSrtp *self, guint8 *out, gsize header_len, const guint8 *payload, gsize payload_len,
                 guint64 index)
{
  guint32 ssrc = pn_get32 (out + 8);
  gsize len = header_len + payload_len;
  guint8 iv[12], roc[4], tag[20];
  if (self->profile == PN_SRTP_GCM) {
    gcm_iv (&self->rtp, ssrc, index, iv);
    g_assert (gcm_crypt (&self->rtp, TRUE, iv, out, header_len, NULL, 0, payload, payload_len,
                         out + header_len, out + len));
    return len + TAG_GCM;
  }
  cm_crypt (&self->rtp, ssrc, index, payload, payload_len, out + header_len);
  pn_put32 (roc, (guint32) (index >> 16));
  cm_tag (&self->rtp, out, len, roc, tag);
  memcpy (out + len, tag, TAG_CM80);
  return len + TAG_CM80;
}

gsize
pn_srtp_protect_rtcp (PnSrtp *self, guint8 *data, gsize len)
{
  guint32 ssrc = pn_get32 (data + 4), index = self->rtcp_index++ & 0x7FFFFFFF;
  guint8 iv[12], word[4], tag[20];
  g_assert (len >= 8);
  pn_put32 (word, 0x80000000u | index);
  if (self->profile == PN_SRTP_GCM) {
    gcm_iv (&self->rtcp, ssrc, index, iv);
    g_assert (gcm_crypt (&self->rtcp, TRUE, iv, data, 8, word, 4, data + 8, len - 8, data + 8, data + len));
    memcpy (data + len + TAG_GCM, word, 4);
    return len + TAG_GCM + 4;
  }
  cm_crypt (&self->rtcp, ssrc, index, data + 8, len - 8, data + 8);
  memcpy (data + len, word, 4);
  cm_tag (&self->rtcp, data, len + 4, NULL, tag);
  memcpy (data + len + 4, tag, TAG_CM80);
  return len + 4 + TAG_CM80;
}

static Stream *
find_stream (Half *h, guint32 ssrc)
{
  for (guint i = 0; i < h->n_streams; i++)
    if (h->streams[i].ssrc == ssrc)
      return &h->streams[i];
  return NULL;
}

static gboolean
is_replay (const Stream *s, gint64 index)
{
  if (index > s->highest)
    return FALSE;
  return s->highest - index >= WINDOW || (s->seen[index % WINDOW / 64] >> (index % 64) & 1);
}

/* A new stream takes the place of the one silent for longest: a long meeting may see many come and go. */
static Stream *
take_stream (Half *h)
{
  Stream *oldest = &h->streams[0];
  if (h->n_streams < PN_SRTP_MAX_STREAMS)
    return &h->streams[h->n_streams++];
  for (guint i = 1; i < h->n_streams; i++)
    if (h->streams[i].used < oldest->used)
      oldest = &h->streams[i];
  return oldest;
}

/* Only after authentication: a forged packet must not move the window (RFC 3711 section 3.3). */
static void
mark_seen (Half *h, Stream *s, guint32 ssrc, gint64 index)
{
  if (s == NULL) {
    s = take_stream (h);
    memset (s, 0, sizeof *s);
    s->ssrc = ssrc;
    s->highest = index;
  }
  if (index - s->highest >= WINDOW)
    memset (s->seen, 0, sizeof s->seen);
  else
    for (gint64 i = s->highest + 1; i <= index; i++)
      s->seen[i % WINDOW / 64] &= ~(G_GUINT64_CONSTANT (1) << (i % 64));
  s->highest = MAX (s->highest, index);
  s->used = ++h->used;
  s->seen[index % WINDOW / 64] |= G_GUINT64_CONSTANT (1) << (index % 64);
}

PnSrtpResult
pn_srtp_unprotect (PnSrtp *self, guint8 *data, gsize *len)
{
  Half *h = &self->rtp;
  gsize tag_len = self->profile == PN_SRTP_GCM ? TAG_GCM : TAG_CM80;
  gsize head = *len > tag_len ? pn_rtp_header_len (data, *len - tag_len) : 0;
  if (head == 0)
    return PN_SRTP_MALFORMED;
  gsize clear = *len - tag_len;
  guint32 ssrc = pn_get32 (data + 8);
  Stream *s = find_stream (h, ssrc);
  gint64 index = pn_rtp_extend_seq (s != NULL ? s->highest : -1, pn_get16 (data + 2));
  if (s != NULL && is_replay (s, index))
    return PN_SRTP_REPLAYED;
  guint8 iv[12], roc[4], tag[20];
  if (self->profile == PN_SRTP_GCM) {
    gcm_iv (h, ssrc, (guint64) index, iv);
    if (!gcm_crypt (h, FALSE, iv, data, head, NULL, 0, data + head, clear - head, data + head, data + clear))
      return PN_SRTP_BAD_AUTH;
  } else {
    pn_put32 (roc, (guint32) (index >> 16));
    cm_tag (h, data, clear, roc, tag);
    if (!same_tag (tag, data + clear))
      return PN_SRTP_BAD_AUTH;
    cm_crypt (h, ssrc, (guint64) index, data + head, clear - head, data + head);
  }
  mark_seen (h, s, ssrc, index);
  *len = clear;
  return PN_SRTP_OK;
}

/* Where the parts of an SRTCP packet lie: GCM has the tag before the index word, CM80 behind it. */
static PnSrtpResult
open_rtcp (PnSrtp *self, guint8 *data, gsize len, gsize clear, guint32 ssrc, guint32 index)
{
  Half *h = &self->rtcp;
  guint8 iv[12], tag[20];
  if (self->profile == PN_SRTP_GCM) {
    gcm_iv (h, ssrc, index, iv);
    gboolean ok
        = gcm_crypt (h, FALSE, iv, data, 8, data + len - 4, 4, data + 8, clear - 8, data + 8, data + clear);
    return ok ? PN_SRTP_OK : PN_SRTP_BAD_AUTH;
  }
  cm_tag (h, data, clear + 4, NULL, tag);
  if (!same_tag (tag, data + clear + 4))
    return PN_SRTP_BAD_AUTH;
  cm_crypt (h, ssrc, index, data + 8, clear - 8, data + 8);
  return PN_SRTP_OK;
}

PnSrtpResult
pn_srtp_unprotect_rtcp (PnSrtp *self, guint8 *data, gsize *len)
{
  Half *h = &self->rtcp;
  gsize over = self->profile == PN_SRTP_GCM ? TAG_GCM + 4 : TAG_CM80 + 4;
  if (*len < 8 + over || data[0] >> 6 != 2)
    return PN_SRTP_MALFORMED;
  gsize clear = *len - over;
  guint32 ssrc = pn_get32 (data + 4);
  guint32 word = pn_get32 (self->profile == PN_SRTP_GCM ? data + *len - 4 : data + clear);
  if (!(word & 0x80000000u)) /* unencrypted RTCP is never negotiated here */
    return PN_SRTP_MALFORMED;
  Stream *s = find_stream (h, ssrc);
  gint64 index = word & 0x7FFFFFFF;
  if (s != NULL && is_replay (s, index))
    return PN_SRTP_REPLAYED;
  PnSrtpResult r = open_rtcp (self, data, *len, clear, ssrc, (guint32) index);
  if (r == PN_SRTP_OK) {
    mark_seen (h, s, ssrc, index);
    *len = clear;
  }
  return r;
}
