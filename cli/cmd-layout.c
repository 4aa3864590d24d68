/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien layout [--json] [--own] FILE.pdf …
 * Judges the form of documents by Decree 30/2020/NĐ-CP, Annex I, in the cage of phien-render. With --json one line of JSON a file; several files: the worst counts.
 * Exit status: 0 no breach, 1 breaches, 3 not judged (no document by the decree, or scanned pages), 4 unreadable, 64 usage, 66 no such file, 70 else. */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/wire.h"
#include "cli/command.h"
#include "docs-service/adapters/render-pool.h"

#define REPORT_MAX (1 << 20)

enum { CLEAN = 0, BREACHES = 1, NOT_JUDGED = 3, UNREADABLE = 4 };

typedef struct {
  uv_loop_t loop;
  PnRenderPool *pool;
  gboolean json, own;
  char **files;
  guint next;
  int input, out, status;
} Layout;

static void next_file (Layout *self);

/* A later file's finding does not hide an earlier one's. */
static void
worst (Layout *self, int status)
{
  self->status = MAX (self->status, status);
}

static void
print_words (const char *file, const PnJson *report)
{
  const PnJson *findings = pn_wire_member (report, "findings");
  printf ("%s: %s\n", file, pn_wire_str (pn_wire_member (report, "text"), "vi", ""));
  for (gsize i = 0; i < pn_wire_length (findings); i++) {
    const PnJson *f = pn_wire_at (findings, i);
    const char *found = pn_wire_str (pn_wire_member (f, "found"), "vi", "");
    printf ("  %s %s %s", pn_wire_str (f, "rule", ""), pn_wire_str (f, "severity", ""), pn_wire_str (pn_wire_member (f, "what"), "vi", ""));
    if (*found != '\0')
      printf (": %s", found);
    printf (" (%s)", pn_wire_str (pn_wire_member (f, "asked"), "vi", ""));
    if (pn_wire_int (f, "page", 0) > 0)
      printf (", trang %d", (int) pn_wire_int (f, "page", 0));
    if (pn_wire_int (f, "count", 1) > 1)
      printf (", %d chỗ", (int) pn_wire_int (f, "count", 1));
    printf ("\n    %s\n", pn_wire_str (pn_wire_member (f, "clause"), "vi", ""));
  }
}

static void
print_report (Layout *self, const char *file, PnJson *report)
{
  const char *state = pn_wire_str (report, "state", "");
  worst (self, g_str_equal (state, "breaches") ? BREACHES : g_str_equal (state, "not_judged") ? NOT_JUDGED : CLEAN);
  if (!self->json) {
    print_words (file, report);
    return;
  }
  pn_wire_set_str (report, "file", file);
  g_autofree char *line = pn_wire_dump (report);
  puts (line);
}

static void
print_failure (Layout *self, const char *file, const PnRenderResult *result)
{
  g_autofree char *death = result->status >= PN_RENDER_DIED ? pn_render_death_reason (result) : NULL;
  const char *why = death != NULL ? death : result->text;
  worst (self, UNREADABLE);
  if (!self->json) {
    printf ("%s: %s\n", file, why);
    return;
  }
  g_autoptr (PnJson) line = pn_wire_object ();
  pn_wire_set_str (line, "verdict", "unreadable");
  pn_wire_set_str (line, "reason", why);
  pn_wire_set_str (line, "file", file);
  g_autofree char *text = pn_wire_dump (line);
  puts (text);
}

static void
on_report (const PnRenderResult *result, gpointer data)
{
  Layout *self = data;
  const char *file = self->files[self->next++];
  g_autofree char *text = g_malloc (REPORT_MAX);
  ssize_t n = result->status == PN_RENDER_OK ? pread (self->out, text, REPORT_MAX, 0) : -1;
  g_autoptr (PnJson) report = n > 0 ? pn_wire_parse (text, (gsize) n, REPORT_MAX, NULL) : NULL;
  if (report != NULL)
    print_report (self, file, report);
  else
    print_failure (self, file, result);
  fflush (stdout);
  close (self->input);
  close (self->out);
  next_file (self);
}

static void
next_file (Layout *self)
{
  while (self->files[self->next] != NULL) {
    self->input = open (self->files[self->next], O_RDONLY | O_CLOEXEC);
    if (self->input >= 0)
      break;
    fprintf (stderr, "phien layout: %s: %s\n", self->files[self->next++], g_strerror (errno));
    worst (self, PN_EXIT_NO_INPUT);
  }
  if (self->files[self->next] == NULL) {
    uv_stop (&self->loop);
    return;
  }
  self->out = memfd_create ("layout", MFD_CLOEXEC);
  PnRenderRequest request = { .job = PN_RENDER_JOB_LAYOUT, .op = PN_RENDER_WORK, .input = self->input, .out = self->out, .param = self->own ? "own" : NULL, .param_length = self->own ? 3 : 0 };
  pn_render_pool_ask (self->pool, &request, on_report, self);
}

/* Installed beside this program, or in the build tree. */
static char *
find_render (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = g_path_get_dirname (self != NULL ? self : "");
  char *beside = g_build_filename (dir, "phien-render", NULL);
  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return beside;
  g_free (beside);
  return g_build_filename (dir, "..", "docs-service", "render", "phien-render", NULL);
}

int
pn_cmd_layout (int argc, char **argv)
{
  Layout self = { 0 };
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, "One JSON object a file instead of words", NULL },
    { "own", 0, 0, G_OPTION_ARG_NONE, &self.own, "Composed here: the seal's true size is known", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE.pdf …" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("– judge the layout of documents by Decree 30/2020/NĐ-CP");
  g_autoptr (GError) error = NULL;
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || files == NULL) {
    fprintf (stderr, "phien layout: %s\n", error != NULL ? error->message : "give a file");
    return PN_EXIT_USAGE;
  }
  g_autofree char *program = find_render ();
  if (!g_file_test (program, G_FILE_TEST_IS_EXECUTABLE)) {
    fprintf (stderr, "phien layout: %s is not there\n", program);
    return PN_EXIT_SOFTWARE;
  }
  self.files = files;
  uv_loop_init (&self.loop);
  self.pool = pn_render_pool_new (&self.loop, program);
  next_file (&self);
  uv_run (&self.loop, UV_RUN_DEFAULT);
  pn_render_pool_free (self.pool);
  uv_run (&self.loop, UV_RUN_NOWAIT);
  return self.status;
}
