/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/render-wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAGIC 0x50725231u /* "PrR1": both ends come from one build */

typedef union {
  struct cmsghdr align;
  char bytes[CMSG_SPACE (sizeof (int) * PN_RENDER_FDS_MAX)];
} Control;

static int
send_parts (int sock, struct iovec *iov, gsize n_iov, const int *fds, guint n_fds)
{
  Control control = { 0 };
  struct msghdr msg = { .msg_iov = iov, .msg_iovlen = n_iov };
  if (n_fds > 0) {
    msg.msg_control = control.bytes;
    msg.msg_controllen = CMSG_SPACE (sizeof (int) * n_fds);
    struct cmsghdr *head = CMSG_FIRSTHDR (&msg);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN (sizeof (int) * n_fds);
    memcpy (CMSG_DATA (head), fds, sizeof (int) * n_fds);
  }
  ssize_t n;
  do
    n = sendmsg (sock, &msg, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n < 0 ? -1 : 1;
}

static void
take_fds (struct msghdr *msg, int *fds, guint fds_max, guint *n_fds)
{
  for (struct cmsghdr *c = CMSG_FIRSTHDR (msg); c != NULL; c = CMSG_NXTHDR (msg, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
      continue;
    guint n = (c->cmsg_len - CMSG_LEN (0)) / sizeof (int);
    for (guint i = 0; i < n; i++) {
      int fd;
      memcpy (&fd, CMSG_DATA (c) + i * sizeof (int), sizeof fd);
      if (*n_fds < fds_max)
        fds[(*n_fds)++] = fd;
      else
        close (fd);
    }
  }
}

static ssize_t
recv_parts (int sock, struct iovec *iov, gsize n_iov, int *fds, guint fds_max, guint *n_fds)
{
  Control control = { 0 };
  struct msghdr msg = { .msg_iov = iov, .msg_iovlen = n_iov, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
  ssize_t n;
  guint got = 0;
  do
    n = recvmsg (sock, &msg, MSG_CMSG_CLOEXEC);
  while (n < 0 && errno == EINTR);
  if (n >= 0)
    take_fds (&msg, fds, fds_max, &got);
  if (n_fds != NULL)
    *n_fds = got;
  if (n > 0 && (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
    errno = EBADMSG;
    return -1;
  }
  return n;
}

int
pn_render_send_ask (int sock, const PnRenderAsk *ask, const void *param, const int *fds, guint n_fds)
{
  g_return_val_if_fail (ask->param_len <= PN_RENDER_PARAM_MAX && n_fds <= PN_RENDER_FDS_MAX, -1);
  PnRenderAsk head = *ask;
  head.magic = MAGIC;
  struct iovec iov[2] = { { &head, sizeof head }, { (void *) param, ask->param_len } };
  return send_parts (sock, iov, ask->param_len > 0 ? 2 : 1, fds, n_fds);
}

int
pn_render_recv_ask (int sock, PnRenderAsk *ask, char **param, int *fds, guint fds_max, guint *n_fds)
{
  g_autofree char *buffer = g_malloc (PN_RENDER_PARAM_MAX + 1);
  struct iovec iov[2] = { { ask, sizeof *ask }, { buffer, PN_RENDER_PARAM_MAX } };
  ssize_t n = recv_parts (sock, iov, 2, fds, fds_max, n_fds);
  if (n <= 0)
    return (int) n;
  if (n < (ssize_t) sizeof *ask || ask->magic != MAGIC || ask->param_len != n - sizeof *ask) {
    for (guint i = 0; i < *n_fds; i++)
      close (fds[i]);
    *n_fds = 0;
    errno = EBADMSG;
    return -1;
  }
  buffer[ask->param_len] = '\0';
  if (param != NULL)
    *param = g_steal_pointer (&buffer);
  return 1;
}

int
pn_render_send_answer (int sock, const PnRenderAnswer *answer)
{
  PnRenderAnswer head = *answer;
  head.magic = MAGIC;
  struct iovec iov = { &head, sizeof head };
  return send_parts (sock, &iov, 1, NULL, 0);
}

int
pn_render_recv_answer (int sock, PnRenderAnswer *answer)
{
  struct iovec iov = { answer, sizeof *answer };
  ssize_t n = recv_parts (sock, &iov, 1, NULL, 0, NULL);
  if (n <= 0)
    return (int) n;
  if (n != sizeof *answer || answer->magic != MAGIC) {
    errno = EBADMSG;
    return -1;
  }
  answer->text[PN_RENDER_TEXT_MAX - 1] = '\0'; /* the child is not to be trusted with a terminator */
  return 1;
}

const char *
pn_render_status_name (PnRenderStatus status)
{
  static const char *const names[] = {
    [PN_RENDER_OK] = "ok",
    [PN_RENDER_ENCRYPTED] = "encrypted",
    [PN_RENDER_DAMAGED] = "damaged",
    [PN_RENDER_EMPTY] = "empty",
    [PN_RENDER_TOO_MANY_PAGES] = "too_many_pages",
    [PN_RENDER_NO_PAGE] = "no_page",
    [PN_RENDER_TOO_LARGE] = "too_large",
    [PN_RENDER_REFUSED] = "refused",
    [PN_RENDER_NO_ROOM] = "no_room",
    [PN_RENDER_INTERNAL] = "internal",
    [PN_RENDER_DIED] = "died",
    [PN_RENDER_TIMEOUT] = "timeout",
    [PN_RENDER_BUSY] = "busy",
  };
  return (guint) status < G_N_ELEMENTS (names) && names[status] != NULL ? names[status] : "unknown";
}
