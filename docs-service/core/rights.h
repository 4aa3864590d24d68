/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what with the papers of a meeting, as one table of role x meeting state x action. Pure logic: the facts come
 * from the database; any thread. */
#pragma once
#include <glib.h>
#include "base/error.h"

typedef enum {
  PN_DOC_ROLE_NONE, /* not of this meeting */
  PN_DOC_ROLE_OBSERVER,
  PN_DOC_ROLE_TECHNICIAN,
  PN_DOC_ROLE_GUEST,
  PN_DOC_ROLE_DELEGATE,
  PN_DOC_ROLE_SECRETARY,
  PN_DOC_ROLE_CHAIR,
  PN_N_DOC_ROLES
} PnDocRole;

typedef enum {
  PN_DOC_MEETING_DRAFT,
  PN_DOC_MEETING_PUBLISHED,
  PN_DOC_MEETING_OPEN,
  PN_DOC_MEETING_PAUSED,
  PN_DOC_MEETING_CLOSED,
  PN_DOC_MEETING_ARCHIVED,
  PN_N_DOC_MEETING_STATES
} PnDocMeetingState;

typedef enum {
  PN_DOC_READ,            /* pages, text, download, own notes */
  PN_DOC_UPLOAD,          /* new documents and versions */
  PN_DOC_ANNOTATE_SHARED, /* notes everybody of the meeting sees */
  PN_DOC_COMPOSE_MINUTES, /* minutes revision -> PDF */
  PN_DOC_SIGN_MINUTES,    /* Decree 30/2020 Art. 13 (R11): the chair signs what he chaired */
  PN_DOC_SEE_RECORDING,   /* QĐ 45/2018 (R33): the chair decides on recording; those who may read may see */
  PN_DOC_SEE_RECORDING_INTERNAL, /* the same where an internal item was on the agenda */
  PN_DOC_GET_TRACKS,      /* what the recording was composed from */
  PN_DOC_WATCH,           /* the live programme */
  PN_DOC_WATCH_INTERNAL,  /* the same while an internal item is treated */
  PN_N_DOC_ACTIONS
} PnDocAction;

/* Unknown names give NONE, and DRAFT (which allows least). */
PnDocRole pn_doc_role_from_name (const char *name);
PnDocMeetingState pn_doc_meeting_state_from_name (const char *name);

gboolean pn_doc_may (PnDocRole role, PnDocMeetingState state, PnDocAction action);
/* The same with the reason: NOT_ALLOWED when no state would allow it to this role, WRONG_STATE otherwise. */
gboolean pn_doc_require (PnDocRole role, PnDocMeetingState state, PnDocAction action, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes: everybody sees and changes his own; shared ones are seen by the participants, and the chair or secretary may remove
 * them. Private notes are nobody else's, not even an administrator's. */
gboolean pn_doc_may_see_note (gint64 viewer, gint64 author, gboolean shared);
gboolean pn_doc_may_remove_note (gint64 viewer, gint64 author, gboolean shared, PnDocRole role);
