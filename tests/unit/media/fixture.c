/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/media/fixture.h"

#include "media/sfu/net.h"

static void
wake (gpointer data)
{}

gboolean
fixture_has_ipv6 (void)
{
  g_autoptr (PnNet) net = pn_net_new ("::1", 0, NULL);
  return net != NULL;
}

PnWorker *
fixture_worker (Fixture *f, guint index)
{
  g_autoptr (GPtrArray) announce = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_ptr_array_add (announce, (gpointer) "127.0.0.1");
  PnWorkerOptions o = { .listen_ip = fixture_has_ipv6 () ? "127.0.0.1,::1" : "127.0.0.1",
                        .announce = announce,
                        .max_bitrate = 1000000,
                        .handshakes = f->handshakes,
                        .index = index,
                        .siblings = &f->siblings,
                        .tcp_ip = index == 0 ? "127.0.0.1" : NULL,
                        .wake = wake };
  PnWorker *worker = pn_worker_new (&o, &error);
  g_assert_no_error (error);
  g_atomic_pointer_set (&f->siblings.workers[index], worker);
  return worker;
}

void
fixture_setup (Fixture *f, gconstpointer unused)
{
  f->handshakes = pn_handshakes_new (pn_dtls_context_new (), 2);
  f->worker = fixture_worker (f, 0);
  f->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) pn_notice_free);
}

void
fixture_teardown (Fixture *f, gconstpointer unused)
{
  g_ptr_array_unref (f->notices);
  pn_worker_stop (f->worker);
  pn_worker_free (f->second);
  pn_worker_free (f->worker);
  pn_handshakes_free (f->handshakes);
}

/* Waits for a notice; with req 0 for one of that peer with that text. NULL when it does not come. */
PnNotice *
fixture_await (Fixture *f, PnNoticeKind kind, gint64 req, gint64 peer, const char *text, int ms)
{
  for (gint64 end = g_get_monotonic_time () + ms * 1000; g_get_monotonic_time () < end; g_usleep (2000)) {
    PnNotice *n;
    while ((n = pn_worker_take (f->worker)) != NULL)
      g_ptr_array_add (f->notices, n);
    for (guint i = 0; i < f->notices->len; i++) {
      n = g_ptr_array_index (f->notices, i);
      if (n->kind == kind && (req == 0 || n->req == req) && (peer == 0 || n->peer == peer)
          && (text == NULL || g_strcmp0 (n->text, text) == 0))
        return n;
    }
  }
  return NULL;
}

guint64
fixture_counter (Fixture *f, gsize offset)
{
  PnCounters c;
  pn_worker_counters (f->worker, &c);
  return *(guint64 *) (gpointer) ((guint8 *) &c + offset);
}

guint32
fixture_offer (Fixture *f, Peer *p, gint64 id, PnDirection dir, const char *name, PnSdp *offer)
{
  PnCommand *c = pn_command_new (PN_COMMAND_OFFER);
  PnWant w = { .mid = "0" };
  gint64 req = ++f->next_req;
  g_strlcpy (w.name, name, sizeof w.name);
  g_array_append_val (c->wants, w);
  c->req = req;
  c->room = 1;
  c->peer = id;
  c->dir = dir;
  c->offer = offer;
  c->home = f->home;
  pn_worker_post (f->worker, c);
  const PnNotice *n = fixture_await (f, PN_NOTICE_ANSWER, req, 0, NULL, PATIENCE_MS);
  g_assert_nonnull (n);
  return peer_answer (p, n->text);
}

guint32
fixture_negotiate (Fixture *f, Peer *p, gint64 id, PnDirection dir, const char *name)
{
  return fixture_offer (f, p, id, dir, name, peer_offer (p, dir));
}

void
fixture_join (Fixture *f, Peer *p, gint64 id, PnDirection dir)
{
  peer_check (p);
  g_assert_true (peer_handshake (p));
  const PnNotice *n = fixture_await (f, PN_NOTICE_PEER_STATE, 0, id, "connected", PATIENCE_MS);
  g_assert_nonnull (n);
  g_assert_cmpint (n->dir, ==, dir);
}
