/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/call.h"
#include "meeting-server/handlers/seat.h"

void
pn_handle_room_resume (PnSession *session, PnCall *call, const PnMsgRoomResume *msg)
{
  pn_seat_take (call, msg->after_seq);
}
