/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/seat.h"

void
pn_handle_room_join (PnSession *session, PnCall *call, const PnMsgRoomJoin *msg)
{
  pn_seat_take (call, -1);
}
