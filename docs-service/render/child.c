/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/child.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "docs-service/render/jobs.h"
#include "docs-service/render/pdf-document.h"
#include "docs-service/render/sandbox.h"

/* Exit codes the pool can tell apart in its log. */
enum { EXIT_DONE = 0, EXIT_CAGE = 70, EXIT_INPUT = 71, EXIT_TALK = 72 };

/* AddressSanitizer reserves terabytes of addresses: there only its own checks watch over memory. */
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_MAX G_MAXUINT64
#else
#define MEMORY_MAX (1ull << 30)
#endif

static const PnSandboxLimits pdf_limits = { .memory = MEMORY_MAX, .cpu_seconds = 120, .file_size = PN_RENDER_OUT_MAX };

typedef struct {
  PnRenderJob job;
  const guint8 *bytes;
  gsize length;
  gsize end; /* of the revision that is shown, once tried */
  PnPdf *pdf;
  PnRenderStatus opened; /* once tried; the answer stays the same */
  gboolean tried;
  char why[PN_RENDER_TEXT_MAX];
} Child;

static PnRenderStatus
write_all (int fd, const void *bytes, gsize length)
{
  const guint8 *p = bytes;
  while (length > 0) {
    ssize_t n = write (fd, p, length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno == EFBIG ? PN_RENDER_TOO_LARGE : errno == ENOSPC || errno == EDQUOT ? PN_RENDER_NO_ROOM : PN_RENDER_INTERNAL;
    p += n;
    length -= (gsize) n;
  }
  return PN_RENDER_OK;
}

/* A parameter is the length of the revision that is wanted, in decimal: the first so many bytes. A child shows one revision all its life. */
static gsize
revision_end (const Child *self, const PnRenderAsk *ask, const char *param)
{
  g_autofree char *text = ask->param_len > 0 ? g_strndup (param, ask->param_len) : NULL;
  guint64 end = text != NULL ? g_ascii_strtoull (text, NULL, 10) : self->length;
  return end > 0 && end <= self->length ? (gsize) end : 0;
}

static PnRenderStatus
open_pdf (Child *self, gsize end, PnRenderAnswer *answer)
{
  if (end == 0 || (self->tried && end != self->end))
    return PN_RENDER_INTERNAL;
  if (!self->tried) {
    self->tried = TRUE;
    self->end = end;
    self->opened = pn_pdf_open (self->bytes, end, &self->pdf, self->why);
  }
  g_strlcpy (answer->text, self->why, sizeof answer->text);
  return self->opened;
}

static PnRenderStatus
answer_text (Child *self, const PnRenderAsk *ask, int out, PnRenderAnswer *answer)
{
  g_autoptr (GString) json = g_string_sized_new (4096);
  PnRenderStatus status;
  if (ask->op == PN_RENDER_INSPECT)
    status = pn_pdf_inspect (self->pdf, json);
  else if (ask->op == PN_RENDER_OUTLINE)
    status = pn_pdf_outline (self->pdf, json);
  else
    status = pn_pdf_words (self->pdf, ask->page, json);
  if (status == PN_RENDER_OK)
    status = write_all (out, json->str, json->len);
  answer->format = PN_RENDER_FORMAT_JSON;
  answer->bytes = (guint32) json->len;
  return status;
}

static PnRenderStatus
answer_image (Child *self, const PnRenderAsk *ask, int out, PnRenderAnswer *answer)
{
  g_autoptr (GByteArray) image = NULL;
  PnRenderFormat format = PN_RENDER_FORMAT_NONE;
  guint width = CLAMP (ask->width, 16, 4096);
  PnRenderStatus status = pn_pdf_image (self->pdf, ask->page, width, &image, &format, answer->text);
  if (status != PN_RENDER_OK)
    return status;
  answer->format = format;
  answer->bytes = image->len;
  return write_all (out, image->data, image->len);
}

static PnRenderStatus
answer_work (Child *self, const char *param, gsize param_len, int out, PnRenderAnswer *answer)
{
  g_autoptr (GByteArray) result = NULL;
  g_autoptr (GError) error = NULL;
  PnRenderWork work = pn_render_work_of (self->job);
  if (work == NULL)
    return PN_RENDER_INTERNAL;
  if (!work (self->bytes, self->length, param, param_len, &result, &error)) {
    g_strlcpy (answer->text, error != NULL ? error->message : "no reason given", sizeof answer->text);
    return PN_RENDER_REFUSED;
  }
  answer->bytes = result->len;
  return write_all (out, result->data, result->len);
}

static PnRenderStatus
perform (Child *self, const PnRenderAsk *ask, const char *param, int out, PnRenderAnswer *answer)
{
  if (ask->op == PN_RENDER_WORK)
    return answer_work (self, param, ask->param_len, out, answer);
  if (self->job != PN_RENDER_JOB_PDF || ask->op < PN_RENDER_INSPECT || ask->op > PN_RENDER_TEXT)
    return PN_RENDER_INTERNAL;
  PnRenderStatus status = open_pdf (self, revision_end (self, ask, param), answer);
  if (status != PN_RENDER_OK)
    return status;
  return ask->op == PN_RENDER_PAGE ? answer_image (self, ask, out, answer) : answer_text (self, ask, out, answer);
}

/* FALSE when the asker has gone. */
static gboolean
serve_one (Child *self, int sock)
{
  PnRenderAsk ask;
  g_autofree char *param = NULL;
  int out = -1;
  guint n_fds = 0;
  int rc = pn_render_recv_ask (sock, &ask, &param, &out, 1, &n_fds);
  if (rc == 0)
    return FALSE;
  if (rc < 0 || n_fds != 1)
    _exit (EXIT_TALK);
  gint64 start = g_get_monotonic_time ();
  PnRenderAnswer answer = { .id = ask.id };
  answer.status = perform (self, &ask, param, out, &answer);
  answer.micros = (guint32) (g_get_monotonic_time () - start);
  close (out);
  return pn_render_send_answer (sock, &answer) == 1;
}

static const guint8 *
map_input (int fd, gsize *length)
{
  struct stat st;
  if (fstat (fd, &st) != 0 || st.st_size < 0)
    return NULL;
  *length = (gsize) st.st_size;
  if (st.st_size == 0)
    return (const guint8 *) "";
  void *bytes = mmap (NULL, *length, PROT_READ, MAP_PRIVATE, fd, 0);
  return bytes == MAP_FAILED ? NULL : bytes;
}

void
pn_render_child_run (PnRenderJob job, int input, int sock)
{
  Child self = { .job = job };
  PnSandboxLimits limits = pdf_limits;
  g_autoptr (GError) error = NULL;
  gboolean landlock;
  signal (SIGXFSZ, SIG_IGN); /* a too large result is an answer, not a death */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  self.bytes = map_input (input, &self.length);
  if (self.bytes == NULL)
    _exit (EXIT_INPUT);
  close (input);
  limits.threads = job != PN_RENDER_JOB_PDF;
  if (!pn_sandbox_enter (&limits, &landlock, &error)) {
    g_printerr ("phien-render: %s\n", error->message);
    _exit (EXIT_CAGE);
  }
  while (serve_one (&self, sock))
    ;
  _exit (EXIT_DONE);
}
