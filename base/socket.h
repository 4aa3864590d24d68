/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening and connecting sockets for base/ws-server and base/unix-link: non-blocking, close-on-exec.
 * Never accepts or reads; any thread may call. */
#pragma once

#include <glib.h>

/* Replaces a socket file nobody listens on; refuses one that is alive. mode e.g. 0660. -1 and IO on failure. */
int pn_socket_listen_unix (const char *path, guint mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* host: numeric IPv4 address. Writes the port that was bound (port 0: any). */
int pn_socket_listen_tcp (const char *host, int port, int *bound, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* -1 with errno; EINPROGRESS does not happen on unix sockets, EAGAIN means the listener's queue is full. */
int pn_socket_connect_unix (const char *path) G_GNUC_WARN_UNUSED_RESULT;
