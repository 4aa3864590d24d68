/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/message.h"

static const char *const source_names[PN_N_SOURCES] = { "mic", "camera", "screen" };

const char *
pn_source_name (PnSource source)
{
  return source_names[source];
}

gboolean
pn_source_from_name (const char *name, PnSource *out)
{
  for (guint i = 0; i < PN_N_SOURCES; i++)
    if (g_str_equal (name, source_names[i])) {
      *out = (PnSource) i;
      return TRUE;
    }
  return FALSE;
}

PnCommand *
pn_command_new (PnCommandKind kind)
{
  PnCommand *self = g_new0 (PnCommand, 1);
  self->kind = kind;
  self->refs = 1;
  self->wants = g_array_new (FALSE, TRUE, sizeof (PnWant));
  return self;
}

PnCommand *
pn_command_ref (PnCommand *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
pn_command_free (PnCommand *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  pn_sdp_free (self->offer);
  g_array_unref (self->wants);
  g_free (self->track);
  g_free (self->host);
  g_clear_pointer (&self->prefers, g_array_unref);
  g_clear_pointer (&self->called, g_array_unref);
  g_free (self);
}

PnNotice *
pn_notice_new (PnNoticeKind kind)
{
  PnNotice *self = g_new0 (PnNotice, 1);
  self->kind = kind;
  return self;
}

void
pn_notice_free (PnNotice *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->track);
  g_free (self);
}
