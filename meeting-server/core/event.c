/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/event.h"

static const struct {
  const char *name;
  gboolean reloads, logged;
} kinds[PN_N_KINDS] = {
#define X(NAME, word, reload, log) { word, reload, log },
  PN_KINDS (X)
#undef X
};

const char *
pn_kind_name (PnKind kind)
{
  g_return_val_if_fail ((guint) kind < PN_N_KINDS, "");
  return kinds[kind].name;
}

PnKind
pn_kind_from_name (const char *word)
{
  for (guint i = 1; i < PN_N_KINDS; i++) {
    if (g_strcmp0 (word, kinds[i].name) == 0)
      return (PnKind) i;
  }
  return PN_KIND_OTHER;
}

gboolean
pn_kind_reloads (PnKind kind)
{
  return kinds[kind].reloads;
}

gboolean
pn_kind_is_logged (PnKind kind)
{
  return kinds[kind].logged;
}

PnEvent *
pn_event_copy (const PnEvent *event)
{
  PnEvent *copy = g_memdup2 (event, sizeof *event);
  copy->text = g_strdup (event->text);
  copy->sha256 = g_strdup (event->sha256);
  return copy;
}

void
pn_event_free (PnEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->sha256);
  g_free (self);
}
