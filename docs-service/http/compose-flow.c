/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/compose-flow.h"

#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/ingest.h"
#include "docs-service/http/memory-file.h"

#define COMPOSE_MS 60000

typedef struct {
  PnCall *call;
  PnComposed done;
} Compose;

static void
end (Compose *self, const PnJson *kept, const GError *error)
{
  Compose last = *self;
  g_free (self);
  if (last.call->text != NULL)
    pn_files_drop_upload (last.call->docs->files, last.call->text);
  g_clear_pointer (&last.call->text, g_free);
  last.done (last.call, kept, error);
}

static void
on_kept (const PnJson *kept, const GError *error, gpointer data)
{
  end (data, error == NULL ? kept : NULL, error);
}

static void
on_composed (const PnRenderResult *result, gpointer data)
{
  Compose *self = data;
  g_autoptr (GError) error = result->status == PN_RENDER_OK ? NULL : pn_docs_render_error (result);
  if (error == NULL)
    pn_ingest_keep (self->call->docs, self->call->text, on_kept, self);
  else
    end (self, NULL, error);
}

void
pn_compose_run (PnCall *call, const char *which, const PnJson *input, PnComposed done)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = pn_wire_dump (input);
  Compose *self = g_new0 (Compose, 1);
  *self = (Compose){ call, done };
  int out = pn_files_create (call->docs->files, &call->text, &error);
  if (out < 0) {
    end (self, NULL, error);
    return;
  }
  int in = pn_memory_file (text, strlen (text));
  PnRenderRequest request = { .job = PN_RENDER_JOB_COMPOSE, .op = PN_RENDER_WORK, .input = in, .out = out, .timeout_ms = COMPOSE_MS,
                              .param = which, .param_length = which != NULL ? strlen (which) : 0 };
  pn_render_pool_ask (call->docs->render, &request, on_composed, self);
  close (in);
  close (out);
}
