/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/handshake.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICE 10 /* a thousand joins give way to the meetings that run */

struct PnHandshakes {
  PnDtlsContext *context;
  GPtrArray *threads; /* GThread */
  GMutex mutex;       /* guards all below, and the fields of sessions that say so */
  GCond cond;
  GQueue ready; /* PnHandshake, a reference each */
  gboolean stop;
  PnHandshakeStats stats;
};

struct PnHandshakeInbox {
  PnHandshakes *pool;
  GQueue done; /* PnHandshake, a reference each; guarded */
  void (*wake) (gpointer data);
  gpointer data;
};

struct PnHandshake {
  PnHandshakeInbox *inbox;
  PnHandshakes *pool;
  PnDtls *dtls;       /* whoever set `running` may touch it */
  GPtrArray *written; /* GBytes, of the run under way */
  /* guarded: */
  gint refs;
  gpointer user; /* NULL: the transport is gone */
  GQueue in;     /* GBytes */
  GPtrArray *out;
  gboolean ready, running, in_inbox, tick;
  PnDtlsState state;
  PnSrtp *srtp_in, *srtp_out;
};

static void
bytes_free (gpointer bytes)
{
  g_bytes_unref (bytes);
}

/* With the mutex held. */
static void
unref (PnHandshake *self)
{
  if (--self->refs > 0)
    return;
  pn_dtls_free (self->dtls);
  self->pool->stats.waiting -= self->in.length;
  g_queue_clear_full (&self->in, bytes_free);
  g_ptr_array_unref (self->out);
  g_ptr_array_unref (self->written);
  pn_srtp_free (self->srtp_in);
  pn_srtp_free (self->srtp_out);
  g_free (self);
}

/* With the mutex held. */
static void
make_ready (PnHandshake *self)
{
  if (self->ready || self->running)
    return;
  self->ready = TRUE;
  self->refs++;
  g_queue_push_tail (&self->pool->ready, self);
  g_cond_signal (&self->pool->cond);
}

/* ---- the pool's threads */

static void
on_write (const guint8 *data, gsize len, gpointer user)
{
  PnHandshake *self = user;
  g_ptr_array_add (self->written, g_bytes_new (data, len));
}

static void
feed_all (PnHandshake *self, GQueue *in)
{
  GBytes *bytes;
  while ((bytes = g_queue_pop_head (in)) != NULL) {
    gsize n;
    const guint8 *data = g_bytes_get_data (bytes, &n);
    pn_dtls_feed (self->dtls, data, n);
    g_bytes_unref (bytes);
  }
}

/* With the mutex held. */
static void
hand_back (PnHandshake *self, PnDtlsState state, PnSrtp *in, PnSrtp *out)
{
  gboolean news = self->written->len > 0 || state != self->state;
  if (state != self->state && (state == PN_DTLS_UP || state == PN_DTLS_FAILED))
    (*(state == PN_DTLS_UP ? &self->pool->stats.up : &self->pool->stats.failed))++;
  self->state = state;
  if (in != NULL) {
    self->srtp_in = in;
    self->srtp_out = out;
  }
  g_ptr_array_extend_and_steal (self->out, g_steal_pointer (&self->written));
  self->written = g_ptr_array_new_with_free_func (bytes_free);
  if (!news || self->in_inbox || self->user == NULL)
    return;
  self->in_inbox = TRUE;
  self->refs++;
  g_queue_push_tail (&self->inbox->done, self);
  self->inbox->wake (self->inbox->data);
}

/* With the mutex held; lets go of it for the work. */
static void
run_one (PnHandshakes *pool, PnHandshake *self)
{
  GQueue in = self->in;
  gboolean tick = self->tick;
  PnDtlsState before = self->state;
  PnSrtp *srtp_in = NULL, *srtp_out = NULL;
  g_queue_init (&self->in);
  self->ready = self->tick = FALSE;
  pool->stats.waiting -= in.length;
  if (self->user == NULL) {
    g_queue_clear_full (&in, bytes_free);
    unref (self);
    return;
  }
  self->running = TRUE;
  g_mutex_unlock (&pool->mutex);
  feed_all (self, &in);
  PnDtlsState state = tick ? pn_dtls_tick (self->dtls) : pn_dtls_state (self->dtls);
  if (state == PN_DTLS_UP && before == PN_DTLS_HANDSHAKE)
    pn_dtls_keys (self->dtls, &srtp_in, &srtp_out);
  g_mutex_lock (&pool->mutex);
  self->running = FALSE;
  hand_back (self, state, srtp_in, srtp_out);
  if (self->in.length > 0 || self->tick)
    make_ready (self);
  unref (self);
}

static gpointer
run (gpointer data)
{
  PnHandshakes *pool = data;
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), NICE); /* Linux: of this thread alone */
  g_mutex_lock (&pool->mutex);
  while (!pool->stop) {
    PnHandshake *next = g_queue_pop_head (&pool->ready);
    if (next != NULL)
      run_one (pool, next);
    else
      g_cond_wait (&pool->cond, &pool->mutex);
  }
  g_mutex_unlock (&pool->mutex);
  return NULL;
}

