/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what in which state of the meeting: one table, role × state × action (DESIGN 2, rule 8).
 * Says nothing about the matter itself (is there a quorum, is the vote open): the core of that matter does.
 * Any thread. */
#pragma once

#include "meeting-server/core/types.h"

typedef enum {
  PN_ACT_VIEW, /* read the meeting, its agenda and papers */
  PN_ACT_EDIT, /* title, time, people, sites, agenda */
  PN_ACT_DELETE,
  PN_ACT_PUBLISH,
  PN_ACT_RESPOND, /* answer the invitation */
  PN_ACT_MARK,    /* correct attendance */
  PN_ACT_JOIN,
  PN_ACT_OPEN,
  PN_ACT_PAUSE,
  PN_ACT_RESUME,
  PN_ACT_CLOSE,
  PN_ACT_RUN_AGENDA,
  PN_ACT_PRESENT,
  PN_ACT_REQUEST_FLOOR,
  PN_ACT_GIVE_FLOOR,
  PN_ACT_END_OWN_SPEECH,
  PN_ACT_OPEN_VOTE,
  PN_ACT_CAST,
  PN_ACT_CLOSE_VOTE,
  PN_ACT_SEND_MEDIA,
  PN_ACT_MUTE_OTHER,
  PN_ACT_RECORD,
  PN_ACT_READ_MINUTES,
  PN_ACT_EDIT_MINUTES,
  PN_ACT_FREEZE_MINUTES,
  PN_ACT_CHAT,
  PN_ACT_SEE_LINES,    /* figures of everybody's line, not only its level */
  PN_ACT_SITES,        /* keys, room systems and checks of sites */
  PN_ACT_SUBMIT_CHECK, /* send a device check to the desk */
  PN_ACT_SEE_INTERNAL, /* internal agenda items and their conclusions */
  PN_N_ACTIONS
} PnAction;

/* Who somebody is towards one meeting; several may hold at once. */
#define PN_WHO(role) (1u << (role)) /* PN_ROLE_… */
#define PN_WHO_SPEAKER (1u << PN_N_ROLES)
#define PN_WHO_ADMIN (1u << (PN_N_ROLES + 1))

guint pn_policy_who (PnRole role, PnSystemRole system_role, gboolean has_floor);
gboolean pn_policy_allows (guint who, PnMeetingState state, PnAction action);
/* The same with an error: NOT_FOUND when not even VIEW is allowed (a stranger learns nothing), WRONG_STATE
 * when another state would allow it, else NOT_ALLOWED. */
gboolean pn_policy_check (guint who, PnMeetingState state, PnAction action,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* May make meetings at all. */
gboolean pn_policy_may_create (PnSystemRole system_role);
const char *pn_action_name (PnAction action);
