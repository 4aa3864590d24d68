/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/unix-link.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/socket.h"

#define HEADER 4
/* Set in the length of a frame that carries a descriptor: the kernel joins bytes of several sends, so the descriptor's
 * place in the stream must be told. */
#define WITH_FD 0x80000000u
#define TRUSTED_MAX 8
#define BACKOFF_FIRST_MS 50
#define BACKOFF_MAX_MS 250 /* a local connect costs microseconds: waiting longer only delays recovery */
#define READ_SIZE 65536
#define FDS_MAX 16 /* descriptors that may wait for their message */

/* One frame on its way out; the descriptor goes with its first byte. */
typedef struct {
  guint8 *bytes;
  gsize length, sent;
  int fd;
} Frame;

struct PnLink {
  uv_loop_t *loop;
  PnLinkHandler handler;
  gpointer data;
  PnLinkServer *server; /* NULL: we are a client */
  char *path;           /* client only */
  int fd;               /* -1: down */
  uv_poll_t *poll;
  uv_timer_t *timer; /* client: next try. server: none */
  guint backoff_ms;
  gboolean open; /* on_open was called, on_close not yet */
  gboolean freed;
  int busy; /* inside our own reading: memory must stay */
  GByteArray *in;
  GArray *fds; /* int; received, not yet handed over */
  GQueue out;  /* Frame */
  gsize queued;
  gpointer user;
  GDestroyNotify destroy;
};

struct PnLinkServer {
  uv_loop_t *loop;
  PnLinkHandler handler;
  gpointer data;
  int fd;
  char *path;
  uv_poll_t *poll;
  GPtrArray *links;
};

static void on_poll (uv_poll_t *poll, int status, int events);
static void try_connect (PnLink *self);

/* ---- life */

static void
frame_free (gpointer data)
{
  Frame *frame = data;
  if (frame->fd >= 0)
    close (frame->fd);
  g_free (frame->bytes);
  g_free (frame);
}

static void
free_handle (uv_handle_t *handle)
{
  g_free (handle);
}

static PnLink *
link_new (uv_loop_t *loop, const PnLinkHandler *handler, gpointer data)
{
  PnLink *self = g_new0 (PnLink, 1);
  self->loop = loop;
  self->handler = *handler;
  self->data = data;
  self->fd = -1;
  self->backoff_ms = BACKOFF_FIRST_MS;
  self->in = g_byte_array_new ();
  self->fds = g_array_new (FALSE, FALSE, sizeof (int));
  g_queue_init (&self->out);
  return self;
}

static void
link_unalloc (PnLink *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user);
  g_byte_array_unref (self->in);
  g_array_unref (self->fds);
  g_free (self->path);
  g_free (self);
}

static void
close_fds (PnLink *self)
{
  for (guint i = 0; i < self->fds->len; i++)
    close (g_array_index (self->fds, int, i));
  g_array_set_size (self->fds, 0);
}

/* Closes the socket and forgets what was half read or not yet sent. */
static void
hang_up (PnLink *self)
{
  if (self->poll != NULL) {
    uv_poll_stop (self->poll);
    self->poll->data = NULL;
    uv_close ((uv_handle_t *) self->poll, free_handle);
    self->poll = NULL;
  }
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  close_fds (self);
  g_byte_array_set_size (self->in, 0);
  g_queue_clear_full (&self->out, frame_free);
  self->queued = 0;
}

static void
on_retry (uv_timer_t *timer)
{
  if (timer->data != NULL)
    try_connect (timer->data);
}

static void
retry_later (PnLink *self)
{
  uv_timer_start (self->timer, on_retry, self->backoff_ms, 0);
  self->backoff_ms = MIN (self->backoff_ms * 2, BACKOFF_MAX_MS);
}

/* The link is down. A client tries again; a link of a server is gone for good. */
static void
down (PnLink *self, const GError *error)
{
  if (self->freed || self->fd < 0)
    return;
  hang_up (self);
  self->busy++;
  if (self->open) {
    self->open = FALSE;
    if (self->handler.on_close != NULL)
      self->handler.on_close (self, error, self->data);
  }
  self->busy--;
  if (self->freed) {
    if (self->busy == 0)
      link_unalloc (self);
    return;
  }
  if (self->server == NULL) {
    retry_later (self);
    return;
  }
  g_ptr_array_remove_fast (self->server->links, self);
  self->freed = TRUE;
  if (self->busy == 0)
    link_unalloc (self);
}

