/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/adapters/render-pool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/log.h"
#include "base/metrics.h"

#define DEFAULT_TIMEOUT_MS 30000
#define TICK_MS 250
#define RESTART_MS 200

/* One question on its way: waiting in a queue, or in flight at a child. */
typedef struct {
  PnRenderRequest request; /* key and param are ours; input and out are our own descriptors */
  char *key;
  guint tries;
  gint64 deadline; /* loop time, ms */
  PnRenderDone done;
  gpointer data;
} Ask;

typedef enum {
  CHILD_NONE,  /* slot free */
  CHILD_IDLE,  /* waits for an ask, or for its end */
  CHILD_BUSY,  /* `ask` is in flight */
  CHILD_DYING, /* socket closed or killed; the zygote will tell how it ended */
} ChildState;

typedef struct {
  PnRenderPool *pool;
  ChildState state;
  guint32 id;
  PnRenderJob job;
  char *key;
  int sock;
  uv_poll_t *poll;
  Ask *ask;
  gboolean timed_out;
  gint64 idle_since;
} Child;

struct PnRenderPool {
  uv_loop_t *loop;
  char *program;
  uv_process_t *process; /* NULL: no zygote */
  uv_poll_t *poll;
  uv_timer_t *tick;
  int sock;
  gboolean ready, scheduling, freeing;
  gint64 restart_at;
  guint32 next_id;
  Child children[PN_RENDER_CHILDREN];
  GQueue urgent, background; /* Ask */
  GQueue refused;            /* Ask: one too many, answered BUSY in the next turn */
};

static void schedule (PnRenderPool *self);

/* ---- asks */

static void
ask_free (Ask *ask)
{
  close (ask->request.input);
  close (ask->request.out);
  g_free ((gpointer) ask->request.param);
  g_free (ask->key);
  g_free (ask);
}

static void
finish (Ask *ask, const PnRenderResult *result)
{
  ask->done (result, ask->data);
  ask_free (ask);
}

static void
finish_with (Ask *ask, PnRenderStatus status, int exit_code, const char *text)
{
  PnRenderResult result = { .status = status, .exit_code = exit_code, .text = text };
  finish (ask, &result);
}

/* ---- handles: libuv frees none by itself */

static void
on_handle_closed (uv_handle_t *handle)
{
  g_free (handle);
}

static void
drop_poll (uv_poll_t **poll, int *sock)
{
  if (*poll != NULL) {
    uv_poll_stop (*poll);
    uv_close ((uv_handle_t *) *poll, on_handle_closed);
    *poll = NULL;
  }
  if (*sock >= 0)
    close (*sock);
  *sock = -1;
}

/* ---- children */

static void
child_forget (Child *child)
{
  drop_poll (&child->poll, &child->sock);
  g_clear_pointer (&child->key, g_free);
  child->state = CHILD_NONE;
  child->timed_out = FALSE;
}

static void
child_hang_up (Child *child)
{
  drop_poll (&child->poll, &child->sock);
  child->state = CHILD_DYING;
}

/* The zygote told how a child ended, or went away itself (exit_code 0 and `outside`). */
static void
child_ended (Child *child, int exit_code, gboolean outside)
{
  Ask *ask = g_steal_pointer (&child->ask);
  gboolean timed_out = child->timed_out;
  child_forget (child);
  if (ask == NULL)
    return;
  if ((outside || exit_code == -SIGKILL) && !timed_out && ask->tries++ == 0) {
    /* the asker's file may hold half an answer */
    if (ftruncate (ask->request.out, 0) == 0)
      (void) lseek (ask->request.out, 0, SEEK_SET);
    g_queue_push_head (ask->request.background ? &child->pool->background : &child->pool->urgent, ask);
    return;
  }
  pn_metric_add (pn_metric_counter ("phien_render_deaths_total", "Children that died over a document"), 1);
  finish_with (ask, timed_out ? PN_RENDER_TIMEOUT : PN_RENDER_DIED, exit_code, "");
}

