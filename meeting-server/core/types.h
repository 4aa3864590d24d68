/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a meeting: states, roles, answers, and the plain rows (participant, paper, site) a room is
 * made of. Data only: no behaviour beyond naming and freeing; any thread may call. */
#pragma once

#include <glib.h>

/* Each enum has NAME_name (value) and NAME_parse (word, out); the words are those of the wire and of the
 * database. */
#define PN_WORDS(Type, prefix)                                                                               \
  const char *prefix##_name (Type value);                                                                    \
  gboolean prefix##_parse (const char *word, Type *out) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  PN_MEETING_DRAFT,     /* only its makers see it */
  PN_MEETING_PUBLISHED, /* invitations are out (R30, R31) */
  PN_MEETING_OPEN,
  PN_MEETING_PAUSED,
  PN_MEETING_CLOSED, /* minutes are being written */
  PN_MEETING_ARCHIVED,
  PN_N_MEETING_STATES
} PnMeetingState;
PN_WORDS (PnMeetingState, pn_meeting_state)

typedef enum {
  PN_ROLE_NONE, /* not invited */
  PN_ROLE_OBSERVER,
  PN_ROLE_TECHNICIAN,
  PN_ROLE_GUEST,
  PN_ROLE_DELEGATE,
  PN_ROLE_SECRETARY,
  PN_ROLE_CHAIR,
  PN_N_ROLES
} PnRole;
PN_WORDS (PnRole, pn_role)

typedef enum { PN_SYSTEM_USER, PN_SYSTEM_SECRETARY, PN_SYSTEM_ADMIN, PN_N_SYSTEM_ROLES } PnSystemRole;
PN_WORDS (PnSystemRole, pn_system_role)

typedef enum {
  PN_RESPONSE_NONE,
  PN_RESPONSE_YES,
  PN_RESPONSE_NO,
  PN_RESPONSE_PROXY,
  PN_N_RESPONSES
} PnResponse;
PN_WORDS (PnResponse, pn_response)

typedef enum {
  PN_ATTENDANCE_ABSENT,
  PN_ATTENDANCE_PRESENT,
  PN_ATTENDANCE_ABSENT_EXCUSED,
  PN_ATTENDANCE_LEFT,
  PN_N_ATTENDANCES
} PnAttendance;
PN_WORDS (PnAttendance, pn_attendance)

typedef enum { PN_CHOICE_NONE, PN_CHOICE_YES, PN_CHOICE_NO, PN_CHOICE_ABSTAIN, PN_N_CHOICES } PnChoice;
PN_WORDS (PnChoice, pn_choice)

typedef struct {
  gint64 person;
  char *name;  /* family name first, no academic title (Decree 30/2020, Art. 13; R11) */
  char *title; /* post held, "" when none */
  gint rank;   /* protocol rank; smaller goes first */
  PnRole role;
  gint64 site; /* 0: none */
  gboolean votes;
  PnResponse response;
  char *reason; /* NULL: none given */
  gint64 proxy; /* person who deputises, 0: nobody */
  PnAttendance attendance;
} PnParticipant;
void pn_participant_free (PnParticipant *self);

typedef struct {
  gint64 id;
  gint64 item; /* 0: of the whole meeting */
  char *title;
  gint64 version;
  gint version_n;
  char *sha256;
  gint pages;
  gint64 size; /* bytes */
  char *filename;
  gint64 created_us;
} PnPaper;
void pn_paper_free (PnPaper *self);

typedef struct {
  gint64 id;
  char *name;
  gint64 unit; /* 0: none */
  gboolean central;
  gboolean source; /* a room system is set up */
} PnSite;
void pn_site_free (PnSite *self);

typedef struct {
  gint64 seq;
  gint64 at_us;
  gint64 person;
  char *text;
} PnChatLine;
void pn_chat_line_free (PnChatLine *self);
