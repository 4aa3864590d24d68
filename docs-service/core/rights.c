/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/rights.h"

#include <string.h>

static const char *const role_names[PN_N_DOC_ROLES] = { "", "observer", "technician", "guest", "delegate", "secretary", "chair" };
static const char *const state_names[PN_N_DOC_MEETING_STATES] = { "draft", "published", "open", "paused", "closed", "archived" };

/* States in which an action is open to a role, one letter each: d p o u c a; "-" for none. */
static const char *const table[PN_N_DOC_ACTIONS][PN_N_DOC_ROLES] = {
  /*                      none observer technician guest    delegate secretary chair */
  [PN_DOC_READ]            = { "-", "pouca", "-", "pouca", "pouca", "dpouca", "dpouca" },
  [PN_DOC_UPLOAD]          = { "-", "-",     "-", "-",     "-",     "dpouc",  "dpouc"  },
  [PN_DOC_ANNOTATE_SHARED] = { "-", "-",     "-", "-",     "pouc",  "dpouc",  "dpouc"  },
  [PN_DOC_COMPOSE_MINUTES] = { "-", "-",     "-", "-",     "-",     "ouc",    "ouc"    },
  [PN_DOC_SIGN_MINUTES]    = { "-", "-",     "-", "-",     "-",     "-",      "c"      },
  [PN_DOC_SEE_RECORDING]   = { "-", "pouca", "-", "pouca", "pouca", "dpouca", "dpouca" },
  [PN_DOC_SEE_RECORDING_INTERNAL] = { "-", "-", "-", "-", "pouca", "dpouca", "dpouca" },
  [PN_DOC_GET_TRACKS]      = { "-", "-",     "-", "-",     "-",     "ouca",   "ouca"   },
  [PN_DOC_WATCH]           = { "-", "ou",    "ou", "ou",   "ou",    "ou",     "ou"     },
  [PN_DOC_WATCH_INTERNAL]  = { "-", "-",     "-", "-",     "ou",    "ou",     "ou"     },
};
static const char state_letters[PN_N_DOC_MEETING_STATES + 1] = "dpouca";

static int
index_of (const char *const *names, guint n, const char *name, int fallback)
{
  for (guint i = 0; name != NULL && i < n; i++)
    if (strcmp (names[i], name) == 0)
      return (int) i;
  return fallback;
}

PnDocRole
pn_doc_role_from_name (const char *name)
{
  return (PnDocRole) index_of (role_names, PN_N_DOC_ROLES, name, PN_DOC_ROLE_NONE);
}

PnDocMeetingState
pn_doc_meeting_state_from_name (const char *name)
{
  return (PnDocMeetingState) index_of (state_names, PN_N_DOC_MEETING_STATES, name, PN_DOC_MEETING_DRAFT);
}

gboolean
pn_doc_may (PnDocRole role, PnDocMeetingState state, PnDocAction action)
{
  return strchr (table[action][role], state_letters[state]) != NULL;
}

gboolean
pn_doc_require (PnDocRole role, PnDocMeetingState state, PnDocAction action, GError **error)
{
  if (pn_doc_may (role, state, action))
    return TRUE;
  gboolean never = strcmp (table[action][role], "-") == 0;
  g_set_error (error, PN_ERROR, never ? PN_ERROR_NOT_ALLOWED : PN_ERROR_WRONG_STATE, "role \"%s\" in a meeting that is %s",
               role_names[role], state_names[state]);
  return FALSE;
}

gboolean
pn_doc_may_see_note (gint64 viewer, gint64 author, gboolean shared)
{
  return viewer == author || shared;
}

gboolean
pn_doc_may_remove_note (gint64 viewer, gint64 author, gboolean shared, PnDocRole role)
{
  return viewer == author || (shared && (role == PN_DOC_ROLE_CHAIR || role == PN_DOC_ROLE_SECRETARY));
}
