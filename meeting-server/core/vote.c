/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/vote.h"

#include "base/error.h"

struct PnMotion {
  gint64 id, item;
  char *question;
  PnMotionState state;
  gint64 opened_us, closed_us;
  PnRule rule;
  gint members;
  GArray *voters;      /* gint64, in the order added (protocol rank) */
  GHashTable *ballots; /* gint64* person → GINT_TO_POINTER (PnChoice); every voter has a row, NONE until cast */
  guint cast;
  PnOutcome *outcome;
};

static const char *const state_names[PN_N_MOTION_STATES] = { "draft", "open", "closed" };

static const gboolean allowed[PN_N_MOTION_STATES][PN_N_MOTION_STATES] = {
  /*             DRAFT  OPEN   CLOSED */
  /* DRAFT  */ { FALSE, TRUE,  FALSE },
  /* OPEN   */ { FALSE, FALSE, TRUE  },
  /* CLOSED */ { FALSE, FALSE, FALSE },
};

void
pn_outcome_free (PnOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->text_vi);
  g_free (self->text_en);
  g_free (self);
}

PnMotion *
pn_motion_new (gint64 id, gint64 item, const char *question)
{
  PnMotion *self = g_new0 (PnMotion, 1);
  self->id = id;
  self->item = item;
  self->question = g_strdup (question);
  self->rule = pn_rule_default ();
  self->voters = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->ballots = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
pn_motion_free (PnMotion *self)
{
  if (self == NULL)
    return;
  g_free (self->question);
  g_array_unref (self->voters);
  g_hash_table_unref (self->ballots);
  pn_outcome_free (self->outcome);
  g_free (self);
}

gint64
pn_motion_id (const PnMotion *self)
{
  return self->id;
}

gint64
pn_motion_item (const PnMotion *self)
{
  return self->item;
}

const char *
pn_motion_question (const PnMotion *self)
{
  return self->question;
}

PnMotionState
pn_motion_state (const PnMotion *self)
{
  return self->state;
}

gint64
pn_motion_opened_us (const PnMotion *self)
{
  return self->opened_us;
}

gint64
pn_motion_closed_us (const PnMotion *self)
{
  return self->closed_us;
}

gboolean
pn_motion_is_voter (const PnMotion *self, gint64 person)
{
  return g_hash_table_contains (self->ballots, &person);
}

gboolean
pn_motion_add_voter (PnMotion *self, gint64 person, GError **error)
{
  if (self->state != PN_MOTION_DRAFT) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "voters of a motion are fixed when it opens");
    return FALSE;
  }
  if (pn_motion_is_voter (self, person)) {
    g_set_error (error, PN_ERROR, PN_ERROR_ALREADY_EXISTS, "is a voter already");
    return FALSE;
  }
  g_array_append_val (self->voters, person);
  g_hash_table_insert (self->ballots, g_memdup2 (&person, sizeof person), GINT_TO_POINTER (PN_CHOICE_NONE));
  return TRUE;
}

guint
pn_motion_entitled (const PnMotion *self)
{
  return self->voters->len;
}

gint64
pn_motion_voter_at (const PnMotion *self, guint index)
{
  return g_array_index (self->voters, gint64, index);
}

gboolean
pn_motion_set_state (PnMotion *self, PnMotionState next, gint64 at_us, GError **error)
{
  if (!allowed[self->state][next]) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "a vote does not go from %s to %s", state_names[self->state],
                 state_names[next]);
    return FALSE;
  }
  if (next == PN_MOTION_OPEN)
    self->opened_us = at_us;
  else if (next == PN_MOTION_CLOSED)
    self->closed_us = at_us;
  self->state = next;
  return TRUE;
}

gboolean
pn_motion_may_cast (const PnMotion *self, gint64 person, GError **error)
{
  if (self->state != PN_MOTION_OPEN) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "the vote is %s", state_names[self->state]);
    return FALSE;
  }
  if (!pn_motion_is_voter (self, person)) {
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_ENTITLED, "not among the voters of this motion");
    return FALSE;
  }
  return TRUE;
}

gboolean
pn_motion_cast (PnMotion *self, gint64 person, PnChoice choice, GError **error)
{
  g_return_val_if_fail (choice != PN_CHOICE_NONE && choice < PN_N_CHOICES, FALSE);
  if (!pn_motion_may_cast (self, person, error))
    return FALSE;
  if (pn_motion_choice (self, person) == PN_CHOICE_NONE)
    self->cast++;
  g_hash_table_insert (self->ballots, g_memdup2 (&person, sizeof person), GINT_TO_POINTER (choice));
  return TRUE;
}

PnChoice
pn_motion_choice (const PnMotion *self, gint64 person)
{
  return (PnChoice) GPOINTER_TO_INT (g_hash_table_lookup (self->ballots, &person));
}

guint
pn_motion_cast_count (const PnMotion *self)
{
  return self->cast;
}

PnOutcome *
pn_motion_outcome (const PnMotion *self, gint present)
{
  PnOutcome *out = g_new0 (PnOutcome, 1);
  PnTally *t = &out->tally;
  gint *const counts[PN_N_CHOICES] = { &t->not_cast, &t->yes, &t->no, &t->abstain };
  for (guint i = 0; i < self->voters->len; i++)
    ++*counts[pn_motion_choice (self, pn_motion_voter_at (self, i))];
  t->entitled = (gint) self->voters->len;
  t->present = present;
  t->members = self->members;
  out->adopted = pn_rule_adopts (&self->rule, t);
  out->text_vi = pn_rule_result_vi (&self->rule, t);
  out->text_en = pn_rule_result_en (&self->rule, t);
  return out;
}

void
pn_motion_set_rule (PnMotion *self, const PnRule *rule, gint members)
{
  self->rule = *rule;
  self->members = members;
}

const PnRule *
pn_motion_rule (const PnMotion *self)
{
  return &self->rule;
}

void
pn_motion_set_outcome (PnMotion *self, PnOutcome *outcome)
{
  pn_outcome_free (self->outcome);
  self->outcome = outcome;
}

const PnOutcome *
pn_motion_get_outcome (const PnMotion *self)
{
  return self->outcome;
}
