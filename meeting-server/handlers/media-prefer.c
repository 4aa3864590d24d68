/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/stage.h"
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/director.h"

void
pn_handle_media_prefer (PnSession *session, PnCall *call, const PnMsgMediaPrefer *msg)
{
  if (!pn_call_may (call, PN_ACT_VIEW) || !pn_call_in_room (call))
    return;
  GArray *tiles = pn_tiles_new ();
  for (gsize i = 0; i < msg->n_tiles; i++)
    pn_tiles_add (tiles, msg->tiles[i].track, (gint) msg->tiles[i].width, (gint) msg->tiles[i].height);
  pn_director_prefer (pn_call_hall (call), session, tiles);
  pn_call_reply (call, NULL);
}