static void
down_because (PnLink *self, const char *why)
{
  g_autoptr (GError) error = g_error_new_literal (PN_ERROR, PN_ERROR_LINK_AWAY, why);
  down (self, error);
}

/* ---- sending */

static ssize_t
send_some (PnLink *self, Frame *frame)
{
  struct iovec iov = { frame->bytes + frame->sent, frame->length - frame->sent };
  union {
    char space[CMSG_SPACE (sizeof (int))];
    struct cmsghdr align;
  } control = { 0 };
  struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1 };
  if (frame->fd >= 0) {
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    struct cmsghdr *c = CMSG_FIRSTHDR (&message);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN (sizeof (int));
    memcpy (CMSG_DATA (c), &frame->fd, sizeof (int));
  }
  return sendmsg (self->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* FALSE: the connection is broken (errno). */
static gboolean
flush (PnLink *self)
{
  Frame *frame;
  while ((frame = g_queue_peek_head (&self->out)) != NULL) {
    ssize_t n = send_some (self, frame);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno == EAGAIN;
    if (frame->fd >= 0)
      close (frame->fd);
    frame->fd = -1; /* went with the first byte */
    frame->sent += (gsize) n;
    self->queued -= (gsize) n;
    if (frame->sent == frame->length)
      frame_free (g_queue_pop_head (&self->out));
  }
  return TRUE;
}

static void
watch (PnLink *self)
{
  if (self->poll == NULL)
    return;
  int events = g_queue_is_empty (&self->out) ? UV_READABLE : UV_READABLE | UV_WRITABLE;
  uv_poll_start (self->poll, events, on_poll);
}

gboolean
pn_link_send (PnLink *self, PnJson *message, int fd)
{
  g_autoptr (PnJson) owned = message;
  if (!self->open || self->freed)
    return FALSE;
  g_autofree char *text = pn_wire_dump (owned);
  gsize length = strlen (text);
  if (length > PN_WIRE_LINK_MAX || self->queued + length > PN_LINK_QUEUE_MAX) {
    pn_warning ("link", length > PN_WIRE_LINK_MAX ? "message too large" : "peer too slow", "bytes", PN_I64 ((gint64) length));
    /* Not down() here: the caller may hold state that on_close frees. Reading finds the end. */
    if (length <= PN_WIRE_LINK_MAX)
      shutdown (self->fd, SHUT_RDWR);
    return FALSE;
  }
  Frame *frame = g_new0 (Frame, 1);
  frame->length = HEADER + length;
  frame->bytes = g_malloc (frame->length);
  guint32 header = GUINT32_TO_BE ((guint32) length | (fd >= 0 ? WITH_FD : 0));
  memcpy (frame->bytes, &header, HEADER);
  memcpy (frame->bytes + HEADER, text, length);
  frame->fd = fd >= 0 ? dup (fd) : -1;
  self->queued += frame->length;
  g_queue_push_tail (&self->out, frame);
  if (!flush (self))
    shutdown (self->fd, SHUT_RDWR); /* as above */
  watch (self);
  return TRUE;
}

/* ---- receiving */

static int
take_fd (PnLink *self)
{
  if (self->fds->len == 0)
    return -1;
  int fd = g_array_index (self->fds, int, 0);
  g_array_remove_index (self->fds, 0);
  return fd;
}

/* Hands over each whole frame. FALSE: the peer broke the rules, `why` says how. */
static gboolean
deliver (PnLink *self, const char **why)
{
  gsize at = 0;
  gboolean ok = TRUE;
  while (ok && self->fd >= 0 && !self->freed && self->in->len - at >= HEADER) {
    guint32 length;
    memcpy (&length, self->in->data + at, HEADER);
    length = GUINT32_FROM_BE (length);
    gboolean with_fd = (length & WITH_FD) != 0;
    length &= ~WITH_FD;
    if (length == 0 || length > PN_WIRE_LINK_MAX) {
      *why = "frame of a forbidden length";
      return FALSE;
    }
    if (self->in->len - at - HEADER < length)
      break;
    g_autoptr (GError) error = NULL;
    g_autoptr (PnJson) message = pn_wire_parse (self->in->data + at + HEADER, length, PN_WIRE_LINK_MAX, &error);
    at += HEADER + length;
    if (message == NULL) {
      *why = "frame that is no JSON";
      ok = FALSE;
    } else if (self->handler.on_message != NULL) {
      self->handler.on_message (self, message, with_fd ? take_fd (self) : -1, self->data);
    }
  }
  if (at > 0 && self->in->len >= at) /* a callback may have hung up and emptied it */
    g_byte_array_remove_range (self->in, 0, (guint) at);
  return ok;
}

static void
keep_fds (PnLink *self, struct msghdr *message)
{
  for (struct cmsghdr *c = CMSG_FIRSTHDR (message); c != NULL; c = CMSG_NXTHDR (message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
      continue;
    int n = (int) ((c->cmsg_len - CMSG_LEN (0)) / sizeof (int));
    for (int i = 0; i < n; i++) {
      int fd;
      memcpy (&fd, CMSG_DATA (c) + (gsize) i * sizeof (int), sizeof fd);
      if (self->fds->len < FDS_MAX)
        g_array_append_val (self->fds, fd);
      else
        close (fd);
    }
  }
}

static ssize_t
receive_some (PnLink *self)
{
  static guint8 buffer[READ_SIZE]; /* one loop, one thread */
  struct iovec iov = { buffer, sizeof buffer };
  union {
    char space[CMSG_SPACE (sizeof (int) * 4)];
    struct cmsghdr align;
  } control;
  struct msghdr message = {
    .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space
  };
  ssize_t n = recvmsg (self->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (n >= 0)
    keep_fds (self, &message);
  if (n > 0)
    g_byte_array_append (self->in, buffer, (guint) n);
  return n;
}

static void
read_ready (PnLink *self)
{
  const char *why = NULL;
  ssize_t n = receive_some (self);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n == 0) {
    down (self, NULL);
    return;
  }
  if (n < 0) {
    down_because (self, g_strerror (errno));
    return;
  }
  if (!deliver (self, &why) && !self->freed)
    down_because (self, why);
}

static void
on_poll (uv_poll_t *poll, int status, int events)
{
  PnLink *self = poll->data;
  if (self == NULL)
    return;
  self->busy++;
  if (status < 0)
    down_because (self, uv_strerror (status));
  if (self->fd >= 0 && (events & UV_WRITABLE) != 0) {
    if (flush (self))
      watch (self);
    else
      down_because (self, g_strerror (errno));
  }
  if (self->fd >= 0 && !self->freed && (events & UV_READABLE) != 0)
    read_ready (self);
  self->busy--;
  if (self->freed && self->busy == 0)
    link_unalloc (self);
}

static uid_t trusted[TRUSTED_MAX];
static guint n_trusted;

static gboolean
uid_of (const char *name, uid_t *out)
{
  guint64 number;
  const struct passwd *user = getpwnam (name); /* at start, before there are threads */
  if (user != NULL) {
    *out = user->pw_uid;
    return TRUE;
  }
  if (!g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT32 - 1, &number, NULL))
    return FALSE;
  *out = (uid_t) number;
  return TRUE;
}

gboolean
pn_link_trust (const char *users, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (users, ",", -1);
  n_trusted = 0;
  for (guint i = 0; parts[i] != NULL; i++) {
    if (*g_strstrip (parts[i]) == 0)
      continue;
    if (n_trusted == TRUSTED_MAX || !uid_of (parts[i], &trusted[n_trusted])) {
      g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "link-users: there is no user %s here, or too many are named", parts[i]);
      return FALSE;
    }
    n_trusted++;
  }
  return TRUE;
}