PnHandshakes *
pn_handshakes_new (PnDtlsContext *context, guint threads)
{
  PnHandshakes *self = g_new0 (PnHandshakes, 1);
  self->context = context;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->ready);
  self->threads = g_ptr_array_new ();
  for (guint i = 0; i < threads; i++)
    g_ptr_array_add (self->threads, g_thread_new ("dtls", run, self));
  return self;
}

void
pn_handshakes_free (PnHandshakes *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->stop = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  PnHandshake *left;
  while ((left = g_queue_pop_head (&self->ready)) != NULL)
    unref (left);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  pn_dtls_context_free (self->context);
  g_free (self);
}

PnDtlsContext *
pn_handshakes_context (const PnHandshakes *self)
{
  return self->context;
}

void
pn_handshakes_stats (PnHandshakes *self, PnHandshakeStats *out)
{
  g_mutex_lock (&self->mutex);
  *out = self->stats;
  g_mutex_unlock (&self->mutex);
}

/* ---- the workers' side */

PnHandshakeInbox *
pn_handshake_inbox_new (PnHandshakes *pool, void (*wake) (gpointer data), gpointer data)
{
  PnHandshakeInbox *self = g_new0 (PnHandshakeInbox, 1);
  self->pool = pool;
  self->wake = wake;
  self->data = data;
  g_queue_init (&self->done);
  return self;
}

void
pn_handshake_inbox_free (PnHandshakeInbox *self)
{
  if (self == NULL)
    return;
  while (pn_handshake_inbox_pop (self) != NULL)
    ;
  g_free (self);
}

gpointer
pn_handshake_inbox_pop (PnHandshakeInbox *self)
{
  gpointer user = NULL;
  PnHandshake *h;
  g_mutex_lock (&self->pool->mutex);
  while (user == NULL && (h = g_queue_pop_head (&self->done)) != NULL) {
    h->in_inbox = FALSE;
    user = h->user;
    unref (h);
  }
  g_mutex_unlock (&self->pool->mutex);
  return user;
}

PnHandshake *
pn_handshake_new (PnHandshakeInbox *inbox, const char *hash, const guint8 *fingerprint, gsize fingerprint_len, gpointer user)
{
  PnHandshake *self = g_new0 (PnHandshake, 1);
  self->inbox = inbox;
  self->pool = inbox->pool;
  self->refs = 1;
  self->user = user;
  self->written = g_ptr_array_new_with_free_func (bytes_free);
  self->out = g_ptr_array_new_with_free_func (bytes_free);
  g_queue_init (&self->in);
  self->dtls = pn_dtls_new (inbox->pool->context, hash, fingerprint, fingerprint_len, on_write, self);
  return self;
}

static void
say_farewell (PnHandshake *self, PnDtlsSend farewell, gpointer user)
{
  g_clear_pointer (&self->dtls, pn_dtls_free); /* writes close_notify */
  for (guint i = 0; i < self->written->len; i++) {
    gsize n;
    const guint8 *data = g_bytes_get_data (g_ptr_array_index (self->written, i), &n);
    farewell (data, n, user);
  }
}

void
pn_handshake_free (PnHandshake *self, PnDtlsSend farewell, gpointer user)
{
  if (self == NULL)
    return;
  GMutex *mutex = &self->pool->mutex;
  g_mutex_lock (mutex);
  self->user = NULL;
  gboolean idle = !self->running && !self->ready && self->state == PN_DTLS_UP;
  g_mutex_unlock (mutex);
  if (idle) /* only we could make it ready again */
    say_farewell (self, farewell, user);
  g_mutex_lock (mutex);
  unref (self);
  g_mutex_unlock (mutex);
}

gboolean
pn_handshake_feed (PnHandshake *self, const guint8 *data, gsize len)
{
  PnHandshakes *pool = self->pool;
  g_mutex_lock (&pool->mutex);
  gboolean room = self->in.length < PN_HANDSHAKE_WAITING && pool->stats.waiting < PN_HANDSHAKES_WAITING;
  if (room) {
    g_queue_push_tail (&self->in, g_bytes_new (data, len));
    pool->stats.waiting++;
    make_ready (self);
  } else {
    pool->stats.dropped++;
  }
  g_mutex_unlock (&pool->mutex);
  return room;
}

void
pn_handshake_tick (PnHandshake *self)
{
  g_mutex_lock (&self->pool->mutex);
  self->tick = TRUE;
  make_ready (self);
  g_mutex_unlock (&self->pool->mutex);
}

void
pn_handshake_take (PnHandshake *self, PnHandshakeResult *out)
{
  g_mutex_lock (&self->pool->mutex);
  out->state = self->state;
  out->in = g_steal_pointer (&self->srtp_in);
  out->out = g_steal_pointer (&self->srtp_out);
  out->send = self->out;
  self->out = g_ptr_array_new_with_free_func (bytes_free);
  g_mutex_unlock (&self->pool->mutex);
}