static void
on_child_readable (uv_poll_t *poll, int status, int events)
{
  Child *child = poll->data;
  PnRenderPool *pool = child->pool;
  PnRenderAnswer answer;
  int rc = status < 0 ? 0 : pn_render_recv_answer (child->sock, &answer);
  if (rc < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (rc <= 0 || child->state != CHILD_BUSY) {
    child_hang_up (child); /* the zygote's word ends it */
    return;
  }
  Ask *ask = g_steal_pointer (&child->ask);
  child->state = CHILD_IDLE;
  child->idle_since = (gint64) uv_now (pool->loop);
  if (ask->key == NULL)
    child_hang_up (child);
  PnRenderResult result = { (PnRenderStatus) answer.status, (PnRenderFormat) answer.format, answer.bytes, answer.micros, 0, answer.text };
  finish (ask, &result);
  schedule (pool);
}

static gboolean
child_start (PnRenderPool *self, Child *child, const Ask *ask)
{
  int pair[2];
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    return FALSE;
  PnRenderAsk open_ask = { .op = PN_RENDER_OPEN, .id = ++self->next_id, .page = ask->request.job };
  const int fds[2] = { ask->request.input, pair[1] };
  int rc = pn_render_send_ask (self->sock, &open_ask, NULL, fds, 2);
  close (pair[1]);
  if (rc != 1) {
    close (pair[0]);
    return FALSE;
  }
  (void) fcntl (pair[0], F_SETFL, O_NONBLOCK);
  *child = (Child){ .pool = self, .state = CHILD_IDLE, .id = self->next_id, .job = ask->request.job, .key = g_strdup (ask->key), .sock = pair[0] };
  child->poll = g_new0 (uv_poll_t, 1);
  uv_poll_init (self->loop, child->poll, child->sock);
  child->poll->data = child;
  uv_poll_start (child->poll, UV_READABLE, on_child_readable);
  return TRUE;
}

static void
child_give (Child *child, Ask *ask)
{
  PnRenderPool *self = child->pool;
  const PnRenderRequest *r = &ask->request;
  PnRenderAsk head = { .op = r->op, .id = child->id, .page = r->page, .width = r->width, .param_len = (guint32) r->param_length };
  child->ask = ask;
  child->state = CHILD_BUSY;
  ask->deadline = (gint64) uv_now (self->loop) + (r->timeout_ms > 0 ? r->timeout_ms : DEFAULT_TIMEOUT_MS);
  if (pn_render_send_ask (child->sock, &head, r->param, &r->out, 1) != 1)
    child_hang_up (child);
}

/* ---- who gets the next ask */

static Child *
pick_child (PnRenderPool *self, const Ask *ask)
{
  Child *none = NULL, *oldest = NULL;
  for (guint i = 0; i < PN_RENDER_CHILDREN; i++) {
    Child *c = &self->children[i];
    if (c->state == CHILD_IDLE && ask->key != NULL && c->job == ask->request.job && g_strcmp0 (c->key, ask->key) == 0)
      return c;
    if (c->state == CHILD_NONE)
      none = c;
    else if (c->state == CHILD_IDLE && (oldest == NULL || c->idle_since < oldest->idle_since))
      oldest = c;
  }
  if (none == NULL && oldest != NULL)
    child_hang_up (oldest); /* its slot comes back with the zygote's word */
  return none != NULL && child_start (self, none, ask) ? none : NULL;
}

static gboolean
schedule_queue (PnRenderPool *self, GQueue *queue)
{
  Ask *ask = g_queue_peek_head (queue);
  if (ask == NULL)
    return FALSE;
  if (ask->request.input < 0 || ask->request.out < 0) { /* we ran out of descriptors */
    g_queue_pop_head (queue);
    finish_with (ask, PN_RENDER_INTERNAL, 0, "no descriptor left");
    return TRUE;
  }
  Child *child = pick_child (self, ask);
  if (child == NULL)
    return FALSE;
  g_queue_pop_head (queue);
  child_give (child, ask);
  return TRUE;
}

static guint
busy_children (const PnRenderPool *self)
{
  guint n = 0;
  for (guint i = 0; i < PN_RENDER_CHILDREN; i++)
    n += self->children[i].state == CHILD_BUSY;
  return n;
}

/* One child stays free of background work, so that a person who turns a page never waits for an import. */
static void
schedule (PnRenderPool *self)
{
  if (!self->ready || self->scheduling)
    return;
  self->scheduling = TRUE;
  while (schedule_queue (self, &self->urgent))
    ;
  while (busy_children (self) < PN_RENDER_CHILDREN - 2 && schedule_queue (self, &self->background))
    ;
  self->scheduling = FALSE;
}

/* ---- the zygote */

static void
zygote_lost (PnRenderPool *self)
{
  drop_poll (&self->poll, &self->sock);
  self->ready = FALSE;
  for (guint i = 0; i < PN_RENDER_CHILDREN; i++)
    if (self->children[i].state != CHILD_NONE)
      child_ended (&self->children[i], 0, TRUE);
}

static void
on_zygote_exit (uv_process_t *process, int64_t status, int signal)
{
  PnRenderPool *self = process->data;
  uv_close ((uv_handle_t *) process, on_handle_closed);
  if (self == NULL)
    return; /* freed meanwhile */
  self->process = NULL;
  pn_warning ("render", "zygote ended", "status", PN_I64 (status), "signal", PN_I64 (signal));
  zygote_lost (self);
  self->restart_at = (gint64) uv_now (self->loop) + RESTART_MS;
}

static Child *
child_by_id (PnRenderPool *self, guint32 id)
{
  for (guint i = 0; i < PN_RENDER_CHILDREN; i++)
    if (self->children[i].state != CHILD_NONE && self->children[i].id == id)
      return &self->children[i];
  return NULL;
}

static void
on_zygote_readable (uv_poll_t *poll, int status, int events)
{
  PnRenderPool *self = poll->data;
  PnRenderAnswer answer;
  int rc;
  while (self->sock >= 0 && (rc = status < 0 ? 0 : pn_render_recv_answer (self->sock, &answer)) != -1) {
    if (rc == 0) {
      uv_poll_stop (self->poll); /* the exit callback follows */
      return;
    }
    Child *child = answer.id == 0 ? NULL : child_by_id (self, answer.id);
    if (answer.id == 0)
      self->ready = TRUE;
    else if (child != NULL)
      child_ended (child, answer.exit_code, answer.status == PN_RENDER_BUSY);
  }
  schedule (self);
}

static void
zygote_start (PnRenderPool *self)
{
  int pair[2];
  char *args[] = { self->program, NULL };
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    return;
  uv_stdio_container_t stdio[4] = {
    { .flags = UV_IGNORE }, { .flags = UV_IGNORE }, { .flags = UV_INHERIT_FD, .data.fd = 2 }, { .flags = UV_INHERIT_FD, .data.fd = pair[1] }
  };
  uv_process_options_t options = { .file = self->program, .args = args, .stdio = stdio, .stdio_count = 4, .exit_cb = on_zygote_exit };
  uv_process_t *process = g_new0 (uv_process_t, 1);
  process->data = self;
  int rc = uv_spawn (self->loop, process, &options);
  close (pair[1]);
  if (rc != 0) {
    pn_log (PN_LOG_ERROR, "render", "cannot start the zygote", "program", self->program, "detail", uv_strerror (rc), NULL);
    close (pair[0]);
    uv_close ((uv_handle_t *) process, on_handle_closed);
    self->restart_at = (gint64) uv_now (self->loop) + 1000;
    return;
  }
  self->process = process;
  self->sock = pair[0];
  (void) fcntl (self->sock, F_SETFL, O_NONBLOCK);
  self->poll = g_new0 (uv_poll_t, 1);
  uv_poll_init (self->loop, self->poll, self->sock);
  self->poll->data = self;
  uv_poll_start (self->poll, UV_READABLE, on_zygote_readable);
}

static void
check_child (PnRenderPool *self, Child *child, gint64 now)
{
  if (child->state == CHILD_IDLE && now - child->idle_since > PN_RENDER_IDLE_MS)
    child_hang_up (child);
  if (child->ask == NULL || child->timed_out || now < child->ask->deadline)
    return;
  PnRenderAsk kill_ask = { .op = PN_RENDER_KILL, .id = child->id };
  child->timed_out = TRUE;
  if (pn_render_send_ask (self->sock, &kill_ask, NULL, NULL, 0) != 1)
    child->timed_out = FALSE; /* next tick again */
}

static void
on_tick (uv_timer_t *timer)
{
  PnRenderPool *self = timer->data;
  gint64 now = (gint64) uv_now (self->loop);
  Ask *ask;
  while ((ask = g_queue_pop_head (&self->refused)) != NULL)
    finish_with (ask, PN_RENDER_BUSY, 0, "too many documents wait");
  for (guint i = 0; i < PN_RENDER_CHILDREN; i++)
    check_child (self, &self->children[i], now);
  if (self->process == NULL && now >= self->restart_at)
    zygote_start (self);
  schedule (self);
}

/* ---- life */

PnRenderPool *
pn_render_pool_new (uv_loop_t *loop, const char *program)
{
  PnRenderPool *self = g_new0 (PnRenderPool, 1);
  self->loop = loop;
  self->program = g_strdup (program);
  self->sock = -1;
  for (guint i = 0; i < PN_RENDER_CHILDREN; i++)
    self->children[i] = (Child){ .pool = self, .sock = -1 };
  g_queue_init (&self->urgent);
  g_queue_init (&self->background);
  g_queue_init (&self->refused);
  self->tick = g_new0 (uv_timer_t, 1);
  uv_timer_init (loop, self->tick);
  self->tick->data = self;
  uv_timer_start (self->tick, on_tick, TICK_MS, TICK_MS);
  zygote_start (self);
  return self;
}

void
pn_render_pool_free (PnRenderPool *self)
{
  Ask *ask;
  if (self == NULL)
    return;
  self->ready = FALSE;
  for (guint i = 0; i < PN_RENDER_CHILDREN; i++) {
    if ((ask = g_steal_pointer (&self->children[i].ask)) != NULL)
      finish_with (ask, PN_RENDER_INTERNAL, 0, "stopping");
    child_forget (&self->children[i]);
  }
  while ((ask = g_queue_pop_head (&self->urgent)) != NULL || (ask = g_queue_pop_head (&self->background)) != NULL
         || (ask = g_queue_pop_head (&self->refused)) != NULL)
    finish_with (ask, PN_RENDER_INTERNAL, 0, "stopping");
  drop_poll (&self->poll, &self->sock); /* the zygote ends at end-of-file */
  if (self->process != NULL)
    self->process->data = NULL;
  uv_close ((uv_handle_t *) self->tick, on_handle_closed);
  g_free (self->program);
  g_free (self);
}

void
pn_render_pool_ask (PnRenderPool *self, const PnRenderRequest *request, PnRenderDone done, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  ask->request = *request;
  ask->key = g_strdup (request->key);
  ask->request.key = ask->key;
  ask->request.param = g_memdup2 (request->param, request->param_length);
  ask->done = done;
  ask->data = data;
  if (pn_render_pool_waiting (self) < PN_RENDER_QUEUE_MAX) {
    ask->request.input = fcntl (request->input, F_DUPFD_CLOEXEC, 10);
    ask->request.out = fcntl (request->out, F_DUPFD_CLOEXEC, 10);
    g_queue_push_tail (request->background ? &self->background : &self->urgent, ask);
  } else {
    ask->request.input = ask->request.out = -1;
    g_queue_push_tail (&self->refused, ask);
  }
  uv_timer_start (self->tick, on_tick, 0, TICK_MS); /* in the next turn: nobody is called back from inside his own call */
}

gboolean
pn_render_pool_is_ready (const PnRenderPool *self)
{
  return self->ready;
}

guint
pn_render_pool_waiting (const PnRenderPool *self)
{
  return self->urgent.length + self->background.length;
}

int
pn_render_pool_zygote_pid (const PnRenderPool *self)
{
  return self->process != NULL ? self->process->pid : 0;
}

char *
pn_render_death_reason (const PnRenderResult *result)
{
  if (result->status == PN_RENDER_TIMEOUT || result->exit_code == -SIGXCPU)
    return g_strdup ("out of time");
  if (result->exit_code == -SIGSYS)
    return g_strdup ("sandbox violation");
  if (result->exit_code == -SIGTRAP || result->exit_code == -SIGABRT)
    return g_strdup ("gave up (out of memory or a broken promise in the parser)");
  if (result->exit_code < 0)
    return g_strdup_printf ("crashed (signal %d)", -result->exit_code);
  return g_strdup_printf ("ended with status %d", result->exit_code);
}
