/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-render-try: puts files through the real pool, zygote and cage, and prints one JSON line for each: what tests/integration
 * and tests/bench measure. A tool for developers; the service never runs it. One thread. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/wire.h"
#include "docs-service/adapters/render-pool.h"

static struct {
  char *program, *save;
  int width, pages, jobs;
  gboolean text;
} options = { .width = 1600, .pages = 1, .jobs = 2 };

static uv_loop_t loop;
static PnRenderPool *pool;
static char **files;
static guint next_file, active;

typedef struct {
  const char *path;
  char key[32];
  int input, out;
  guint page, pages, rendered;
  PnRenderOp op;
  gint64 start;
  double first_ms, inspect_ms, total_ms;
  guint64 bytes;
  PnRenderFormat format;
} Run;

static void start_next (void);
static void ask (Run *run, PnRenderOp op);

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

static void
finish_run (Run *run, const PnRenderResult *result)
{
  g_autofree char *death = result->status == PN_RENDER_DIED || result->status == PN_RENDER_TIMEOUT ? pn_render_death_reason (result) : NULL;
  g_autoptr (PnJson) line = pn_wire_object ();
  pn_wire_set_str (line, "file", run->path);
  pn_wire_set_str (line, "status", pn_render_status_name (result->status));
  pn_wire_set_str (line, "reason", death != NULL ? death : result->text);
  pn_wire_set_int (line, "at_page", run->page);
  pn_wire_set_int (line, "pages", run->pages);
  pn_wire_set_int (line, "rendered", run->rendered);
  pn_wire_set_number (line, "inspect_ms", run->inspect_ms);
  pn_wire_set_number (line, "first_ms", run->first_ms);
  pn_wire_set_number (line, "total_ms", run->total_ms);
  pn_wire_set_int (line, "bytes", (gint64) run->bytes);
  pn_wire_set_str (line, "format", run->format == PN_RENDER_FORMAT_JPEG ? "jpeg" : run->format == PN_RENDER_FORMAT_PNG ? "png" : NULL);
  g_autofree char *text = pn_wire_dump (line);
  puts (text);
  fflush (stdout);
  close (run->input);
  g_free (run);
  active--;
  start_next ();
}

static void
save_image (const Run *run, PnRenderFormat format)
{
  char buffer[65536];
  g_autofree char *base = g_path_get_basename (run->path);
  g_autofree char *path = g_strdup_printf ("%s/%s-%u.%s", options.save, base, run->page, format == PN_RENDER_FORMAT_JPEG ? "jpg" : "png");
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  ssize_t n;
  off_t at = 0;
  while ((n = pread (run->out, buffer, sizeof buffer, at)) > 0 && write (fd, buffer, (size_t) n) == n)
    at += n;
  close (fd);
}

static void
read_inspection (Run *run)
{
  g_autofree char *json = g_malloc (1 << 20);
  ssize_t n = pread (run->out, json, 1 << 20, 0);
  g_autoptr (PnJson) parsed = n > 0 ? pn_wire_parse (json, (gsize) n, 1 << 20, NULL) : NULL;
  run->pages = (guint) pn_wire_length (parsed != NULL ? pn_wire_member (parsed, "pages") : NULL);
}

static void
on_done (const PnRenderResult *result, gpointer data)
{
  Run *run = data;
  if (result->status == PN_RENDER_OK && run->op == PN_RENDER_INSPECT) {
    run->inspect_ms = ms_since (run->start);
    read_inspection (run);
  } else if (result->status == PN_RENDER_OK && run->op == PN_RENDER_PAGE) {
    run->rendered++;
    run->bytes += result->bytes;
    run->format = result->format;
    run->first_ms = run->page == 1 ? ms_since (run->start) : run->first_ms;
    run->total_ms = ms_since (run->start);
    if (options.save != NULL)
      save_image (run, result->format);
  }
  close (run->out);
  run->out = -1;
  gboolean text_next = options.text && run->op == PN_RENDER_PAGE;
  gboolean more = run->page < run->pages && (options.pages == 0 || run->page < (guint) options.pages);
  if (result->status != PN_RENDER_OK || (!text_next && !more)) {
    finish_run (run, result);
    return;
  }
  run->page += text_next ? 0 : 1;
  ask (run, text_next ? PN_RENDER_TEXT : PN_RENDER_PAGE);
}

static void
ask (Run *run, PnRenderOp op)
{
  run->op = op;
  run->out = memfd_create ("out", MFD_CLOEXEC);
  PnRenderRequest request = { .op = op, .key = run->key, .input = run->input, .out = run->out, .page = run->page, .width = (guint) options.width };
  pn_render_pool_ask (pool, &request, on_done, run);
}

static void
start_next (void)
{
  while (active < (guint) options.jobs && files[next_file] != NULL) {
    Run *run = g_new0 (Run, 1);
    run->path = files[next_file];
    run->input = open (run->path, O_RDONLY | O_CLOEXEC);
    g_snprintf (run->key, sizeof run->key, "file %u", next_file++);
    if (run->input < 0) {
      fprintf (stderr, "%s: %s\n", run->path, g_strerror (errno));
      exit (1);
    }
    active++;
    run->start = g_get_monotonic_time ();
    ask (run, PN_RENDER_INSPECT);
  }
  if (active == 0)
    uv_stop (&loop);
}

/* The first ask waits until the zygote is warm, so that its start is in nobody's figure. */
static void
on_wait (uv_timer_t *timer)
{
  if (!pn_render_pool_is_ready (pool))
    return;
  uv_timer_stop (timer);
  start_next ();
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "program", 0, 0, G_OPTION_ARG_FILENAME, &options.program, "phien-render to run", "FILE" },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &options.save, "keep the images here", "DIR" },
    { "width", 0, 0, G_OPTION_ARG_INT, &options.width, "pixels", "N" },
    { "pages", 0, 0, G_OPTION_ARG_INT, &options.pages, "pages of each file, 0 for all", "N" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs, "files at a time", "N" },
    { "text", 0, 0, G_OPTION_ARG_NONE, &options.text, "words too", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE…" },
    { 0 },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || files == NULL || options.program == NULL) {
    fprintf (stderr, "phien-render-try: %s\n", error != NULL ? error->message : "--program and files are needed");
    return 2;
  }
  uv_loop_init (&loop);
  pool = pn_render_pool_new (&loop, options.program);
  uv_timer_t timer;
  uv_timer_init (&loop, &timer);
  uv_timer_start (&timer, on_wait, 1, 1);
  uv_run (&loop, UV_RUN_DEFAULT);
  pn_render_pool_free (pool);
  return 0;
}
