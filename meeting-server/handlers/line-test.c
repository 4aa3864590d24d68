/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/line-test.h"

/* Above every meeting's number, below 2^53. */
#define FIRST_ROOM (G_GINT64_CONSTANT (1) << 52)

typedef struct {
  PnSession *session; /* ref */
  gint64 peer;
} Timer;

static void
timer_free (gpointer data)
{
  Timer *timer = data;
  pn_session_unref (timer->session);
  g_free (timer);
}

static void
time_is_over (gpointer data)
{
  Timer *timer = data;
  PnLineTest *test = timer->session->line_test;
  if (test != NULL && test->peer == timer->peer)
    pn_line_test_end (timer->session);
  timer_free (timer);
}

PnLineTest *
pn_line_test_get (PnSession *session, GError **error)
{
  PnApp *app = session->app;
  gint64 wait_us = 0;
  g_autofree char *bucket = g_strdup_printf ("%" G_GINT64_FORMAT, session->account);
  if (session->line_test != NULL)
    return session->line_test;
  if (app->media == NULL || !app->media->is_open (app->media->impl)) {
    g_set_error (error, PN_ERROR, PN_ERROR_LINK_AWAY, "the media server is away");
    return NULL;
  }
  if (app->n_line_tests >= PN_LINE_TESTS_MAX) {
    g_set_error (error, PN_ERROR, PN_ERROR_OVERLOADED, "%d line tests are running", PN_LINE_TESTS_MAX);
    return NULL;
  }
  if (!pn_limiter_take (app->line_tests, bucket, pn_clock_mono_us (app->clock), &wait_us)) {
    g_set_error (error, PN_ERROR, PN_ERROR_RATE_LIMITED, "next line test in %d s",
                 (int) (wait_us / G_USEC_PER_SEC) + 1);
    return NULL;
  }
  PnLineTest *test = g_new0 (PnLineTest, 1);
  test->peer = app->next_peer++;
  test->room = FIRST_ROOM + (gint64) session->number;
  test->until_us = pn_app_now (app) + PN_LINE_TEST_SECONDS * (gint64) G_USEC_PER_SEC;
  session->line_test = test;
  app->n_line_tests++;
  Timer *timer = g_new0 (Timer, 1);
  timer->session = pn_session_ref (session);
  timer->peer = test->peer;
  pn_app_later (app, PN_LINE_TEST_SECONDS * 1000, time_is_over, timer, timer_free);
  return test;
}

void
pn_line_test_end (PnSession *session)
{
  PnApp *app = session->app;
  if (session->line_test == NULL)
    return;
  if (app->media != NULL)
    app->media->drop (app->media->impl, session->line_test->peer);
  app->n_line_tests--;
  g_clear_pointer (&session->line_test, g_free);
}
