/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/adapters/signer-link.h"

#include <unistd.h>
#include "base/error.h"
#include "base/unix-link.h"

#define ANSWER_MS 10000
#define TICK_MS 500

typedef struct {
  PnSignerDone done;
  gpointer data;
  gint64 deadline;
  gboolean unsent; /* the link was down: answered in the next turn */
} Ask;

struct PnSigner {
  uv_loop_t *loop;
  PnLink *link;
  uv_timer_t *tick;
  gint64 next;
  gint64 patience;
  GHashTable *asks; /* gint64 -> Ask */
};

static void
finish (PnSigner *self, gint64 req, const PnJson *reply, const GError *error)
{
  g_autofree Ask *ask = g_hash_table_lookup (self->asks, &req);
  if (ask == NULL)
    return; /* too late, or never asked */
  g_hash_table_remove (self->asks, &req); /* frees the key; the table never owns the ask */
  ask->done (reply, error, ask->data);
}

static void
on_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  g_autoptr (GError) error = NULL;
  if (fd >= 0)
    close (fd);
  if (g_strcmp0 (pn_wire_str (message, "t", ""), "error") == 0) {
    PnErrorCode code = PN_ERROR_INTERNAL;
    if (!pn_error_from_name (pn_wire_str (message, "code", ""), &code))
      code = PN_ERROR_INTERNAL;
    error = g_error_new (PN_ERROR, (int) code, "signer: %s", pn_wire_str (message, "detail", ""));
  }
  finish (data, pn_wire_int (message, "req", 0), error == NULL ? message : NULL, error);
}

static void
fail_where (PnSigner *self, gboolean all, PnErrorCode code, const char *why)
{
  g_autoptr (GError) error = g_error_new_literal (PN_ERROR, (int) code, why);
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 now = (gint64) uv_now (self->loop);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, self->asks);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Ask *ask = value;
    gboolean now_due = code == PN_ERROR_LINK_AWAY ? ask->unsent : now >= ask->deadline;
    if (all || now_due)
      g_array_append_vals (due, key, 1);
  }
  for (guint i = 0; i < due->len; i++)
    finish (self, g_array_index (due, gint64, i), NULL, error);
}

static void
on_close (PnLink *link, const GError *error, gpointer data)
{
  fail_where (data, TRUE, PN_ERROR_LINK_AWAY, "the signer went away");
}

static void
on_tick (uv_timer_t *timer)
{
  fail_where (timer->data, FALSE, PN_ERROR_LINK_AWAY, "the signer is away");
  fail_where (timer->data, FALSE, PN_ERROR_TIMED_OUT, "the signer did not answer");
}

void
pn_signer_ask (PnSigner *self, PnJson *message, PnSignerDone done, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  gint64 *key = g_new (gint64, 1);
  *key = ++self->next;
  ask->done = done;
  ask->data = data;
  ask->deadline = (gint64) uv_now (self->loop) + self->patience;
  g_hash_table_insert (self->asks, key, ask);
  pn_wire_set_int (message, "req", *key);
  ask->unsent = !pn_link_send (self->link, message, -1);
}

void
pn_signer_set_patience (PnSigner *self, guint ms)
{
  self->patience = ms;
}

gboolean
pn_signer_is_up (const PnSigner *self)
{
  return pn_link_is_open (self->link);
}

PnSigner *
pn_signer_new (uv_loop_t *loop, const char *socket_path)
{
  const PnLinkHandler handler = { .on_message = on_message, .on_close = on_close };
  PnSigner *self = g_new0 (PnSigner, 1);
  self->loop = loop;
  self->patience = ANSWER_MS;
  self->asks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->tick = g_new0 (uv_timer_t, 1);
  uv_timer_init (loop, self->tick);
  self->tick->data = self;
  uv_timer_start (self->tick, on_tick, TICK_MS, TICK_MS);
  self->link = pn_link_connect (loop, socket_path, &handler, self);
  return self;
}

static void
on_closed (uv_handle_t *handle)
{
  g_free (handle);
}

void
pn_signer_free (PnSigner *self)
{
  if (self == NULL)
    return;
  fail_where (self, TRUE, PN_ERROR_CANCELLED, "stopping");
  pn_link_free (self->link);
  uv_close ((uv_handle_t *) self->tick, on_closed);
  g_hash_table_unref (self->asks);
  g_free (self);
}
