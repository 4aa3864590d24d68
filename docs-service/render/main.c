/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-render, the zygote: starts warm (poppler, cairo and fontconfig loaded), forks one caged child per document and
 * tells phien-docs on descriptor 3 how each ended. It never reads a document itself. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include "docs-service/render/child.h"
#include "docs-service/render/pdf-document.h"
#include "docs-service/render/sandbox.h"

#define PARENT 3
#define CHILDREN_MAX 64

typedef struct {
  pid_t pid;
  guint32 id;
} Entry;

static Entry children[CHILDREN_MAX];

static Entry *
find_entry (pid_t pid, guint32 id)
{
  for (guint i = 0; i < CHILDREN_MAX; i++)
    if ((pid != 0 && children[i].pid == pid) || (pid == 0 && children[i].pid != 0 && children[i].id == id))
      return &children[i];
  return NULL;
}

static Entry *
free_entry (void)
{
  for (guint i = 0; i < CHILDREN_MAX; i++)
    if (children[i].pid == 0)
      return &children[i];
  return NULL;
}

static void
tell (guint32 id, PnRenderStatus status, int exit_code)
{
  PnRenderAnswer answer = { .id = id, .status = status, .exit_code = exit_code };
  if (pn_render_send_answer (PARENT, &answer) != 1)
    _exit (0); /* phien-docs has gone */
}

/* GLib's default writer would look for journald's socket; damaged documents make poppler talk a lot. */
static GLogWriterOutput
write_nothing (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  return G_LOG_WRITER_HANDLED;
}

/* One page with text in two fonts: what a first page needs is loaded before any fork. */
static void
warm_up (void)
{
  static const char pdf[]
      = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Resources<</Font<</A 5 0 R/B 6 0 R>>>>/Contents 4 0 R>>endobj\n"
        "4 0 obj<</Length 73>>stream\nBT /A 12 Tf 10 50 Td (Phien) Tj /B 12 Tf 0 20 Td (Phien) Tj ET            \nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>endobj\n"
        "6 0 obj<</Type/Font/Subtype/TrueType/BaseFont/Arial>>endobj\n"
        "trailer<</Root 1 0 R/Size 7>>\n";
  char why[PN_RENDER_TEXT_MAX] = "";
  PnPdf *pdf_document = NULL;
  g_autoptr (GByteArray) image = NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  PnRenderFormat format;
  if (pn_pdf_open ((const guint8 *) pdf, sizeof pdf - 1, &pdf_document, why) != PN_RENDER_OK)
    return; /* colder, not wrong */
  if (pn_pdf_image (pdf_document, 1, 200, &image, &format, why) != PN_RENDER_OK || pn_pdf_words (pdf_document, 1, words) != PN_RENDER_OK)
    fprintf (stderr, "phien-render: warm-up: %s\n", why);
  pn_pdf_free (pdf_document);
}

static void
start_child (guint32 id, PnRenderJob job, int input, int sock, const sigset_t *signals)
{
  Entry *entry = free_entry ();
  pid_t pid = entry != NULL ? fork () : -1;
  if (pid == 0) {
    close (PARENT);
    sigprocmask (SIG_UNBLOCK, signals, NULL);
    pn_render_child_run (job, input, sock);
  }
  close (input);
  close (sock);
  if (pid < 0) {
    tell (id, PN_RENDER_BUSY, 0);
    return;
  }
  *entry = (Entry){ .pid = pid, .id = id };
}

static void
on_ask (const sigset_t *signals)
{
  PnRenderAsk ask;
  int fds[2] = { -1, -1 };
  guint n = 0;
  int rc = pn_render_recv_ask (PARENT, &ask, NULL, fds, 2, &n);
  if (rc <= 0)
    _exit (rc == 0 ? 0 : 1);
  if (ask.op == PN_RENDER_OPEN && n == 2 && ask.page <= PN_RENDER_JOB_LAST) {
    start_child (ask.id, (PnRenderJob) ask.page, fds[0], fds[1], signals);
    return;
  }
  Entry *entry = ask.op == PN_RENDER_KILL ? find_entry (0, ask.id) : NULL;
  if (entry != NULL)
    kill (entry->pid, SIGKILL); /* ours, and not reaped yet: the number is still his */
  for (guint i = 0; i < n; i++)
    close (fds[i]);
}

static void
reap (int sigfd)
{
  struct signalfd_siginfo info;
  int status;
  pid_t pid;
  (void) !read (sigfd, &info, sizeof info);
  while ((pid = waitpid (-1, &status, WNOHANG)) > 0) {
    Entry *entry = find_entry (pid, 0);
    if (entry == NULL)
      continue;
    entry->pid = 0;
    tell (entry->id, PN_RENDER_DIED, WIFEXITED (status) ? WEXITSTATUS (status) : -WTERMSIG (status));
  }
}

int
main (int argc, char **argv)
{
  sigset_t signals;
  if (argc > 1 && strcmp (argv[1], "--version") == 0) {
    printf ("phien-render %s\n", PHIEN_VERSION);
    return 0;
  }
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  signal (SIGINT, SIG_IGN); /* Ctrl-C goes to the whole group; phien-docs decides */
  g_log_set_writer_func (write_nothing, NULL, NULL);
  if (pn_sandbox_landlock_version () == 0)
    fprintf (stderr, "phien-render: this kernel has no Landlock; seccomp alone keeps files read-only\n");
  pn_pdf_warm ();
  warm_up ();
  sigemptyset (&signals);
  sigaddset (&signals, SIGCHLD);
  sigprocmask (SIG_BLOCK, &signals, NULL);
  int sigfd = signalfd (-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  tell (0, PN_RENDER_OK, 0);
  struct pollfd fds[2] = { { PARENT, POLLIN, 0 }, { sigfd, POLLIN, 0 } };
  for (;;) {
    if (poll (fds, 2, -1) < 0 && errno != EINTR)
      return 1;
    if (fds[1].revents != 0)
      reap (sigfd);
    if (fds[0].revents != 0)
      on_ask (&signals);
  }
}
