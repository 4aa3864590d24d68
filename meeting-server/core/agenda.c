/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/agenda.h"

#include "base/error.h"

struct PnAgenda {
  GPtrArray *items; /* PnItem, reading order after pn_agenda_number */
};

static const char *const state_names[PN_N_ITEM_STATES] = { "pending", "current", "done" };

static const gboolean allowed[PN_N_ITEM_STATES][PN_N_ITEM_STATES] = {
  /*              PENDING CURRENT DONE */
  /* PENDING */ { FALSE,  TRUE,   FALSE },
  /* CURRENT */ { TRUE,   FALSE,  TRUE  },
  /* DONE    */ { FALSE,  FALSE,  FALSE },
};

const char *
pn_item_state_name (PnItemState state)
{
  g_return_val_if_fail ((guint) state < PN_N_ITEM_STATES, "");
  return state_names[state];
}

gboolean
pn_item_state_parse (const char *word, PnItemState *out)
{
  for (guint i = 0; i < PN_N_ITEM_STATES; i++) {
    if (g_strcmp0 (word, state_names[i]) == 0) {
      *out = (PnItemState) i;
      return TRUE;
    }
  }
  return FALSE;
}

static void
item_free (gpointer data)
{
  PnItem *self = data;
  g_free (self->number);
  g_free (self->title);
  g_free (self->conclusion);
  g_free (self);
}

PnItem *
pn_item_new (gint64 id, gint64 parent, gint position, const char *title)
{
  PnItem *self = g_new0 (PnItem, 1);
  self->id = id;
  self->parent = parent;
  self->position = position;
  self->title = g_strdup (title);
  return self;
}

PnAgenda *
pn_agenda_new (void)
{
  PnAgenda *self = g_new0 (PnAgenda, 1);
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
pn_agenda_free (PnAgenda *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_free (self);
}

void
pn_agenda_add (PnAgenda *self, PnItem *item)
{
  g_ptr_array_add (self->items, item);
}

static gint
by_position (gconstpointer a, gconstpointer b)
{
  const PnItem *x = *(PnItem *const *) a, *y = *(PnItem *const *) b;
  if (x->position != y->position)
    return x->position < y->position ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

/* Moves the children of `parent` from `loose` to the end of the agenda, each followed by its own. */
static void
take_children (PnAgenda *self, GPtrArray *loose, const PnItem *parent)
{
  guint n = 0;
  for (guint i = 0; i < loose->len; i++) {
    PnItem *item = g_ptr_array_index (loose, i);
    if (item == NULL || item->parent != (parent == NULL ? 0 : parent->id))
      continue;
    loose->pdata[i] = NULL;
    n++;
    g_free (item->number);
    item->number = parent == NULL ? g_strdup_printf ("%u.", n)
                   : parent->parent == 0
                       ? g_strdup_printf ("%s%u", parent->number, n)
                       : g_strdup_printf ("%s.%u", parent->number, n);
    g_ptr_array_add (self->items, item);
    take_children (self, loose, item);
  }
}

void
pn_agenda_number (PnAgenda *self)
{
  for (guint i = 0; i < self->items->len; i++) {
    PnItem *item = g_ptr_array_index (self->items, i);
    if (item->parent != 0 && (item->parent == item->id || pn_agenda_find (self, item->parent) == NULL))
      item->parent = 0;
  }
  g_autoptr (GPtrArray) loose = self->items;
  g_ptr_array_set_free_func (loose, NULL);
  g_ptr_array_sort (loose, by_position);
  self->items = g_ptr_array_new_with_free_func (item_free);
  take_children (self, loose, NULL);
  /* A ring of parents cannot come out of the database; should it, nothing is lost. */
  for (guint i = 0; i < loose->len; i++) {
    PnItem *item = g_ptr_array_index (loose, i);
    if (item != NULL) {
      item->number = g_strdup ("?");
      g_ptr_array_add (self->items, item);
    }
  }
}

guint
pn_agenda_length (const PnAgenda *self)
{
  return self->items->len;
}

PnItem *
pn_agenda_at (const PnAgenda *self, guint index)
{
  return g_ptr_array_index (self->items, index);
}

PnItem *
pn_agenda_find (const PnAgenda *self, gint64 id)
{
  for (guint i = 0; i < self->items->len; i++) {
    PnItem *item = g_ptr_array_index (self->items, i);
    if (item->id == id)
      return item;
  }
  return NULL;
}

PnItem *
pn_agenda_current (const PnAgenda *self)
{
  for (guint i = 0; i < self->items->len; i++) {
    PnItem *item = g_ptr_array_index (self->items, i);
    if (item->state == PN_ITEM_CURRENT)
      return item;
  }
  return NULL;
}

gboolean
pn_agenda_is_internal (const PnAgenda *self, gint64 id)
{
  const PnItem *item = id == 0 ? NULL : pn_agenda_find (self, id);
  for (gint depth = 0; item != NULL && depth <= PN_AGENDA_MAX_DEPTH; depth++) {
    if (item->internal)
      return TRUE;
    item = item->parent == 0 ? NULL : pn_agenda_find (self, item->parent);
  }
  return FALSE;
}

static gint
height_of (const PnAgenda *self, gint64 id)
{
  gint height = 0;
  for (guint i = 0; i < self->items->len; i++) {
    const PnItem *item = g_ptr_array_index (self->items, i);
    if (item->parent == id && item->id != id)
      height = MAX (height, 1 + height_of (self, item->id));
  }
  return height;
}

gboolean
pn_agenda_may_hang (const PnAgenda *self, gint64 item, gint64 parent, GError **error)
{
  gint depth = 0;
  for (gint64 at = parent; at != 0;) {
    const PnItem *above = pn_agenda_find (self, at);
    if (above == NULL) {
      g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "no agenda item %" G_GINT64_FORMAT, at);
      return FALSE;
    }
    if (item != 0 && at == item) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "an item cannot hang below itself");
      return FALSE;
    }
    depth++;
    at = above->parent;
  }
  if (depth + 1 + (item == 0 ? 0 : height_of (self, item)) > PN_AGENDA_MAX_DEPTH) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "an agenda has at most %d levels", PN_AGENDA_MAX_DEPTH);
    return FALSE;
  }
  return TRUE;
}

gboolean
pn_agenda_may_move (const PnAgenda *self, gint64 id, PnItemState next, GError **error)
{
  const PnItem *item = pn_agenda_find (self, id);
  if (item == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "no agenda item %" G_GINT64_FORMAT, id);
    return FALSE;
  }
  if (!allowed[item->state][next]) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "item %s does not go from %s to %s", item->number,
                 state_names[item->state], state_names[next]);
    return FALSE;
  }
  return TRUE;
}

gboolean
pn_agenda_move (PnAgenda *self, gint64 id, PnItemState next, gint64 at_us, GError **error)
{
  if (!pn_agenda_may_move (self, id, next, error))
    return FALSE;
  PnItem *item = pn_agenda_find (self, id);
  if (next == PN_ITEM_CURRENT) {
    PnItem *before = pn_agenda_current (self);
    if (before != NULL)
      before->state = PN_ITEM_PENDING; /* left without a conclusion: it comes back */
    if (item->started_us == 0)
      item->started_us = at_us;
  } else if (next == PN_ITEM_DONE) {
    item->ended_us = at_us;
  }
  item->state = next;
  return TRUE;
}
