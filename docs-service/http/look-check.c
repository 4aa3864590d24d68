/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/look-check.h"

#include <string.h>
#include <sys/stat.h>
#include "base/error.h"
#include "base/log.h"

#define ANSWER_MAX 4096
#define LOOK_MS 100000 /* the child stops by itself after 40 s of processor time */

typedef struct {
  PnLookDone done;
  gpointer data;
} Look;

static void
on_compared (GBytes *output, const GError *error, gpointer data)
{
  g_autofree Look *look = data;
  g_autoptr (GError) problem = error != NULL ? g_error_copy (error) : NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) answer = bytes != NULL ? pn_wire_parse (bytes, length, ANSWER_MAX, &problem) : NULL;
  if (answer != NULL && !pn_wire_bool (answer, "same", FALSE))
    problem = g_error_new (PN_ERROR, PN_ERROR_LOOK_CHANGED, "page %d looks different outside of the signature",
                           (int) pn_wire_int (answer, "page", 0));
  else if (answer != NULL && pn_wire_int (answer, "compared", 0) < pn_wire_int (answer, "pages", 0))
    pn_warning ("sign", "not all pages of a long document were compared", "compared", "partly");
  look->done (problem, look->data);
}

void
pn_look_check (PnDocs *docs, int finished, const char *const *fields, gint64 base_size, PnLookDone done, gpointer data)
{
  g_autoptr (PnJson) param = pn_wire_object ();
  PnJson *ends = pn_wire_array (), *names = pn_wire_array ();
  struct stat st = { 0 };
  Look *look = g_new0 (Look, 1);
  *look = (Look){ done, data };
  if (fstat (finished, &st) != 0)
    st.st_size = 0; /* the child refuses a revision without bytes */
  pn_wire_add_int (ends, base_size);
  pn_wire_add_int (ends, st.st_size);
  for (guint i = 0; fields[i] != NULL; i++)
    pn_wire_add_str (names, fields[i]);
  pn_wire_set_take (param, "ends", ends);
  pn_wire_set_take (param, "fields", names);
  g_autofree char *text = pn_wire_dump (param);
  PnRenderRequest request = { .job = PN_RENDER_JOB_COMPARE, .op = PN_RENDER_WORK, .input = finished, .timeout_ms = LOOK_MS,
                              .param = text, .param_length = strlen (text) };
  pn_docs_work (docs, &request, ANSWER_MAX, on_compared, look);
}
