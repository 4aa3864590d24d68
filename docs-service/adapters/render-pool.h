/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool behind ports/render.h: one zygote process, at most four living children, a bounded queue. Starts the zygote
 * again when it dies; never looks into a document. Loop's thread only. */
#pragma once
#include <uv.h>
#include "docs-service/ports/render.h"

#define PN_RENDER_CHILDREN 4
#define PN_RENDER_IDLE_MS 5000   /* a child without work lives this long */
#define PN_RENDER_QUEUE_MAX 4096 /* waiting asks; more are answered BUSY */

/* program: path of phien-render. Never fails: a missing program is tried again every second and asks wait. */
PnRenderPool *pn_render_pool_new (uv_loop_t *loop, const char *program);
/* Answers everything outstanding with INTERNAL; the loop must run once more for the handles to go. */
void pn_render_pool_free (PnRenderPool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnRenderPool, pn_render_pool_free)
int pn_render_pool_zygote_pid (const PnRenderPool *self); /* 0: none */
