/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-convert: one DOCX on descriptor 3 becomes one PDF on descriptor 4, by LibreOffice in its cage; one line on standard output says how it ended:
 * "ok", or "error_code: detail". Started by phien-docs for each document and gone after it; knows no database, no socket, no other file. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/convert/cage.h"
#include "docs-service/convert/docx-check.h"

#define INPUT 3
#define OUTPUT 4
#define HIGH 20 /* above the descriptors the cage wants at their places */

typedef struct {
  pid_t pid;
  int word, complaint; /* what the cage says, and what bubblewrap says when it cannot make one */
  GString *words, *complaints;
} Run;

static int
say (PnErrorCode code, const char *detail)
{
  printf ("%s: %s\n", pn_error_name (code), detail);
  return 0;
}

static gboolean
check (GError **error)
{
  struct stat st;
  if (fstat (INPUT, &st) != 0 || st.st_size <= 0) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_DOCX_DAMAGED, "an empty file");
    return FALSE;
  }
  void *bytes = mmap (NULL, (gsize) st.st_size, PROT_READ, MAP_PRIVATE, INPUT, 0);
  if (bytes == MAP_FAILED) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_IO, "the file cannot be read");
    return FALSE;
  }
  gboolean ok = pn_docx_check (bytes, (gsize) st.st_size, error);
  munmap (bytes, (gsize) st.st_size);
  return ok && lseek (INPUT, 0, SEEK_SET) == 0;
}

static void
child (int word, int complaint)
{
  int input = fcntl (INPUT, F_DUPFD_CLOEXEC, HIGH), out = fcntl (OUTPUT, F_DUPFD_CLOEXEC, HIGH), said = fcntl (word, F_DUPFD_CLOEXEC, HIGH);
  int errors = fcntl (complaint, F_DUPFD_CLOEXEC, HIGH);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  dup2 (errors, 2);
  close (INPUT);
  close (OUTPUT);
  pn_cage_exec (input, out, said);
  dprintf (2, "bwrap: %s", strerror (errno));
  _exit (1);
}

static gboolean
start (Run *run)
{
  int word[2], complaint[2];
  if (pipe2 (word, O_CLOEXEC) != 0 || pipe2 (complaint, O_CLOEXEC) != 0)
    return FALSE;
  run->pid = fork ();
  if (run->pid == 0)
    child (word[1], complaint[1]);
  close (word[1]);
  close (complaint[1]);
  run->word = word[0];
  run->complaint = complaint[0];
  return run->pid > 0;
}

/* FALSE at the end of the pipe. */
static gboolean
take (int *fd, GString *into)
{
  char piece[256];
  ssize_t n = read (*fd, piece, sizeof piece);
  if (n <= 0 && !(n < 0 && errno == EINTR)) {
    close (*fd);
    *fd = -1;
    return FALSE;
  }
  if (n > 0 && into->len < 2000)
    g_string_append_len (into, piece, n);
  return TRUE;
}

/* Reads until both pipes are closed; FALSE when the time is up. */
static gboolean
listen_to (Run *run)
{
  gint64 until = g_get_monotonic_time () + PN_CAGE_SECONDS * G_USEC_PER_SEC;
  while (run->word >= 0 || run->complaint >= 0) {
    struct pollfd fds[2] = { { run->word, POLLIN, 0 }, { run->complaint, POLLIN, 0 } };
    int left = (int) ((until - g_get_monotonic_time ()) / 1000);
    if (left <= 0 || (poll (fds, 2, left) < 0 && errno != EINTR))
      return FALSE;
    if (fds[0].revents != 0)
      take (&run->word, run->words);
    if (fds[1].revents != 0)
      take (&run->complaint, run->complaints);
  }
  return TRUE;
}

static int
judge (const Run *run, gboolean in_time)
{
  struct stat st;
  const char *done = strstr (run->words->str, "done ");
  int status = done != NULL ? atoi (done + strlen ("done ")) : -1;
  if (!g_str_has_prefix (run->words->str, "in"))
    return say (PN_ERROR_CONVERTER_AWAY, *run->complaints->str != '\0' ? g_strdelimit (run->complaints->str, "\r\n", ' ') : "the cage cannot be made");
  if (status == 126 || status == 127)
    return say (PN_ERROR_CONVERTER_AWAY, "LibreOffice is not installed");
  if (!in_time)
    return say (PN_ERROR_DOCX_TOO_LARGE, "it took longer than 90 s");
  if (status > 128) /* SIGXCPU, SIGXFSZ, out of memory */
    return say (PN_ERROR_DOCX_TOO_LARGE, "LibreOffice ran out of time or memory, or crashed over it");
  if (fstat (OUTPUT, &st) != 0)
    return say (PN_ERROR_IO, "the result cannot be looked at");
  if (strstr (run->words->str, "full") != NULL && st.st_size < PN_CAGE_FILE_MAX)
    return say (PN_ERROR_DISK_FULL, "there was no room for the PDF");
  if (st.st_size == 0)
    return say (PN_ERROR_DOCX_DAMAGED, "LibreOffice made nothing of it");
  return st.st_size < PN_CAGE_FILE_MAX ? printf ("ok\n") < 0 : say (PN_ERROR_DOCX_TOO_LARGE, "the PDF is too large");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Run run = { .word = -1, .complaint = -1, .words = g_string_new (NULL), .complaints = g_string_new (NULL) };
  if (argc > 1 && strcmp (argv[1], "--version") == 0) {
    printf ("phien-convert %s\n", PHIEN_VERSION);
    return 0;
  }
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (!check (&error))
    return say (pn_error_code (error), error->message);
  if (!start (&run))
    return say (PN_ERROR_CONVERTER_AWAY, "no process can be started");
  gboolean in_time = listen_to (&run);
  kill (run.pid, SIGKILL); /* not reaped yet: the number is still his; its cage dies with it */
  waitpid (run.pid, NULL, 0);
  return judge (&run, in_time);
}
