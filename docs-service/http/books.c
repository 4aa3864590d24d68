/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/books.h"

#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "docs-service/core/books.h"
#include "docs-service/http/memory-file.h"

#define SHEETS_MAX (32 << 20)
#define PRINT_MS 60000

gboolean
pn_book_in_vietnamese (const PnCall *call)
{
  return g_strcmp0 (pn_http_request_query (call->req, "lang"), "en") != 0;
}

char *
pn_book_mark (const PnCall *call, const char *person)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (7 * 3600);
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  g_autofree char *at = g_date_time_format (now, "%d/%m/%Y %H:%M");
  return g_strdup_printf (pn_book_in_vietnamese (call) ? "Bản in từ hệ thống Phien, %s, người in: %s" : "Printed from the system Phien, %s, by %s", at, person);
}

/* ---- the question */

typedef struct {
  PnCall *call;
  const PnBook *book;
  char *period;
  void (*then) (PnCall *call, const PnJson *book);
} Asked;

static void
on_rows (const PnJson *json, const GError *error, gpointer data)
{
  Asked *asked = data;
  PnCall *call = asked->call;
  gboolean vi = pn_book_in_vietnamese (call);
  if (error != NULL) {
    pn_call_fail (call, error);
  } else {
    const char *name = pn_wire_str (json, "name", "");
    g_autofree char *titled = *name != '\0' ? g_strdup_printf ("%s: %s", vi ? asked->book->vi : asked->book->en, name) : g_strdup (vi ? asked->book->vi : asked->book->en);
    g_autoptr (PnJson) out = pn_args_str ("title", titled);
    PnJson *columns = pn_wire_array ();
    for (const PnBookColumn *c = asked->book->columns; c->vi != NULL; c++) {
      PnJson *column = pn_args_str ("head", vi ? c->vi : c->en);
      pn_wire_set_int (column, "share", c->share);
      pn_wire_add_take (columns, column);
    }
    pn_args_add (out, json);
    pn_wire_set_str (out, "period", asked->period);
    pn_wire_set_take (out, "columns", columns);
    asked->then (call, out);
  }
  g_free (asked->period);
  g_free (asked);
}

static gboolean
is_day (const char *text)
{
  guint year, month, day;
  return text != NULL && strlen (text) == 10 && sscanf (text, "%4u-%2u-%2u", &year, &month, &day) == 3 && year >= 1990 && year < 3000 && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static char *
period_words (const char *from, const char *to, gboolean vi)
{
  return g_strdup_printf (vi ? "Từ ngày %.2s/%.2s/%.4s đến ngày %.2s/%.2s/%.4s" : "From %.2s/%.2s/%.4s to %.2s/%.2s/%.4s", from + 8, from + 5, from, to + 8, to + 5, to);
}

void
pn_book_ask (PnCall *take, void (*then) (PnCall *call, const PnJson *book))
{
  const PnBook *book = pn_book_find (pn_http_request_param (take->req, "book"));
  const char *from = pn_http_request_query (take->req, "from"), *to = pn_http_request_query (take->req, "to");
  if (book == NULL) {
    pn_call_code (take, PN_ERROR_NOT_FOUND, "no such book");
    return;
  }
  if (!book->of_file && (!is_day (from) || !is_day (to))) {
    pn_call_code (take, PN_ERROR_BAD_VALUE, "from and to, as 2026-11-26");
    return;
  }
  Asked *asked = g_new0 (Asked, 1);
  *asked = (Asked){ .call = take, .book = book, .period = book->of_file ? g_strdup ("") : period_words (from, to, pn_book_in_vietnamese (take)), .then = then };
  PnJson *args = pn_args_str ("book", book->id);
  pn_wire_set_str (args, "since", book->of_file ? "1990-01-01" : from);
  pn_wire_set_str (args, "until", book->of_file ? "2999-12-31" : to);
  pn_wire_set_bool (args, "vi", pn_book_in_vietnamese (take));
  pn_store_ask (take->docs->store, PN_Q_BOOK, take->person, take->id, args, on_rows, asked);
}

/* ---- the sheets */

static void
on_sheets (GBytes *output, const GError *error, gpointer data)
{
  PnCall *call = data;
  if (error != NULL) {
    pn_call_fail (call, error);
    return;
  }
  pn_http_add_header (call->req, "Content-Disposition", "inline");
  pn_http_add_header (call->req, "Cache-Control", "private, no-store");
  pn_http_add_header (call->req, "X-Content-Type-Options", "nosniff");
  pn_http_respond (call->req, 200, "application/pdf", output);
  pn_call_free (call);
}

void
pn_book_print (PnCall *take, const char *which, const PnJson *input)
{
  g_autofree char *text = pn_wire_dump (input);
  int in = pn_memory_file (text, strlen (text));
  if (in < 0) {
    pn_call_code (take, PN_ERROR_IO, "no room for the book");
    return;
  }
  PnRenderRequest request = { .job = PN_RENDER_JOB_COMPOSE, .op = PN_RENDER_WORK, .input = in, .timeout_ms = PRINT_MS, .param = which, .param_length = strlen (which) };
  pn_docs_work (take->docs, &request, SHEETS_MAX, on_sheets, take);
  close (in);
}
