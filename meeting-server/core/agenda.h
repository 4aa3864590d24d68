/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The agenda of one meeting: a tree of items in order, numbered 1., 1.1, and which one is being treated.
 * Pure logic: no database, no clock (times are handed in). All calls from one thread. */
#pragma once

#include <glib.h>

typedef enum { PN_ITEM_PENDING, PN_ITEM_CURRENT, PN_ITEM_DONE, PN_N_ITEM_STATES } PnItemState;
const char *pn_item_state_name (PnItemState state);
gboolean pn_item_state_parse (const char *word, PnItemState *out) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint64 id;
  gint64 parent;  /* 0: top level */
  gint position;  /* among its siblings; any increasing numbers */
  char *number;   /* "1." at the top, "1.1" below; made by the agenda */
  char *title;
  gint minutes;   /* planned */
  gint64 rapporteur; /* person, 0: nobody */
  gboolean internal; /* guests, technicians and observers do not see it */
  PnItemState state;
  char *conclusion;  /* NULL until concluded */
  gint64 started_us; /* 0: not yet */
  gint64 ended_us;
} PnItem;

typedef struct PnAgenda PnAgenda;

#define PN_AGENDA_MAX_DEPTH 4

PnAgenda *pn_agenda_new (void);
void pn_agenda_free (PnAgenda *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnAgenda, pn_agenda_free)

/* Takes the item over (number and title may be set). Call pn_agenda_number after the last one. */
void pn_agenda_add (PnAgenda *self, PnItem *item);
PnItem *pn_item_new (gint64 id, gint64 parent, gint position, const char *title);
/* Sorts into reading order (parents before children) and numbers. Items whose parent is missing go to the top level. */
void pn_agenda_number (PnAgenda *self);

guint pn_agenda_length (const PnAgenda *self);
PnItem *pn_agenda_at (const PnAgenda *self, guint index); /* reading order */
PnItem *pn_agenda_find (const PnAgenda *self, gint64 id);
/* NULL when none is being treated. */
PnItem *pn_agenda_current (const PnAgenda *self);
/* Itself or one above it is internal. An unknown item is not. */
gboolean pn_agenda_is_internal (const PnAgenda *self, gint64 id);
/* Whether `item` may hang below `parent` (0: top): not below itself, not too deep. Errors: NOT_FOUND, BAD_VALUE. */
gboolean pn_agenda_may_hang (const PnAgenda *self, gint64 item, gint64 parent, GError **error);

/* pending → current → done; current → pending when another item is started first. Errors: NOT_FOUND, WRONG_STATE. */
gboolean pn_agenda_may_move (const PnAgenda *self, gint64 item, PnItemState next, GError **error);
/* The only way to another state. Starting one item sends the current one (if any) back to pending. */
gboolean pn_agenda_move (PnAgenda *self, gint64 item, PnItemState next, gint64 at_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
