/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/floor.h"

#include "base/error.h"

struct PnFloor {
  GPtrArray *queue; /* PnSpeak in state WAITING, oldest first */
  PnSpeak *speaker; /* in state GRANTED, or NULL */
};

static const gboolean allowed[PN_N_SPEAK_STATES][PN_N_SPEAK_STATES] = {
  /*                WAIT   GRANT  DONE   WITHDRAWN */
  /* WAITING   */ { FALSE, TRUE,  FALSE, TRUE  },
  /* GRANTED   */ { FALSE, FALSE, TRUE,  FALSE },
  /* DONE      */ { FALSE, FALSE, FALSE, FALSE },
  /* WITHDRAWN */ { FALSE, FALSE, FALSE, FALSE },
};

PnFloor *
pn_floor_new (void)
{
  PnFloor *self = g_new0 (PnFloor, 1);
  self->queue = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
pn_floor_free (PnFloor *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->queue);
  g_free (self->speaker);
  g_free (self);
}

/* The one function that changes a state; it also moves the request to where that state lives and frees ended ones. */
static void
speak_move (PnFloor *self, PnSpeak *speak, PnSpeakState next)
{
  g_assert (allowed[speak->state][next]);
  if (speak->state == PN_SPEAK_WAITING) {
    guint index = 0;
    if (g_ptr_array_find (self->queue, speak, &index))
      g_ptr_array_steal_index (self->queue, index);
  } else {
    self->speaker = NULL;
  }
  speak->state = next;
  if (next == PN_SPEAK_GRANTED)
    self->speaker = speak;
  else
    g_free (speak);
}

guint
pn_floor_waiting (const PnFloor *self)
{
  return self->queue->len;
}

const PnSpeak *
pn_floor_at (const PnFloor *self, guint index)
{
  return g_ptr_array_index (self->queue, index);
}

static PnSpeak *
find_waiting (const PnFloor *self, gint64 person)
{
  for (guint i = 0; i < self->queue->len; i++) {
    PnSpeak *speak = g_ptr_array_index (self->queue, i);
    if (speak->person == person)
      return speak;
  }
  return NULL;
}

const PnSpeak *
pn_floor_find (const PnFloor *self, gint64 person)
{
  return find_waiting (self, person);
}

const PnSpeak *
pn_floor_speaker (const PnFloor *self)
{
  return self->speaker;
}

gboolean
pn_floor_may_request (const PnFloor *self, gint64 person, GError **error)
{
  if (find_waiting (self, person) != NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_ALREADY_EXISTS, "has asked to speak already");
    return FALSE;
  }
  if (self->speaker != NULL && self->speaker->person == person) {
    g_set_error (error, PN_ERROR, PN_ERROR_ALREADY_EXISTS, "has the floor already");
    return FALSE;
  }
  return TRUE;
}

void
pn_floor_request (PnFloor *self, gint64 request, gint64 person, gint64 at_us)
{
  if (find_waiting (self, person) != NULL)
    return;
  PnSpeak *speak = g_new0 (PnSpeak, 1);
  speak->request = request;
  speak->person = person;
  speak->asked_us = at_us;
  g_ptr_array_add (self->queue, speak);
}

gboolean
pn_floor_withdraw (PnFloor *self, gint64 person, GError **error)
{
  PnSpeak *speak = find_waiting (self, person);
  if (speak == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "has not asked to speak");
    return FALSE;
  }
  speak_move (self, speak, PN_SPEAK_WITHDRAWN);
  return TRUE;
}

void
pn_floor_grant (PnFloor *self, gint64 person, gint seconds, gint64 at_us)
{
  if (self->speaker != NULL)
    speak_move (self, self->speaker, PN_SPEAK_DONE);
  if (find_waiting (self, person) == NULL)
    pn_floor_request (self, 0, person, at_us);
  PnSpeak *speak = find_waiting (self, person);
  speak->granted_us = at_us;
  speak->seconds = seconds;
  speak_move (self, speak, PN_SPEAK_GRANTED);
}

gboolean
pn_floor_end (PnFloor *self, GError **error)
{
  if (self->speaker == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "nobody has the floor");
    return FALSE;
  }
  speak_move (self, self->speaker, PN_SPEAK_DONE);
  return TRUE;
}

void
pn_floor_clear (PnFloor *self)
{
  if (self->speaker != NULL)
    speak_move (self, self->speaker, PN_SPEAK_DONE);
  g_ptr_array_set_size (self->queue, 0);
}
