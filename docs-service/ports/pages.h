/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page images as files: there already, or made now by the caged renderer, once however many ask. Never decides who may see
 * them; loop's thread only. */
#pragma once
#include "docs-service/ports/render.h"

typedef struct PnPages PnPages;

/* `name`: below pages/, e.g. "ab/ab12…/r1-p1-w1600.png"; NULL on failure, then `failure` says why. */
typedef void (*PnPagesDone) (const char *name, const PnRenderResult *failure, gpointer data);

/* page from 1; width as from pn_page_width. `done` may run inside this call when the file is there; it may be NULL for
 * something wanted soon (background). A page the renderer died over is not tried again for a minute. */
void pn_pages_get (PnPages *self, const char *sha256, guint page, guint width, gboolean background, PnPagesDone done, gpointer data);
/* Absolute path of a name. transfer full */
char *pn_pages_path (PnPages *self, const char *name);
