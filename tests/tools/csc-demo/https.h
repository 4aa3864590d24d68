/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain little HTTPS server for the demo remote signing service: one thread and one request a connection,
 * bounded, answers closed after it. Knows nothing of the API. For demonstration and tests only. */
#pragma once

#include <glib.h>

typedef struct {
  const char *path;   /* "/csc/v2/info", without its query */
  const char *query;  /* "a=b"; "" when there is none */
  gboolean get;       /* else POST */
  const char *bearer; /* "" when there is none */
  const char *body;   /* text, NUL at its end */
} DemoRequest;

typedef struct {
  int status;
  char *body;       /* owned */
  const char *type; /* NULL: application/json */
  char *location; /* owned */
} DemoReply;

/* Runs in the connection's thread. */
typedef void (*DemoHandler) (const DemoRequest *request, DemoReply *reply);

/* Binds 127.0.0.1; port 0: any. -1 with the reason on stderr. */
int demo_listen (int port, int *chosen);
/* Serves for ever. cert, key: PEM files. */
void demo_serve (int listener, const char *cert, const char *key, DemoHandler handler);
