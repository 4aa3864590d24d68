/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers that only count, so that the dispatch table can be tested without a meeting-server. */
#include "protocol/dispatch.h"

#include "tests/unit/protocol/handlers-stub.h"

int pn_test_handled;
gint64 pn_test_last_vote;

#define COUNT(name, Message)                                                                                 \
  void pn_handle_##name (PnSession *session, PnCall *call, const Message *msg)                               \
  {                                                                                                          \
    g_assert_nonnull (msg);                                                                                  \
    pn_test_handled++;                                                                                       \
  }

COUNT (agenda_add, PnMsgAgendaAdd)
COUNT (agenda_conclude, PnMsgAgendaConclude)
COUNT (agenda_move, PnMsgAgendaMove)
COUNT (agenda_remove, PnMsgAgendaRemove)
COUNT (agenda_start, PnMsgAgendaStart)
COUNT (agenda_update, PnMsgAgendaUpdate)
COUNT (attendance_mark, PnMsgAttendanceMark)
COUNT (attendance_respond, PnMsgAttendanceRespond)
COUNT (chat_send, PnMsgChatSend)
COUNT (floor_end, PnMsgFloorEnd)
COUNT (floor_grant, PnMsgFloorGrant)
COUNT (floor_request, PnMsgFloorRequest)
COUNT (floor_withdraw, PnMsgFloorWithdraw)
COUNT (hello, PnMsgHello)
COUNT (media_check, PnMsgMediaCheck)
COUNT (media_mute, PnMsgMediaMute)
COUNT (media_mute_other, PnMsgMediaMuteOther)
COUNT (media_prefer, PnMsgMediaPrefer)
COUNT (media_publish, PnMsgMediaPublish)
COUNT (media_subscribe, PnMsgMediaSubscribe)
COUNT (meeting_close, PnMsgMeetingClose)
COUNT (meeting_create, PnMsgMeetingCreate)
COUNT (meeting_delete, PnMsgMeetingDelete)
COUNT (meeting_get, PnMsgMeetingGet)
COUNT (meeting_open, PnMsgMeetingOpen)
COUNT (meeting_pause, PnMsgMeetingPause)
COUNT (meeting_publish, PnMsgMeetingPublish)
COUNT (meeting_resume, PnMsgMeetingResume)
COUNT (meeting_update, PnMsgMeetingUpdate)
COUNT (meetings_list, PnMsgMeetingsList)
COUNT (minutes_freeze, PnMsgMinutesFreeze)
COUNT (minutes_get, PnMsgMinutesGet)
COUNT (minutes_update, PnMsgMinutesUpdate)
COUNT (org_tree, PnMsgOrgTree)
COUNT (participants_set, PnMsgParticipantsSet)
COUNT (ping, PnMsgPing)
COUNT (present_page, PnMsgPresentPage)
COUNT (present_pointer, PnMsgPresentPointer)
COUNT (present_start, PnMsgPresentStart)
COUNT (present_stop, PnMsgPresentStop)
COUNT (programme_live, PnMsgProgrammeLive)
COUNT (programme_set, PnMsgProgrammeSet)
COUNT (programme_watch, PnMsgProgrammeWatch)
COUNT (record_start, PnMsgRecordStart)
COUNT (record_stop, PnMsgRecordStop)
COUNT (room_join, PnMsgRoomJoin)
COUNT (room_leave, PnMsgRoomLeave)
COUNT (room_resume, PnMsgRoomResume)
COUNT (site_check_submit, PnMsgSiteCheckSubmit)
COUNT (site_checks, PnMsgSiteChecks)
COUNT (site_connect, PnMsgSiteConnect)
COUNT (site_disconnect, PnMsgSiteDisconnect)
COUNT (site_source_set, PnMsgSiteSourceSet)
COUNT (site_token_make, PnMsgSiteTokenMake)
COUNT (site_token_revoke, PnMsgSiteTokenRevoke)
COUNT (site_tokens, PnMsgSiteTokens)
COUNT (sites_set, PnMsgSitesSet)
COUNT (vote_close, PnMsgVoteClose)
COUNT (vote_open, PnMsgVoteOpen)

void
pn_handle_vote_cast (PnSession *session, PnCall *call, const PnMsgVoteCast *msg)
{
  pn_test_handled++;
  pn_test_last_vote = msg->vote;
}
