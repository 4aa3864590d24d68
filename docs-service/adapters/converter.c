/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/adapters/converter.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/log.h"

#define LINE_MAX_BYTES 600
#define TICK_MS 250

typedef struct {
  int input, out;
  void (*started) (gpointer data);
  PnConverted done;
  gpointer data;
} Ask;

/* Both handles of the one at work; freed when libuv has closed them. */
typedef struct {
  PnConverter *converter; /* NULL: freed meanwhile */
  uv_process_t process;
  uv_pipe_t pipe;
  GString *line;
  guint open;         /* handles libuv still knows */
  gboolean ended, silent; /* the process is gone; its output is at its end */
} Work;

struct PnConverter {
  uv_loop_t *loop;
  char *program;
  uv_timer_t *timer; /* ticks while somebody waits */
  guint64 deadline;  /* loop time, ms: of the one at work */
  GQueue asks;       /* Ask; the first is the one at work when `work` is there */
  Work *work;
};

static void on_timer (uv_timer_t *timer);

static void
finish (Ask *ask, const GError *error)
{
  close (ask->input);
  close (ask->out);
  ask->done (error, ask->data);
  g_free (ask);
}

static void
finish_code (Ask *ask, PnErrorCode code, const char *why)
{
  g_autoptr (GError) error = g_error_new_literal (PN_ERROR, (int) code, why);
  finish (ask, error);
}

/* Nobody is called back from inside his own call. */
static void
next_turn (PnConverter *self)
{
  uv_timer_start (self->timer, on_timer, 0, TICK_MS);
}

static void
on_closed (uv_handle_t *handle)
{
  Work *work = handle->data;
  if (--work->open > 0)
    return;
  g_string_free (work->line, TRUE);
  g_free (work);
}

static void
work_close (Work *work)
{
  uv_close ((uv_handle_t *) &work->process, on_closed);
  uv_close ((uv_handle_t *) &work->pipe, on_closed);
}

/* "ok", or "error_code: detail". A program that says nothing has been killed, or is broken. */
static void
answer (Ask *ask, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ": ", 2);
  PnErrorCode code;
  if (g_str_equal (line, "ok"))
    finish (ask, NULL);
  else if (parts[0] != NULL && parts[1] != NULL && pn_error_from_name (parts[0], &code))
    finish_code (ask, code, parts[1]);
  else
    finish_code (ask, PN_ERROR_DOCX_TOO_LARGE, "the converter ended without a word");
}

static void
work_over (Work *work)
{
  PnConverter *self = work->converter;
  if (!work->ended || !work->silent || self == NULL)
    return;
  g_autofree char *line = g_strstrip (g_utf8_make_valid (work->line->str, (gssize) work->line->len));
  self->work = NULL;
  work_close (work);
  answer (g_queue_pop_head (&self->asks), line);
  next_turn (self);
}

static void
on_exit_process (uv_process_t *process, int64_t status, int signal)
{
  Work *work = process->data;
  work->ended = TRUE;
  work_over (work);
}

static void
on_alloc (uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
  *buf = uv_buf_init (g_malloc (LINE_MAX_BYTES), LINE_MAX_BYTES);
}

static void
on_read (uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
  Work *work = stream->data;
  if (n > 0 && work->line->len < LINE_MAX_BYTES)
    g_string_append_len (work->line, buf->base, n);
  g_free (buf->base);
  if (n >= 0)
    return;
  uv_read_stop (stream);
  work->silent = TRUE;
  work_over (work);
}

static int
spawn (PnConverter *self, Work *work, const Ask *ask)
{
  char *args[] = { self->program, NULL };
  uv_stdio_container_t stdio[5] = { { .flags = UV_IGNORE },
                                    { .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *) &work->pipe },
                                    { .flags = UV_INHERIT_FD, .data.fd = 2 },
                                    { .flags = UV_INHERIT_FD, .data.fd = ask->input },
                                    { .flags = UV_INHERIT_FD, .data.fd = ask->out } };
  uv_process_options_t options = { .file = self->program, .args = args, .stdio = stdio, .stdio_count = 5, .exit_cb = on_exit_process };
  return uv_spawn (self->loop, &work->process, &options);
}

static void
start_next (PnConverter *self)
{
  Ask *ask = g_queue_peek_head (&self->asks);
  if (ask == NULL || self->work != NULL)
    return;
  Work *work = g_new0 (Work, 1);
  *work = (Work){ .converter = self, .line = g_string_new (NULL), .open = 2 };
  uv_pipe_init (self->loop, &work->pipe, 0);
  work->pipe.data = work;
  int rc = spawn (self, work, ask);
  work->process.data = work;
  if (rc != 0) {
    pn_log (PN_LOG_ERROR, "convert", "cannot start the converter", "program", self->program, "detail", uv_strerror (rc), NULL);
    work_close (work);
    finish_code (g_queue_pop_head (&self->asks), PN_ERROR_CONVERTER_AWAY, "the converter cannot be started");
    next_turn (self);
    return;
  }
  self->work = work;
  uv_read_start ((uv_stream_t *) &work->pipe, on_alloc, on_read);
  self->deadline = uv_now (self->loop) + PN_CONVERT_MS;
  if (ask->started != NULL)
    ask->started (ask->data);
}

static void
on_timer (uv_timer_t *timer)
{
  PnConverter *self = timer->data;
  Ask *ask;
  while (g_queue_get_length (&self->asks) > PN_CONVERT_QUEUE_MAX && (ask = g_queue_pop_tail (&self->asks)) != NULL)
    finish_code (ask, PN_ERROR_OVERLOADED, "too many documents wait for the converter");
  if (self->work != NULL && !self->work->ended && uv_now (self->loop) >= self->deadline)
    uv_process_kill (&self->work->process, SIGKILL); /* its end answers */
  start_next (self);
  if (g_queue_is_empty (&self->asks))
    uv_timer_stop (timer);
}

PnConverter *
pn_converter_new (uv_loop_t *loop, const char *program)
{
  PnConverter *self = g_new0 (PnConverter, 1);
  self->loop = loop;
  self->program = g_strdup (program);
  self->timer = g_new0 (uv_timer_t, 1);
  uv_timer_init (loop, self->timer);
  self->timer->data = self;
  return self;
}

static void
on_timer_closed (uv_handle_t *handle)
{
  g_free (handle);
}

void
pn_converter_free (PnConverter *self)
{
  Ask *ask;
  if (self == NULL)
    return;
  if (self->work != NULL) {
    if (!self->work->ended)
      uv_process_kill (&self->work->process, SIGKILL);
    self->work->converter = NULL;
    work_close (self->work);
  }
  while ((ask = g_queue_pop_head (&self->asks)) != NULL)
    finish_code (ask, PN_ERROR_CANCELLED, "stopping");
  uv_close ((uv_handle_t *) self->timer, on_timer_closed);
  g_free (self->program);
  g_free (self);
}

void
pn_converter_ask (PnConverter *self, int input, int out, void (*started) (gpointer data), PnConverted done, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  *ask = (Ask){ fcntl (input, F_DUPFD_CLOEXEC, 10), fcntl (out, F_DUPFD_CLOEXEC, 10), started, done, data };
  g_queue_push_tail (&self->asks, ask);
  next_turn (self);
}
