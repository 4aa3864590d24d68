/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/desk/requests/{id}/preview?page=N: a sheet of the draft as it stands now, {pages,page,image}. Nothing is kept; the file that goes on its
 * route is made by /compose. */
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/memory-file.h"
#include "docs-service/http/routes.h"

#define PREVIEW_MAX (8 << 20)
#define PREVIEW_MS 20000
#define PAGES_MAX 1000

static void
on_drawn (GBytes *output, const GError *error, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  PnJson *seen = bytes != NULL ? pn_wire_parse (bytes, length, PREVIEW_MAX, &problem) : NULL;
  if (seen != NULL)
    pn_call_reply (call, 200, seen);
  else
    pn_call_fail (call, error != NULL ? error : problem);
}

/* Somebody who has not chosen a signer yet looks at the text all the same. */
static PnJson *
input_of (const PnJson *facts, GError **error)
{
  g_autoptr (GError) problem = NULL;
  PnJson *input = pn_desk_official (facts, &problem);
  if (input != NULL)
    return input;
  if (pn_error_code (problem) != PN_ERROR_NO_AUTHORITY) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return NULL;
  }
  input = pn_wire_object ();
  pn_args_add (input, pn_wire_member (facts, "official"));
  pn_wire_set_take (input, "signer_lines", pn_wire_array ());
  pn_wire_set_str (input, "signer", "…");
  return input;
}

static void
on_facts (PnCall *call, const PnJson *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) input = input_of (json, &error);
  if (input == NULL) {
    pn_call_fail (call, error);
    return;
  }
  g_autofree char *text = pn_wire_dump (input);
  g_autofree char *which = g_strdup_printf ("page %d", (int) call->page);
  int in = pn_memory_file (text, strlen (text));
  if (in < 0) {
    pn_call_code (call, PN_ERROR_IO, NULL);
    return;
  }
  PnRenderRequest request = { .job = PN_RENDER_JOB_COMPOSE, .op = PN_RENDER_WORK, .input = in, .param = which, .param_length = strlen (which), .timeout_ms = PREVIEW_MS };
  pn_docs_work (call->docs, &request, PREVIEW_MAX, on_drawn, call);
  close (in);
}

void
pn_docs_desk_preview (PnCall *call)
{
  call->page = pn_http_request_query_int (call->req, "page", 1, PAGES_MAX, 1);
  pn_call_ask (call, PN_Q_DESK_COMPOSE, call->id, NULL, on_facts);
}
