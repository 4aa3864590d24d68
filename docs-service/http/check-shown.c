/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/check/{token}/pages/{n}?end=BYTES&w=: a page of a checked file as one of its revisions shows it, drawn in the cage from exactly those bytes;
 * GET /docs/check/{token}/compare/{n}?end=BYTES: where that page looks different now; DELETE /docs/check/{token}: done with it. */
#include <string.h>
#include "base/error.h"
#include "docs-service/core/page-key.h"
#include "docs-service/http/routes.h"

#define WAITING_MAX 60 /* of strangers: people who work here come first */
#define IMAGE_MAX (24 << 20)
#define ANSWER_MAX (64 * 1024)
#define END_MAX (G_GINT64_CONSTANT (1) << 30)

/* ---- which file, which revision */

static gboolean
ends_here (const PnJson *report, gint64 end)
{
  const PnJson *all = pn_wire_member (report, "signatures");
  for (gsize i = 0; i < pn_wire_length (all); i++) {
    const PnJson *range = pn_wire_member (pn_wire_at (all, i), "byte_range");
    if (pn_wire_int_at (range, 2, 0) + pn_wire_int_at (range, 3, 0) == end)
      return TRUE;
  }
  return FALSE;
}

/* FALSE when answered. *end: a signed revision's, else the file's. */
static gboolean
find (PnCall *call, PnShelved *file, gint64 *end)
{
  gint64 pages;
  if (!pn_shelf_find (call->docs->shelf, pn_http_request_param (call->req, "token"), g_get_monotonic_time (), file)) {
    pn_call_code (call, PN_ERROR_CHECK_GONE, "no such token");
    return FALSE;
  }
  pages = pn_wire_int (file->report, "pages", 0);
  *end = pn_http_request_query_int (call->req, "end", 1, END_MAX, file->size);
  gboolean known = pn_http_request_param_id (call->req, "n", &call->page) && *end <= file->size && (*end == file->size || ends_here (file->report, *end));
  if (!known || call->page > MAX (pages, 1))
    pn_call_code (call, PN_ERROR_NOT_FOUND, "no such page or revision");
  else if (pn_render_pool_waiting (call->docs->render) > WAITING_MAX)
    pn_call_code (call, PN_ERROR_OVERLOADED, NULL);
  else
    return TRUE;
  return FALSE;
}

/* ---- a page */

static void
on_image (GBytes *image, const GError *error, gpointer data)
{
  PnCall *call = data;
  gsize length = 0;
  const guint8 *bytes = image != NULL ? g_bytes_get_data (image, &length) : NULL;
  gboolean png = length > 4 && memcmp (bytes, "\x89PNG", 4) == 0;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  pn_http_add_header (call->req, "Cache-Control", "private, max-age=1200, immutable");
  pn_http_respond (call->req, 200, png ? "image/png" : "image/jpeg", image);
  pn_call_free (call);
}

void
pn_docs_check_page (PnCall *call)
{
  PnShelved file;
  gint64 end;
  guint width = pn_page_width (pn_http_request_query_int (call->req, "w", 1, 100000, 800));
  if (!find (call, &file, &end))
    return;
  g_autofree char *length = g_strdup_printf ("%" G_GINT64_FORMAT, end);
  g_autofree char *key = g_strdup_printf ("%.20s-%s", pn_http_request_param (call->req, "token"), length);
  PnRenderRequest request = { .job = PN_RENDER_JOB_PDF, .op = PN_RENDER_PAGE, .key = key, .input = file.file, .page = (guint) call->page, .width = width,
                              .param = length, .param_length = strlen (length), .background = TRUE };
  pn_docs_work (call->docs, &request, IMAGE_MAX, on_image, call);
}

/* ---- where it differs */

static void
on_regions (GBytes *output, const GError *error, gpointer data)
{
  PnCall *call = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  PnJson *json = bytes != NULL ? pn_wire_parse (bytes, length, ANSWER_MAX, &problem) : NULL;
  if (json == NULL)
    pn_call_fail (call, error != NULL ? error : problem);
  else
    pn_call_reply (call, 200, json);
}

void
pn_docs_check_compare (PnCall *call)
{
  PnShelved file;
  gint64 end;
  if (!find (call, &file, &end))
    return;
  g_autofree char *param = g_strdup_printf ("{\"ends\":[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "],\"page\":%d}", end, file.size, (int) call->page);
  PnRenderRequest request = { .job = PN_RENDER_JOB_COMPARE, .op = PN_RENDER_WORK, .input = file.file, .param = param, .param_length = strlen (param), .background = TRUE };
  pn_docs_work (call->docs, &request, ANSWER_MAX, on_regions, call);
}

void
pn_docs_check_drop (PnCall *call)
{
  pn_shelf_drop (call->docs->shelf, pn_http_request_param (call->req, "token"));
  pn_call_reply (call, 200, pn_wire_object ());
}
