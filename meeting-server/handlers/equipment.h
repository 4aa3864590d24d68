/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands at a bridge site besides people: an encoder that sends (WHIP), a decoder that watches (WHEP), a
 * room system (RTSP). Each is one peer of the media server and goes by the name of its site. Speaks no HTTP.
 * Loop's thread only. */
#pragma once

#include "meeting-server/core/roster.h"
#include "meeting-server/handlers/hall.h"

typedef enum { PN_VIA_WHIP, PN_VIA_WHEP, PN_VIA_RTSP, PN_N_VIAS } PnVia;
typedef enum {
  PN_LIVE_CONNECTING,
  PN_LIVE_UP,
  PN_LIVE_RETRYING,
  PN_LIVE_FAILED,
  PN_N_LIVE_STATES
} PnLiveState;

typedef struct {
  PnApp *app;
  gint64 meeting, site, peer;
  PnVia via;
  PnLiveState state;
  gint64 token;      /* 0: none (RTSP) */
  gint64 expires_us; /* of the key; 0: never */
  gint64 began_us;
  gint64 follows_site;  /* WHEP; 0: whoever speaks */
  char *secret;         /* names the resource in its URL (RFC 9725 4.2); NULL: none */
  char *offer;          /* WHEP: repeated when what is watched changes */
  char *audio, *video;  /* WHEP: tracks it was told last; NULL: none */
  char *error, *detail; /* why it failed: a code of base/error, words; NULL */
} PnEquipment;

#define PN_EQUIPMENT_PER_HALL 1000

/* An offer with a key that holds. Answers once: the SDP with the equipment (borrowed), or an error: NOT_FOUND
 * (meeting or site gone), WRONG_STATE (not at this time), ALREADY_EXISTS (the key is in use by a connection
 * that is up), OVERLOADED, and what the media server says. An older connection of the same key that is not up
 * gives way. */
typedef void (*PnEquipmentAnswer) (const PnEquipment *equipment, const char *sdp, const GError *error,
                                   gpointer data);
void pn_equipment_offer (PnApp *app, const PnSiteToken *token, const char *sdp, PnEquipmentAnswer cb,
                         gpointer data);
/* The running one of this resource; NULL: none (any more). */
PnEquipment *pn_equipment_find (PnApp *app, const char *secret);
/* Out of the room, and of the media server. */
void pn_equipment_end (PnEquipment *self);
/* The key was taken back. */
void pn_equipment_revoke (PnApp *app, gint64 meeting, gint64 token);

/* What the relay, the hall and the clock tell. */
void pn_equipment_start (PnApp *app); /* ends what an earlier run has left behind */
void pn_equipment_peer_state (PnApp *app, gint64 peer, const char *state);
void pn_equipment_look (PnHall *hall);  /* who speaks or what is sent may have changed */
void pn_equipment_check (PnHall *hall); /* sites, rights or state of the meeting may have changed */
void pn_equipment_media_gone (PnHall *hall);
void pn_equipment_sweep (PnApp *app); /* expired keys, connections that never came up */
guint pn_equipment_count (const PnHall *hall);

PnEquipment *pn_equipment_new (PnHall *hall, gint64 site, PnVia via);
/* By site and kind; NULL: none. */
PnEquipment *pn_equipment_of_site (const PnHall *hall, gint64 site, PnVia via);
void pn_equipment_set_state (PnEquipment *self, PnLiveState state, const char *error, const char *detail);
PnJson *pn_equipment_json (const PnHall *hall); /* [site_live] */
void pn_equipment_free (PnEquipment *self);
