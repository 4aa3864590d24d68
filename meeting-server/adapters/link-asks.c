/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/link-asks.h"

struct PnLinkAsks {
  GHashTable *asks; /* gint64* in the ask → Ask */
  gint64 next;
  guint timeout_ms;
  uv_loop_t *loop;
  uv_timer_t *timer;
};

typedef struct {
  gint64 req;
  guint64 deadline_ms; /* 0: it never went out, answer in the next turn */
  PnLinkAnswer cb;
  gpointer data;
} Ask;

#define TICK_MS 250

static void
ask_end (PnLinkAsks *self, Ask *ask, const PnJson *answer, const GError *error)
{
  g_hash_table_steal (self->asks, &ask->req);
  ask->cb (answer, error, ask->data);
  g_free (ask);
}

static void
end_where (PnLinkAsks *self, gboolean all, PnErrorCode code)
{
  g_autoptr (GError) error = g_error_new (PN_ERROR, (gint) code, "the other daemon did not answer");
  g_autoptr (GPtrArray) late = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init (&iter, self->asks);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Ask *ask = value;
    if (all || ask->deadline_ms <= uv_now (self->loop))
      g_ptr_array_add (late, value);
  }
  for (guint i = 0; i < late->len; i++) {
    Ask *ask = g_ptr_array_index (late, i);
    g_autoptr (GError) away = g_error_new (PN_ERROR, PN_ERROR_LINK_AWAY, "the other daemon is away");
    ask_end (self, ask, NULL, ask->deadline_ms == 0 ? away : error);
  }
}

static void
on_tick (uv_timer_t *timer)
{
  end_where (timer->data, FALSE, PN_ERROR_TIMED_OUT);
}

PnLinkAsks *
pn_link_asks_new (uv_loop_t *loop, guint timeout_ms)
{
  PnLinkAsks *self = g_new0 (PnLinkAsks, 1);
  self->asks = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->loop = loop;
  self->timeout_ms = timeout_ms;
  self->next = 1;
  self->timer = g_new0 (uv_timer_t, 1);
  self->timer->data = self;
  uv_timer_init (loop, self->timer);
  uv_timer_start (self->timer, on_tick, TICK_MS, TICK_MS);
  uv_unref ((uv_handle_t *) self->timer);
  return self;
}

static void
timer_free (uv_handle_t *handle)
{
  g_free (handle);
}

void
pn_link_asks_free (PnLinkAsks *self)
{
  if (self == NULL)
    return;
  pn_link_asks_fail_all (self, PN_ERROR_CANCELLED);
  uv_close ((uv_handle_t *) self->timer, timer_free);
  g_hash_table_unref (self->asks);
  g_free (self);
}

void
pn_link_asks_send (PnLinkAsks *self, PnLink *link, PnJson *take, PnLinkAnswer cb, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  ask->req = self->next++;
  ask->cb = cb;
  ask->data = data;
  g_hash_table_insert (self->asks, &ask->req, ask);
  pn_wire_set_int (take, "req", ask->req);
  if (pn_link_send (link, take, -1))
    ask->deadline_ms = uv_now (self->loop) + self->timeout_ms;
}

gboolean
pn_link_asks_answer (PnLinkAsks *self, const PnJson *message)
{
  gint64 req = pn_wire_int (message, "req", 0);
  Ask *ask = g_hash_table_lookup (self->asks, &req);
  if (req == 0)
    return FALSE;
  if (ask == NULL)
    return TRUE; /* too late */
  if (g_strcmp0 (pn_wire_str (message, "t", ""), "error") != 0) {
    ask_end (self, ask, message, NULL);
    return TRUE;
  }
  PnErrorCode code = PN_ERROR_INTERNAL;
  if (!pn_error_from_name (pn_wire_str (message, "code", ""), &code))
    code = PN_ERROR_INTERNAL;
  g_autoptr (GError) error = g_error_new (PN_ERROR, (gint) code, "%s", pn_wire_str (message, "detail", ""));
  ask_end (self, ask, NULL, error);
  return TRUE;
}

void
pn_link_asks_fail_all (PnLinkAsks *self, PnErrorCode code)
{
  end_where (self, TRUE, code);
}
