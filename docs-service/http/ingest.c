/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/ingest.h"

#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/log.h"
#include "docs-service/http/draft-file.h"
#include "docs-service/http/indexer.h"

#define INSPECT_MAX (2 << 20) /* 5,000 pages of "[123.45,123.45]," with room */
#define OUTLINE_MAX (4 << 20)
#define THUMBNAILS 12
#define FIRST_WIDTH 1200

typedef struct {
  PnDocs *docs;
  char *upload;
  int input;
  PnJson *facts; /* sha256, size, page_count, pages, outline, upload */
  PnKeptDone done;
  gpointer data;
} Ingest;

static void
ingest_free (Ingest *self)
{
  if (self->input >= 0)
    close (self->input);
  pn_json_unref (self->facts);
  g_free (self->upload);
  g_free (self);
}

static void
end (Ingest *self, const GError *error)
{
  self->done (error == NULL ? self->facts : NULL, error, self->data);
  ingest_free (self);
}

static void
end_with (Ingest *self, PnErrorCode code, const char *why)
{
  g_autoptr (GError) error = g_error_new_literal (PN_ERROR, (int) code, why);
  end (self, error);
}

gboolean
pn_ingest_check_pages (const PnJson *inspected, GError **error)
{
  const PnJson *pages;
  if (!pn_wire_get_array (inspected, "pages", PN_RENDER_PAGES_MAX, &pages, error))
    return FALSE;
  for (gsize i = 0; i < pn_wire_length (pages); i++) {
    if (pn_wire_length (pn_wire_at (pages, i)) != 2) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_CRASHES, "the renderer's answer makes no sense");
      return FALSE;
    }
  }
  if (pn_wire_length (pages) > 0)
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_EMPTY, "no page");
  return FALSE;
}

static void
on_kept (const char *sha256, gint64 size, const GError *error, gpointer data)
{
  Ingest *self = data;
  if (error == NULL && g_strcmp0 (sha256, pn_wire_str (self->facts, "sha256", "")) != 0)
    end_with (self, PN_ERROR_IO, "the file changed while it was checked");
  else
    end (self, error);
}

static void
on_outline (GBytes *output, const GError *error, gpointer data)
{
  Ingest *self = data;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) parsed = bytes != NULL ? pn_wire_parse (bytes, length, OUTLINE_MAX, NULL) : NULL;
  const PnJson *outline = parsed != NULL ? pn_wire_member (parsed, "outline") : NULL;
  /* a document whose outline is broken is still a document */
  if (outline != NULL && pn_wire_is_array (outline))
    pn_wire_set_ref (self->facts, "outline", outline);
  else
    pn_wire_set_take (self->facts, "outline", pn_wire_array ());
  pn_files_keep_upload (self->docs->files, self->upload, on_kept, self);
}

static void
on_inspected (GBytes *output, const GError *error, gpointer data)
{
  Ingest *self = data;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autoptr (PnJson) parsed = bytes != NULL ? pn_wire_parse (bytes, length, INSPECT_MAX, &problem) : NULL;
  if (error != NULL || parsed == NULL || !pn_ingest_check_pages (parsed, &problem)) {
    end (self, error != NULL ? error : problem);
    return;
  }
  const PnJson *pages = pn_wire_member (parsed, "pages");
  pn_wire_set_int (self->facts, "page_count", (gint64) pn_wire_length (pages));
  pn_wire_set_ref (self->facts, "pages", pages);
  PnRenderRequest request = { .op = PN_RENDER_OUTLINE, .key = pn_wire_str (self->facts, "sha256", ""), .input = self->input };
  pn_docs_work (self->docs, &request, OUTLINE_MAX, on_outline, self);
}

/* Readers forgive rubbish in front of the head (ISO 32000-1 implementation note: within the first 1,024 bytes). */
gboolean
pn_ingest_looks_like_pdf (int fd)
{
  char head[1024];
  ssize_t n = pread (fd, head, sizeof head, 0);
  return n > 0 && memmem (head, (size_t) n, "%PDF-", 5) != NULL;
}

