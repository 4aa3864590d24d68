/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STUN messages as ICE needs them (RFC 8489, RFC 8445): a bounded reader and a writer of answers.
 * Touches no socket and keeps no state; any thread may call. */
#pragma once
#include <glib.h>

#define PN_STUN_COOKIE 0x2112A442u
#define PN_STUN_HEADER 20
#define PN_STUN_MAX_USERNAME 513 /* bytes, RFC 8489 section 14.3 */

typedef enum {
  PN_STUN_BINDING_REQUEST = 0x0001,
  PN_STUN_BINDING_INDICATION = 0x0011,
  PN_STUN_BINDING_SUCCESS = 0x0101,
  PN_STUN_BINDING_ERROR = 0x0111,
} PnStunType;

/* Pointers lie inside the parsed bytes and live as long as those. */
typedef struct {
  guint16 type;
  const guint8 *txid; /* 12 bytes */
  const gchar *username;
  gsize username_len;
  const guint8 *integrity; /* the 20 bytes of MESSAGE-INTEGRITY, or NULL */
  gsize integrity_at;      /* offset of that attribute's header */
  guint32 priority;
  gboolean use_candidate;
  gboolean controlling;
  gboolean controlled;
  guint64 tie_breaker;
  gboolean fingerprint; /* present and right */
  guint16 unknown;      /* first comprehension-required attribute we do not know, or 0 */
} PnStun;

/* Whether the first byte may begin a STUN message at all (RFC 7983). */
gboolean pn_stun_looks_like (const guint8 *data, gsize len);
/* FALSE on anything not a whole, well-formed message, or with a wrong FINGERPRINT. */
gboolean pn_stun_parse (PnStun *out, const guint8 *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;
/* Whether MESSAGE-INTEGRITY is there and was made with `key` (short-term: the password). */
gboolean pn_stun_check (const PnStun *msg, const guint8 *data, const gchar *key) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  guint8 *data;
  gsize len;
  gsize size;
} PnStunWriter;

/* `size` at least 128: enough for every message this module writes. */
void pn_stun_begin (PnStunWriter *w, guint8 *data, gsize size, PnStunType type, const guint8 txid[12]);
void pn_stun_add (PnStunWriter *w, guint16 attribute, gconstpointer value, gsize len);
/* `ip` is IPv6, or IPv4 as ::ffff:a.b.c.d; `port` in host order (RFC 8489 section 14.2). */
void pn_stun_add_xor_address (PnStunWriter *w, const guint8 ip[16], guint16 port);
void pn_stun_add_error (PnStunWriter *w, guint code, const gchar *reason);
/* Adds MESSAGE-INTEGRITY (unless `key` is NULL) and FINGERPRINT; returns the length of the whole. */
gsize pn_stun_end (PnStunWriter *w, const gchar *key);

#define PN_STUN_ATTR_USERNAME 0x0006
#define PN_STUN_ATTR_INTEGRITY 0x0008
#define PN_STUN_ATTR_ERROR 0x0009
#define PN_STUN_ATTR_UNKNOWN 0x000A
#define PN_STUN_ATTR_XOR_ADDRESS 0x0020
#define PN_STUN_ATTR_PRIORITY 0x0024
#define PN_STUN_ATTR_USE_CANDIDATE 0x0025
#define PN_STUN_ATTR_FINGERPRINT 0x8028
#define PN_STUN_ATTR_CONTROLLED 0x8029
#define PN_STUN_ATTR_CONTROLLING 0x802A
