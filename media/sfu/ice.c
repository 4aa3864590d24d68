/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/ice.h"

#include <string.h>

#include "base/id.h"

static const char alphabet[PN_ICE_WORKERS + 1]
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
random_name (char *out, gsize n)
{
  guint8 bytes[64];
  g_assert (n <= sizeof bytes);
  pn_random_bytes (bytes, n);
  for (gsize i = 0; i < n; i++)
    out[i] = alphabet[bytes[i] & 63];
  out[n] = 0;
}

void
pn_ice_init (PnIce *self, guint worker, const char *remote_ufrag)
{
  memset (self, 0, sizeof *self);
  self->worker = worker;
  self->selected = -1;
  pn_ice_restart (self, remote_ufrag);
}

void
pn_ice_restart (PnIce *self, const char *remote_ufrag)
{
  random_name (self->ufrag, PN_ICE_UFRAG); /* 42 random bits and the worker; RFC 8445 asks for 24 */
  self->ufrag[0] = alphabet[self->worker];
  random_name (self->pwd, PN_ICE_PWD);
  g_strlcpy (self->remote_ufrag, remote_ufrag, sizeof self->remote_ufrag);
  self->nominated = FALSE;
}

guint
pn_ice_worker_of (const char *ufrag)
{
  const char *at = ufrag[0] != 0 ? strchr (alphabet, ufrag[0]) : NULL;
  return at != NULL ? (guint) (at - alphabet) : PN_ICE_WORKERS;
}

gboolean
pn_ice_local_ufrag (const PnStun *msg, char out[PN_ICE_UFRAG + 1])
{
  if (msg->username == NULL || msg->username_len <= PN_ICE_UFRAG || msg->username[PN_ICE_UFRAG] != ':')
    return FALSE;
  memcpy (out, msg->username, PN_ICE_UFRAG);
  out[PN_ICE_UFRAG] = 0;
  return TRUE;
}

static gint
find_pair (const PnIce *self, const PnAddr *addr)
{
  for (gint i = 0; i < PN_ICE_PAIRS; i++)
    if (self->pairs[i].last_valid > 0 && pn_addr_equal (&self->pairs[i].addr, addr))
      return i;
  return -1;
}

/* An empty slot, else the one not heard of for longest; never the selected one. */
static gint
take_slot (PnIce *self, PnAddr *evicted)
{
  gint best = -1;
  for (gint i = 0; i < PN_ICE_PAIRS; i++)
    if (i != self->selected && (best < 0 || self->pairs[i].last_valid < self->pairs[best].last_valid))
      best = i;
  if (self->pairs[best].last_valid > 0)
    *evicted = self->pairs[best].addr;
  return best;
}

static gboolean
is_authentic (const PnIce *self, const PnStun *msg, const guint8 *data)
{
  gsize n = strlen (self->remote_ufrag);
  if (msg->type != PN_STUN_BINDING_REQUEST || !msg->fingerprint || msg->username_len != PN_ICE_UFRAG + 1 + n)
    return FALSE;
  if (memcmp (msg->username, self->ufrag, PN_ICE_UFRAG) != 0 || msg->username[PN_ICE_UFRAG] != ':'
      || memcmp (msg->username + PN_ICE_UFRAG + 1, self->remote_ufrag, n) != 0)
    return FALSE;
  return pn_stun_check (msg, data, self->pwd);
}

static gsize
write_error (const PnIce *self, const PnStun *msg, guint8 *out, gsize size)
{
  PnStunWriter w;
  guint8 attribute[2] = { (guint8) (msg->unknown >> 8), (guint8) msg->unknown };
  pn_stun_begin (&w, out, size, PN_STUN_BINDING_ERROR, msg->txid);
  if (msg->unknown != 0) {
    pn_stun_add_error (&w, 420, "Unknown Attribute");
    pn_stun_add (&w, PN_STUN_ATTR_UNKNOWN, attribute, sizeof attribute);
  } else {
    pn_stun_add_error (&w, 487, "Role Conflict");
  }
  return pn_stun_end (&w, self->pwd);
}

static void
note_valid (PnIce *self, const PnStun *msg, const PnAddr *from, gint64 now, PnAddr *evicted)
{
  gint i = find_pair (self, from);
  if (i < 0)
    i = take_slot (self, evicted);
  self->pairs[i].addr = *from;
  self->pairs[i].last_valid = now;
  /* Nomination decides; before the first one any valid address serves. A later nomination elsewhere is an
   * address change. */
  if (msg->use_candidate || !self->nominated || self->selected < 0)
    self->selected = i;
  self->nominated |= msg->use_candidate;
}

PnIceResult
pn_ice_check (PnIce *self, const PnStun *msg, const guint8 *data, const PnAddr *from, gint64 now, guint8 *out,
              gsize out_size, gsize *out_len, PnAddr *evicted)
{
  PnStunWriter w;
  *out_len = 0;
  evicted->port = 0;
  if (!is_authentic (self, msg, data))
    return PN_ICE_IGNORED;
  /* We are lite, so always controlled: a peer that claims the same role must switch (RFC 8445
   * section 7.3.1.1). */
  if (msg->unknown != 0 || msg->controlled) {
    *out_len = write_error (self, msg, out, out_size);
    return PN_ICE_REFUSED;
  }
  note_valid (self, msg, from, now, evicted);
  pn_stun_begin (&w, out, out_size, PN_STUN_BINDING_SUCCESS, msg->txid);
  pn_stun_add_xor_address (&w, from->ip.s6_addr, from->port);
  *out_len = pn_stun_end (&w, self->pwd);
  return PN_ICE_ANSWERED;
}

/* The other pair heard of last, if there is one. */
static gint
latest_other (const PnIce *self)
{
  gint best = -1;
  for (gint i = 0; i < PN_ICE_PAIRS; i++)
    if (i != self->selected && self->pairs[i].last_valid > (best < 0 ? 0 : self->pairs[best].last_valid))
      best = i;
  return best;
}

void
pn_ice_forget (PnIce *self, const PnAddr *addr)
{
  gint i = find_pair (self, addr);
  if (i < 0)
    return;
  self->pairs[i].last_valid = 0;
  if (i == self->selected)
    self->selected = latest_other (self);
}

gboolean
pn_ice_has_consent (PnIce *self, gint64 now)
{
  if (self->selected < 0)
    return FALSE;
  /* Consent is a pair's own (RFC 7675 section 5.1). Where the selected one fell silent while another is
   * alive, the client moved without nominating anew. */
  if (now - self->pairs[self->selected].last_valid > PN_ICE_CONSENT_US) {
    gint other = latest_other (self);
    if (other >= 0 && self->pairs[other].last_valid > self->pairs[self->selected].last_valid)
      self->selected = other;
  }
  return now - self->pairs[self->selected].last_valid <= PN_ICE_CONSENT_US;
}

void
pn_ice_renew (PnIce *self, gint64 now)
{
  if (self->selected >= 0)
    self->pairs[self->selected].last_valid = now;
}

gboolean
pn_ice_is_validated (const PnIce *self, const PnAddr *addr)
{
  return find_pair (self, addr) >= 0;
}

const PnAddr *
pn_ice_target (const PnIce *self)
{
  return self->selected >= 0 ? &self->pairs[self->selected].addr : NULL;
}
