/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for pixels, words or work on one untrusted document, done by caged processes. Never parses anything itself and
 * never blocks; loop's thread only. */
#pragma once
#include <glib.h>
#include "docs-service/render/render-wire.h"

typedef struct PnRenderPool PnRenderPool;

typedef struct {
  PnRenderStatus status;
  PnRenderFormat format;
  guint32 bytes;     /* in the out descriptor */
  guint32 micros;    /* inside the child */
  int exit_code;     /* DIED: exit status, or -signal */
  const char *text;  /* reason in English, "" for none; borrowed */
} PnRenderResult;

typedef void (*PnRenderDone) (const PnRenderResult *result, gpointer data);

typedef struct {
  PnRenderJob job;
  PnRenderOp op;
  const char *key; /* content hash: a living child of the same job and key is asked again. NULL: a child for this ask alone */
  int input;       /* descriptor of the document; borrowed (duplicated) */
  int out;         /* descriptor the child writes the result to, from its present offset; borrowed (duplicated) */
  guint page, width;
  const void *param;
  gsize param_length; /* at most PN_RENDER_PARAM_MAX */
  gboolean background; /* gives way to asks somebody waits for */
  guint timeout_ms;    /* 0: 30 s, counted from the moment the child starts on it */
} PnRenderRequest;

/* `done` runs exactly once, never from inside this call. A child killed from outside is tried again once; one that fell
 * over the document is not. */
void pn_render_pool_ask (PnRenderPool *self, const PnRenderRequest *request, PnRenderDone done, gpointer data);
/* TRUE when the zygote is up and warm. */
gboolean pn_render_pool_is_ready (const PnRenderPool *self);
guint pn_render_pool_waiting (const PnRenderPool *self);
/* Short English words for a death: "sandbox violation", "out of time", "crashed (signal 11)". transfer full */
char *pn_render_death_reason (const PnRenderResult *result);