/* Whatever the permissions of the path became. */
static gboolean
peer_is_ours (int fd)
{
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
    return FALSE;
  gboolean ours = peer.uid == geteuid () || peer.uid == 0;
  for (guint i = 0; i < n_trusted && !ours; i++)
    ours = peer.uid == trusted[i];
  return ours;
}

static void
came_up (PnLink *self, int fd)
{
  self->fd = fd;
  self->poll = g_new0 (uv_poll_t, 1);
  uv_poll_init (self->loop, self->poll, fd);
  self->poll->data = self;
  uv_poll_start (self->poll, UV_READABLE, on_poll);
  self->backoff_ms = BACKOFF_FIRST_MS;
  self->open = TRUE;
  if (self->handler.on_open != NULL)
    self->handler.on_open (self, self->data);
}

/* ---- client */

static void
try_connect (PnLink *self)
{
  int fd = pn_socket_connect_unix (self->path);
  if (fd >= 0 && !peer_is_ours (fd)) {
    close (fd);
    fd = -1;
  }
  if (fd < 0)
    retry_later (self);
  else
    came_up (self, fd);
}

PnLink *
pn_link_connect (uv_loop_t *loop, const char *path, const PnLinkHandler *handler, gpointer data)
{
  PnLink *self = link_new (loop, handler, data);
  self->path = g_strdup (path);
  self->timer = g_new0 (uv_timer_t, 1);
  uv_timer_init (loop, self->timer);
  self->timer->data = self;
  /* Not at once: on_open must not run before the caller has our pointer. */
  uv_timer_start (self->timer, on_retry, 0, 0);
  return self;
}

