/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/indexer.h"

#include <unistd.h>
#include "base/error.h"
#include "base/log.h"

#define WORDS_MAX (8 << 20)
#define BATCH 10 /* pages in one transaction */

struct PnIndexer {
  PnDocs *docs;
  gboolean running, again;
  char *sha256; /* at work on; NULL: none */
  gint64 page, page_count;
  int input;
  PnJson *batch;         /* array of {page,text,words} */
  GHashTable *hopeless;  /* files we could not open in this life */
};

static void next_file (PnIndexer *self);
static void next_page (PnIndexer *self);

static gboolean
is_word (const PnJson *word)
{
  return pn_wire_length (word) == 5 && pn_wire_str_at (word, 4, NULL) != NULL;
}

PnJson *
pn_indexer_page (gint64 page, GBytes *output)
{
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) parsed = bytes != NULL ? pn_wire_parse (bytes, length, WORDS_MAX, NULL) : NULL;
  const PnJson *words = parsed != NULL ? pn_wire_member (parsed, "words") : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  PnJson *kept = pn_wire_array (), *row = pn_wire_object ();
  for (gsize i = 0; i < pn_wire_length (words); i++) {
    const PnJson *word = pn_wire_at (words, i);
    if (!is_word (word))
      continue;
    if (text->len > 0)
      g_string_append_c (text, ' ');
    g_string_append (text, pn_wire_str_at (word, 4, ""));
    pn_wire_add_take (kept, pn_json_ref (word));
  }
  pn_wire_set_int (row, "page", page);
  pn_wire_set_str (row, "text", text->str);
  pn_wire_set_take (row, "words", kept);
  return row;
}

static void
close_file (PnIndexer *self)
{
  if (self->input >= 0)
    close (self->input);
  self->input = -1;
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->batch, pn_json_unref);
}

static void
on_batch_saved (const PnJson *json, const GError *error, gpointer data)
{
  PnIndexer *self = data;
  if (error != NULL) {
    gboolean later = pn_error_is (error, PN_ERROR_DATABASE_AWAY) || pn_error_is (error, PN_ERROR_OVERLOADED) || pn_error_is (error, PN_ERROR_CANCELLED);
    pn_log_gerror (PN_LOG_WARNING, "index", "page text not saved", error);
    if (!later) /* the fault of the file, not of the hour */
      g_hash_table_add (self->hopeless, g_strdup (self->sha256));
    close_file (self);
    if (later) {
      self->running = FALSE; /* the next kick begins again where the record ends */
      return;
    }
    next_file (self);
    return;
  }
  next_page (self);
}

static void
save_batch (PnIndexer *self)
{
  PnJson *args = pn_args_str ("sha256", self->sha256);
  pn_wire_set_take (args, "pages", g_steal_pointer (&self->batch));
  self->batch = pn_wire_array ();
  pn_store_ask (self->docs->store, PN_Q_INDEX_PAGES, 0, 0, args, on_batch_saved, self);
}

static void
on_words (GBytes *output, const GError *error, gpointer data)
{
  PnIndexer *self = data;
  if (error != NULL && (pn_error_is (error, PN_ERROR_INTERNAL) || pn_error_is (error, PN_ERROR_OVERLOADED))) {
    close_file (self); /* we are stopping, or out of something: later */
    self->running = FALSE;
    return;
  }
  pn_wire_add_take (self->batch, pn_indexer_page (self->page, output));
  self->page++;
  if (pn_wire_length (self->batch) >= BATCH || self->page > self->page_count)
    save_batch (self);
  else
    next_page (self);
}

static void
next_page (PnIndexer *self)
{
  if (self->page > self->page_count) {
    close_file (self);
    next_file (self);
    return;
  }
  PnRenderRequest request = { .op = PN_RENDER_TEXT, .key = self->sha256, .input = self->input, .page = (guint) self->page, .background = TRUE };
  pn_docs_work (self->docs, &request, WORDS_MAX, on_words, self);
}

static gboolean
take_file (PnIndexer *self, const PnJson *file)
{
  const char *sha256 = pn_wire_str (file, "sha256", "");
  g_autoptr (GError) error = NULL;
  if (g_hash_table_contains (self->hopeless, sha256))
    return FALSE;
  self->input = pn_files_open_blob (self->docs->files, sha256, &error);
  if (self->input < 0) {
    pn_log_gerror (PN_LOG_WARNING, "index", "no such file", error);
    g_hash_table_add (self->hopeless, g_strdup (sha256));
    return FALSE;
  }
  self->sha256 = g_strdup (sha256);
  self->page = pn_wire_int (file, "done", 0) + 1; /* pages are saved in order */
  self->page_count = pn_wire_int (file, "page_count", 0);
  self->batch = pn_wire_array ();
  return TRUE;
}

static void
on_todo (const PnJson *json, const GError *error, gpointer data)
{
  PnIndexer *self = data;
  const PnJson *files = error == NULL ? pn_wire_member (json, "files") : NULL;
  for (gsize i = 0; i < pn_wire_length (files); i++) {
    if (take_file (self, pn_wire_at (files, i))) {
      next_page (self);
      return;
    }
  }
  self->running = FALSE;
  if (self->again && error == NULL)
    pn_indexer_kick (self);
}

static void
next_file (PnIndexer *self)
{
  self->again = FALSE;
  pn_store_ask (self->docs->store, PN_Q_INDEX_TODO, 0, 0, NULL, on_todo, self);
}

void
pn_indexer_kick (PnIndexer *self)
{
  self->again = TRUE;
  if (self->running)
    return;
  self->running = TRUE;
  next_file (self);
}

PnIndexer *
pn_indexer_new (PnDocs *docs)
{
  PnIndexer *self = g_new0 (PnIndexer, 1);
  self->docs = docs;
  self->input = -1;
  self->hopeless = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
pn_indexer_free (PnIndexer *self)
{
  if (self == NULL)
    return;
  close_file (self);
  g_hash_table_unref (self->hopeless);
  g_free (self);
}
