/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ICE-lite side of one transport (RFC 8445 with RFC 7675 consent): answers checks, remembers validated
 * addresses. Knows no socket and no DTLS; time is handed in. One thread: the owning worker. */
#pragma once
#include <glib.h>
#include "media/rtp/stun.h"
#include "media/sfu/net.h"

#define PN_ICE_PAIRS 8
#define PN_ICE_CONSENT_US (15 * G_USEC_PER_SEC) /* no valid check for this long: stop sending (RFC 7675) */
#define PN_ICE_UFRAG 8
#define PN_ICE_PWD 24
#define PN_ICE_WORKERS 64 /* that the first character of an ufrag can tell apart */

typedef struct {
  PnAddr addr;
  gint64 last_valid; /* monotonic us; 0: slot unused */
} PnIcePair;

typedef struct {
  guint worker; /* whose ufrags these are */
  char ufrag[PN_ICE_UFRAG + 1], pwd[PN_ICE_PWD + 1];
  char remote_ufrag[257];
  PnIcePair pairs[PN_ICE_PAIRS];
  gint selected; /* index of the pair we send to, -1 before the first valid check */
  gboolean nominated;
} PnIce;

typedef enum {
  PN_ICE_IGNORED,  /* not for us, or not authentic: nothing to send */
  PN_ICE_ANSWERED, /* valid: the address counts, the answer is in `out` */
  PN_ICE_REFUSED,  /* authentic but refused (487, 420): send `out`, the address does not count */
} PnIceResult;

/* `worker` < PN_ICE_WORKERS can be read from the ufrag: a connection over TCP comes in at one port for all
 * workers. */
void pn_ice_init (PnIce *self, guint worker, const char *remote_ufrag);
/* Of an ufrag of ours; PN_ICE_WORKERS when it is none. */
guint pn_ice_worker_of (const char *ufrag);
/* New credentials on both sides; addresses stay usable until consent runs out. */
void pn_ice_restart (PnIce *self, const char *remote_ufrag);
/* Our ufrag out of a request's username ("ours:theirs"); FALSE when it has not that form. */
gboolean pn_ice_local_ufrag (const PnStun *msg, char out[PN_ICE_UFRAG + 1]);
/* `evicted` gets the address that lost its slot, or port 0. */
PnIceResult pn_ice_check (PnIce *self, const PnStun *msg, const guint8 *data, const PnAddr *from, gint64 now,
                          guint8 *out, gsize out_size, gsize *out_len, PnAddr *evicted);
/* Whether anything may be sent; may choose another pair, when the one in use fell silent. */
gboolean pn_ice_has_consent (PnIce *self, gint64 now);
/* A sign of life on the pair in use that is as good as a check (pn_transport_media_consents). */
void pn_ice_renew (PnIce *self, gint64 now);
gboolean pn_ice_is_validated (const PnIce *self, const PnAddr *addr);
/* This address is no more (its TCP connection was closed). */
void pn_ice_forget (PnIce *self, const PnAddr *addr);
/* Where to send, or NULL before the first valid check. */
const PnAddr *pn_ice_target (const PnIce *self);