void
pn_link_free (PnLink *self)
{
  if (self == NULL || self->freed)
    return;
  g_assert (self->server == NULL);
  self->freed = TRUE;
  self->open = FALSE;
  hang_up (self);
  self->timer->data = NULL;
  uv_timer_stop (self->timer);
  uv_close ((uv_handle_t *) self->timer, free_handle);
  if (self->busy == 0)
    link_unalloc (self);
}

void
pn_link_drop (PnLink *self)
{
  if (!self->freed)
    down (self, NULL);
}

gboolean
pn_link_is_open (const PnLink *self)
{
  return self->open && !self->freed;
}

void
pn_link_set_user (PnLink *self, gpointer user, GDestroyNotify destroy)
{
  if (self->destroy != NULL)
    self->destroy (self->user);
  self->user = user;
  self->destroy = destroy;
}

gpointer
pn_link_user (const PnLink *self)
{
  return self->user;
}

/* ---- server */

static void
on_accept (uv_poll_t *poll, int status, int events)
{
  PnLinkServer *self = poll->data;
  int fd = self != NULL ? accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;
  if (fd < 0)
    return;
  if (!peer_is_ours (fd)) {
    pn_warning ("link", "refused a peer of another user", "path", self->path);
    close (fd);
    return;
  }
  PnLink *link = link_new (self->loop, &self->handler, self->data);
  link->server = self;
  g_ptr_array_add (self->links, link);
  came_up (link, fd);
}

PnLinkServer *
pn_link_listen (uv_loop_t *loop, const char *path, const PnLinkHandler *handler, gpointer data, GError **error)
{
  int fd = pn_socket_listen_unix (path, 0660, error);
  if (fd < 0)
    return NULL;
  PnLinkServer *self = g_new0 (PnLinkServer, 1);
  self->loop = loop;
  self->handler = *handler;
  self->data = data;
  self->fd = fd;
  self->path = g_strdup (path);
  self->links = g_ptr_array_new ();
  self->poll = g_new0 (uv_poll_t, 1);
  uv_poll_init (loop, self->poll, fd);
  self->poll->data = self;
  uv_poll_start (self->poll, UV_READABLE, on_accept);
  return self;
}

void
pn_link_server_stop_accepting (PnLinkServer *self)
{
  if (self->poll == NULL)
    return;
  uv_poll_stop (self->poll);
  self->poll->data = NULL;
  uv_close ((uv_handle_t *) self->poll, free_handle);
  self->poll = NULL;
  close (self->fd);
  unlink (self->path);
}

void
pn_link_server_free (PnLinkServer *self)
{
  if (self == NULL)
    return;
  pn_link_server_stop_accepting (self);
  while (self->links->len > 0)
    down (self->links->pdata[0], NULL);
  g_ptr_array_unref (self->links);
  g_free (self->path);
  g_free (self);
}

void
pn_link_server_each (PnLinkServer *self, void (*visit) (PnLink *link, gpointer data), gpointer data)
{
  g_autoptr (GPtrArray) copy = g_ptr_array_copy (self->links, NULL, NULL);
  for (guint i = 0; i < copy->len; i++)
    visit (copy->pdata[i], data);
}
