/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/types.h"

#define DEFINE_WORDS(Type, prefix, ...)                                                                               \
  static const char *const prefix##_words[] = { __VA_ARGS__ };                                                        \
  const char *prefix##_name (Type value)                                                                              \
  {                                                                                                                   \
    g_return_val_if_fail ((guint) value < G_N_ELEMENTS (prefix##_words), "");                                         \
    return prefix##_words[value];                                                                                     \
  }                                                                                                                   \
  gboolean prefix##_parse (const char *word, Type *out)                                                               \
  {                                                                                                                   \
    for (guint i = 0; word != NULL && i < G_N_ELEMENTS (prefix##_words); i++) {                                       \
      if (g_str_equal (word, prefix##_words[i])) {                                                                    \
        *out = (Type) i;                                                                                              \
        return TRUE;                                                                                                  \
      }                                                                                                               \
    }                                                                                                                 \
    return FALSE;                                                                                                     \
  }

DEFINE_WORDS (PnMeetingState, pn_meeting_state, "draft", "published", "open", "paused", "closed", "archived")
DEFINE_WORDS (PnRole, pn_role, "none", "observer", "technician", "guest", "delegate", "secretary", "chair")
DEFINE_WORDS (PnSystemRole, pn_system_role, "user", "secretary", "admin")
DEFINE_WORDS (PnResponse, pn_response, "none", "yes", "no", "proxy")
DEFINE_WORDS (PnAttendance, pn_attendance, "absent", "present", "absent_excused", "left")
DEFINE_WORDS (PnChoice, pn_choice, "none", "yes", "no", "abstain")

void
pn_participant_free (PnParticipant *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->title);
  g_free (self->reason);
  g_free (self);
}

void
pn_paper_free (PnPaper *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->sha256);
  g_free (self->filename);
  g_free (self);
}

void
pn_site_free (PnSite *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

void
pn_chat_line_free (PnChatLine *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}
