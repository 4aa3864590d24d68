/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/adapters/argon.h"

#include <argon2.h>
#include <string.h>

#define WORKERS 2
#define QUEUE_MAX 200 /* at 2 × 43 a second the last one waits under three seconds */

/* Of no account: checked when there is no such name, so that the time tells nothing. m=19 MiB, t=2, p=1 like all others. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$cGhpZW4tbm9ib2R5LXNhbHQ$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct PnArgon {
  GThreadPool *pool;
  GAsyncQueue *ready; /* Check, done */
  uv_async_t *wake;
  guint waiting;
};

typedef struct {
  char *phc, *password;
  gboolean right;
  PnArgonDone done;
  gpointer data;
} Check;

static void
check_free (Check *check)
{
  explicit_bzero (check->password, strlen (check->password));
  g_free (check->password);
  g_free (check->phc);
  g_free (check);
}

/* Runs in a worker. */
static void
work (gpointer data, gpointer user)
{
  PnArgon *self = user;
  Check *check = data;
  const char *phc = check->phc == NULL ? nobody : check->phc;
  gboolean right = argon2id_verify (phc, check->password, strlen (check->password)) == ARGON2_OK;
  check->right = right && check->phc != NULL;
  g_async_queue_push (self->ready, check);
  uv_async_send (self->wake);
}

static void
deliver (PnArgon *self, gboolean closing)
{
  for (Check *check; (check = g_async_queue_try_pop (self->ready)) != NULL;) {
    self->waiting--;
    check->done (check->right && !closing, check->data);
    check_free (check);
  }
}

static void
on_wake (uv_async_t *wake)
{
  if (wake->data != NULL)
    deliver (wake->data, FALSE);
}

PnArgon *
pn_argon_new (uv_loop_t *loop)
{
  PnArgon *self = g_new0 (PnArgon, 1);
  self->ready = g_async_queue_new ();
  self->pool = g_thread_pool_new (work, self, WORKERS, FALSE, NULL);
  self->wake = g_new0 (uv_async_t, 1);
  uv_async_init (loop, self->wake, on_wake);
  self->wake->data = self;
  uv_unref ((uv_handle_t *) self->wake);
  return self;
}

static void
wake_free (uv_handle_t *handle)
{
  g_free (handle);
}

void
pn_argon_free (PnArgon *self)
{
  if (self == NULL)
    return;
  g_thread_pool_free (self->pool, FALSE, TRUE);
  deliver (self, TRUE);
  self->wake->data = NULL;
  uv_close ((uv_handle_t *) self->wake, wake_free);
  g_async_queue_unref (self->ready);
  g_free (self);
}

gboolean
pn_argon_check (PnArgon *self, const char *phc, const char *password, PnArgonDone done, gpointer data)
{
  if (self->waiting >= QUEUE_MAX)
    return FALSE;
  Check *check = g_new0 (Check, 1);
  check->phc = g_strdup (phc);
  check->password = g_strdup (password);
  check->done = done;
  check->data = data;
  self->waiting++;
  g_thread_pool_push (self->pool, check, NULL);
  return TRUE;
}