static void
on_hashed (const char *sha256, gint64 size, const GError *error, gpointer data)
{
  Ingest *self = data;
  g_autoptr (GError) problem = NULL;
  self->input = error == NULL ? pn_files_open_upload (self->docs->files, self->upload, &problem) : -1;
  if (self->input < 0) {
    end (self, error != NULL ? error : problem);
    return;
  }
  if (!pn_ingest_looks_like_pdf (self->input)) {
    end_with (self, PN_ERROR_PDF_NOT_A_PDF, "no %PDF- in the first 1,024 bytes");
    return;
  }
  pn_wire_set_str (self->facts, "sha256", sha256);
  pn_wire_set_int (self->facts, "size", size);
  PnRenderRequest request = { .op = PN_RENDER_INSPECT, .key = sha256, .input = self->input };
  pn_docs_work (self->docs, &request, INSPECT_MAX, on_inspected, self);
}

static Ingest *
ingest_new (PnDocs *docs, const char *upload, PnKeptDone done, gpointer data)
{
  Ingest *self = g_new0 (Ingest, 1);
  self->docs = docs;
  self->upload = g_strdup (upload);
  self->input = -1;
  self->facts = pn_wire_object ();
  self->done = done;
  self->data = data;
  return self;
}

void
pn_ingest_keep (PnDocs *docs, const char *upload, PnKeptDone done, gpointer data)
{
  pn_files_hash_upload (docs->files, upload, on_hashed, ingest_new (docs, upload, done, data));
}

/* ---- uploads of people */

typedef struct {
  PnDocs *docs;
  char *upload, *sha256;
  gint64 person;
  gint64 pages;
} Arrival;

void
pn_ingest_later (PnDocs *docs, const char *upload, const GError *error)
{
  pn_log_gerror (PN_LOG_WARNING, "ingest", "will be tried again", error);
  if (pn_error_is (error, PN_ERROR_DISK_FULL))
    g_hash_table_replace (docs->phases, g_strdup (upload), (gpointer) "no_room");
}

static void
arrival_free (Arrival *self)
{
  g_hash_table_remove (self->docs->busy, self->upload);
  g_free (self->upload);
  g_free (self->sha256);
  g_free (self);
}

static void
on_refused (const PnJson *json, const GError *error, gpointer data)
{
  Arrival *self = data;
  if (error == NULL)
    pn_files_drop_upload (self->docs->files, self->upload);
  else
    pn_log_gerror (PN_LOG_WARNING, "ingest", "refusal not recorded", error);
  arrival_free (self);
}

static void
refuse (Arrival *self, const GError *error)
{
  PnJson *args = pn_args_str ("upload", self->upload);
  pn_log_gerror (PN_LOG_INFO, "ingest", "upload refused", error);
  pn_wire_set_str (args, "code", pn_error_name (pn_error_code (error)));
  pn_wire_set_str (args, "detail", error->message);
  pn_store_ask (self->docs->store, PN_Q_UPLOAD_REFUSED, self->person, 0, args, on_refused, self);
}

gboolean
pn_ingest_is_final (const GError *error)
{
  switch (pn_error_code (error)) {
  case PN_ERROR_CONVERTER_AWAY:
  case PN_ERROR_DOCX_DAMAGED:
  case PN_ERROR_DOCX_ENCRYPTED:
  case PN_ERROR_DOCX_MACROS:
  case PN_ERROR_DOCX_OBJECTS:
  case PN_ERROR_DOCX_TOO_LARGE:
  case PN_ERROR_DRAFT_ACTIVE:
  case PN_ERROR_DRAFT_FIELDS:
  case PN_ERROR_DRAFT_SIGNED:
  case PN_ERROR_PDF_CRASHES:
  case PN_ERROR_PDF_DAMAGED:
  case PN_ERROR_PDF_EMPTY:
  case PN_ERROR_PDF_ENCRYPTED:
  case PN_ERROR_PDF_NOT_A_PDF:
  case PN_ERROR_PDF_SIGN_FORBIDDEN:
  case PN_ERROR_PDF_TOO_LONG:
  case PN_ERROR_TOO_LARGE:
  case PN_ERROR_BAD_VALUE:
  case PN_ERROR_BAD_MESSAGE:
  case PN_ERROR_WRONG_STATE: /* the meeting was archived meanwhile */
    return TRUE;
  default:
    return FALSE;
  }
}

