/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"

#define BACKLOG 1024

static int
failed (int fd, const char *what, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: %s", what, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
unix_address (const char *path, struct sockaddr_un *address)
{
  memset (address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen (path) >= sizeof address->sun_path) {
    errno = ENAMETOOLONG;
    return FALSE;
  }
  strcpy (address->sun_path, path);
  return TRUE;
}

int
pn_socket_connect_unix (const char *path)
{
  struct sockaddr_un address;
  if (!unix_address (path, &address))
    return -1;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0 && connect (fd, (struct sockaddr *) &address, sizeof address) != 0) {
    int saved = errno;
    close (fd);
    errno = saved;
    return -1;
  }
  return fd;
}

int
pn_socket_listen_unix (const char *path, guint mode, GError **error)
{
  struct sockaddr_un address;
  if (!unix_address (path, &address))
    return failed (-1, path, error);
  int other = pn_socket_connect_unix (path);
  if (other >= 0) {
    errno = EADDRINUSE;
    return failed (other, path, error);
  }
  if (errno == ECONNREFUSED)
    unlink (path); /* its owner is dead */
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) != 0 || chmod (path, mode) != 0 ||
      listen (fd, BACKLOG) != 0)
    return failed (fd, path, error);
  return fd;
}

int
pn_socket_listen_tcp (const char *host, int port, int *bound, GError **error)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  socklen_t length = sizeof address;
  int on = 1;
  errno = EINVAL;
  if (inet_pton (AF_INET, host, &address.sin_addr) != 1)
    return failed (-1, host, error);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind (fd, (struct sockaddr *) &address, sizeof address) != 0 || listen (fd, BACKLOG) != 0 ||
      getsockname (fd, (struct sockaddr *) &address, &length) != 0)
    return failed (fd, host, error);
  *bound = ntohs (address.sin_port);
  return fd;
}
