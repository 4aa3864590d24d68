/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/authority.h"

#include <string.h>

PnStanding
pn_standing_from_name (const char *name)
{
  static const char *const names[] = { "", "staff", "member", "deputy", "head" };
  for (guint i = 1; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return (PnStanding) i;
  return PN_STANDING_NONE;
}

static void
capacity_free (gpointer data)
{
  PnCapacity *self = data;
  for (guint i = 0; self->lines[i] != NULL; i++)
    g_free (self->lines[i]);
  g_free (self);
}

static void
add_line (PnCapacity *self, const char *prefix, const char *text)
{
  guint n = 0;
  while (self->lines[n] != NULL)
    n++;
  g_assert (n < PN_AUTHORITY_LINES);
  self->lines[n] = g_strconcat (prefix, text, NULL);
}

static PnCapacity *
add (GPtrArray *out, const char *capacity, gint64 grant)
{
  PnCapacity *self = g_new0 (PnCapacity, 1);
  self->capacity = capacity;
  self->grant = grant;
  g_ptr_array_add (out, self);
  return self;
}

/* Head: for the collective (TM.) and, for what is his alone to decide, in his own name. */
static void
add_head (GPtrArray *out, const PnAuthorityFacts *f)
{
  if (*f->collective != '\0') {
    PnCapacity *tm = add (out, "TM.", 0);
    add_line (tm, "TM. ", f->collective);
    add_line (tm, "", f->head_title);
  }
  add_line (add (out, "", 0), "", f->head_title);
}

/* A deputy signs for the head; for the collective that line still stands on top. */
static void
add_deputy (GPtrArray *out, const PnAuthorityFacts *f)
{
  PnCapacity *kt = add (out, "KT.", 0);
  if (*f->collective != '\0')
    add_line (kt, "TM. ", f->collective);
  add_line (kt, "KT. ", f->head_title);
  add_line (kt, "", f->deputy_title);
}

static void
add_grant (GPtrArray *out, const PnAuthorityFacts *f, const PnGrant *g)
{
  g_autofree char *own = g_utf8_strup (f->own_title != NULL ? f->own_title : "", -1);
  if (strcmp (g->capacity, "Q.") == 0) {
    PnCapacity *q = add (out, "Q.", g->id);
    if (*f->collective != '\0')
      add_line (q, "TM. ", f->collective);
    add_line (q, "Q. ", f->head_title);
    return;
  }
  PnCapacity *by = add (out, strcmp (g->capacity, "TL.") == 0 ? "TL." : "TUQ.", g->id);
  add_line (by, strcmp (g->capacity, "TL.") == 0 ? "TL. " : "TUQ. ", f->head_title);
  if (*own != '\0')
    add_line (by, "", own);
}

GPtrArray *
pn_authority_capacities (const PnAuthorityFacts *facts)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (capacity_free);
  if (facts->standing == PN_STANDING_HEAD)
    add_head (out, facts);
  else if (facts->standing == PN_STANDING_DEPUTY)
    add_deputy (out, facts);
  for (guint i = 0; i < facts->n_grants; i++)
    add_grant (out, facts, &facts->grants[i]);
  return out;
}

const PnCapacity *
pn_authority_require (const GPtrArray *capacities, const char *capacity, GError **error)
{
  for (guint i = 0; i < capacities->len; i++) {
    const PnCapacity *c = g_ptr_array_index (capacities, i);
    if (strcmp (c->capacity, capacity) == 0)
      return c;
  }
  g_set_error (error, PN_ERROR, PN_ERROR_NO_AUTHORITY, "not entitled to sign \"%s\"", capacity);
  return NULL;
}