/* The first page and the thumbnails are wanted by whoever opens it. */
static void
warm_pages (PnDocs *docs, const char *sha256, gint64 pages)
{
  pn_pages_get (docs->pages, sha256, 1, FIRST_WIDTH, TRUE, NULL, NULL);
  for (guint n = 1; n <= MIN (pages, THUMBNAILS); n++)
    pn_pages_get (docs->pages, sha256, n, 200, TRUE, NULL, NULL);
}

static void
on_accepted (const PnJson *json, const GError *error, gpointer data)
{
  Arrival *self = data;
  if (error != NULL && pn_ingest_is_final (error)) {
    refuse (self, error);
    return;
  }
  if (error != NULL) {
    pn_ingest_later (self->docs, self->upload, error);
  } else {
    pn_files_drop_upload (self->docs->files, self->upload);
    warm_pages (self->docs, self->sha256, self->pages);
    pn_indexer_kick (self->docs->indexer);
  }
  arrival_free (self);
}

static void
on_checked (const PnJson *facts, const GError *error, gpointer data)
{
  Arrival *self = data;
  if (error != NULL && pn_ingest_is_final (error)) {
    refuse (self, error);
    return;
  }
  if (error != NULL) {
    pn_ingest_later (self->docs, self->upload, error);
    arrival_free (self);
    return;
  }
  PnJson *args = pn_json_ref (facts);
  pn_wire_set_str (args, "upload", self->upload);
  self->sha256 = g_strdup (pn_wire_str (facts, "sha256", ""));
  self->pages = pn_wire_int (facts, "page_count", 0);
  pn_store_ask (self->docs->store, PN_Q_UPLOAD_ACCEPTED, self->person, 0, args, on_accepted, self);
}

void
pn_ingest_start (PnDocs *docs, const char *upload, gint64 person)
{
  if (g_hash_table_contains (docs->busy, upload))
    return;
  Arrival *self = g_new0 (Arrival, 1);
  self->docs = docs;
  self->upload = g_strdup (upload);
  self->person = person;
  g_hash_table_add (docs->busy, g_strdup (upload));
  g_hash_table_remove (docs->phases, upload); /* of an earlier try */
  pn_ingest_keep (docs, upload, on_checked, self);
}

static void
on_left_behind (const PnJson *json, const GError *error, gpointer data)
{
  const PnJson *uploads = error == NULL ? pn_wire_member (json, "uploads") : NULL;
  for (gsize i = 0; i < pn_wire_length (uploads); i++) {
    const PnJson *u = pn_wire_at (uploads, i);
    gint64 request = pn_wire_int (u, "request", 0);
    if (request != 0)
      pn_draft_file_start (data, pn_wire_str (u, "upload", ""), pn_wire_str (u, "filename", ""), pn_wire_int (u, "person", 0), request);
    else
      pn_ingest_start (data, pn_wire_str (u, "upload", ""), pn_wire_int (u, "person", 0));
  }
}

static void
on_swept (const PnJson *json, const GError *error, gpointer data)
{
  const PnDocs *docs = data;
  const PnJson *uploads = error == NULL ? pn_wire_member (json, "uploads") : NULL;
  for (gsize i = 0; i < pn_wire_length (uploads); i++)
    pn_files_drop_upload (docs->files, pn_wire_str_at (uploads, i, ""));
}

void
pn_ingest_resume (PnDocs *docs)
{
  pn_store_ask (docs->store, PN_Q_UPLOADS_SWEEP, 0, 0, NULL, on_swept, docs);
  pn_store_ask (docs->store, PN_Q_UPLOADS_CHECKING, 0, 0, NULL, on_left_behind, docs);
}
