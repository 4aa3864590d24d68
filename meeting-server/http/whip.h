/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): encoders send to a meeting and hall decoders watch it by
 * plain HTTP, with a key of their site. Hands SDP on without reading it; knows no cookie and no person.
 * Loop's thread only.
 *
 *   POST /whip/<meeting>, /whep/<meeting>   Authorization: Bearer <key>   (or POST /whip/<key> for devices
 * without that header) DELETE, PATCH /whip/resource/<id>, /whep/resource/<id>               as the Location
 * of the answer says
 *
 * Trickled candidates are taken and not needed: an ICE-lite server learns addresses from checks. An ICE
 * restart is answered with 422 (RFC 9725 4.3.3: the client then offers anew). */
#pragma once

#include "base/ws-server.h"
#include "meeting-server/handlers/app.h"

typedef struct PnWhip PnWhip;

/* origins: pages of other sites that may do this in a browser, separated by blanks ("https://a.example"); ""
 * none. */
PnWhip *pn_whip_new (PnApp *app, PnWsServer *server, const char *origins);
void pn_whip_free (PnWhip *self);
