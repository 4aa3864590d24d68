/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/draft-file.h"

#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/log.h"
#include "docs-service/core/authority.h"
#include "docs-service/core/fold.h"
#include "docs-service/http/desk.h"
#include "docs-service/http/indexer.h"
#include "docs-service/http/ingest.h"

#define WORDS_MAX (4 << 20)
#define WORDS_PER_PAGE 20000
#define PAGES_READ 80 /* where a signature is looked for */

typedef struct {
  PnDocs *docs;
  char *upload, *filename; /* as it came */
  gint64 person, request;
  gboolean docx;
  char *original; /* SHA-256 of the bytes as they came */
  gint64 original_size;
  char *pdf_upload; /* what the converter writes; NULL: the upload itself is the PDF */
  PnJson *pdf;      /* {sha256,size,page_count,pages,…} of the PDF without fields */
  int input;        /* the same, open */
  PnZones *zones;
  int page;
  PnZone placed[PN_ZONES_MAX];
  guint n_placed;
} DraftFile;

static void
phase (DraftFile *self, const char *name)
{
  g_hash_table_replace (self->docs->phases, g_strdup (self->upload), (gpointer) name);
}

const char *
pn_draft_file_phase (PnDocs *docs, const char *upload)
{
  return g_hash_table_lookup (docs->phases, upload);
}

/* ---- how it ends */

static void
draft_file_free (DraftFile *self)
{
  g_hash_table_remove (self->docs->phases, self->upload);
  g_hash_table_remove (self->docs->busy, self->upload);
  if (self->pdf_upload != NULL)
    pn_files_drop_upload (self->docs->files, self->pdf_upload);
  if (self->input >= 0)
    close (self->input);
  pn_json_unref (self->pdf);
  pn_zones_free (self->zones);
  g_free (self->pdf_upload);
  g_free (self->original);
  g_free (self->filename);
  g_free (self->upload);
  g_free (self);
}

static void
on_refused (const PnJson *json, const GError *error, gpointer data)
{
  DraftFile *self = data;
  if (error == NULL)
    pn_files_drop_upload (self->docs->files, self->upload);
  else
    pn_log_gerror (PN_LOG_WARNING, "draft", "refusal not recorded", error);
  draft_file_free (self);
}

/* What is wrong with the file is said to its drafter; what is wrong with us is tried again (pn_ingest_resume). */
static void
give_up (DraftFile *self, const GError *error)
{
  if (!pn_ingest_is_final (error)) {
    PnDocs *docs = self->docs;
    g_autofree char *upload = g_strdup (self->upload);
    draft_file_free (self);
    pn_ingest_later (docs, upload, error);
    return;
  }
  pn_log_gerror (PN_LOG_INFO, "draft", "draft refused", error);
  PnJson *args = pn_args_str ("upload", self->upload);
  pn_wire_set_str (args, "code", pn_error_name (pn_error_code (error)));
  pn_wire_set_str (args, "detail", error->message);
  pn_store_ask (self->docs->store, PN_Q_UPLOAD_REFUSED, self->person, 0, args, on_refused, self);
}

static void
give_up_with (DraftFile *self, PnErrorCode code, const char *why)
{
  g_autoptr (GError) error = g_error_new_literal (PN_ERROR, (int) code, why);
  give_up (self, error);
}

/* ---- 6. recorded */

static void
on_recorded (const PnJson *json, const GError *error, gpointer data)
{
  DraftFile *self = data;
  if (error != NULL) {
    give_up (self, error);
    return;
  }
  pn_files_drop_upload (self->docs->files, self->upload);
  pn_pages_get (self->docs->pages, pn_wire_str (self->pdf, "sha256", ""), 1, 1200, TRUE, NULL, NULL);
  pn_indexer_kick (self->docs->indexer);
  draft_file_free (self);
}

static PnJson *
blob (const char *sha256, gint64 size)
{
  PnJson *json = pn_args_str ("sha256", sha256);
  pn_wire_set_int (json, "size", size);
  return json;
}

/* "bao-cao.docx" is shown and saved as "bao-cao.pdf". */
static char *
pdf_name (const char *filename)
{
  const char *dot = strrchr (filename, '.');
  g_autofree char *stem = dot != NULL && dot > filename ? g_strndup (filename, (gsize) (dot - filename)) : g_strdup (filename);
  return g_strconcat (stem, ".pdf", NULL);
}

static void
on_placed (const PnJson *kept, const GError *error, gpointer data)
{
  DraftFile *self = data;
  if (error != NULL && pn_error_code (error) == PN_ERROR_PDF_SIGN_FORBIDDEN)
    give_up_with (self, PN_ERROR_DRAFT_SIGNED, error->message);
  else if (error != NULL && pn_error_code (error) == PN_ERROR_BAD_VALUE)
    give_up_with (self, PN_ERROR_DRAFT_FIELDS, error->message);
  else if (error != NULL)
    give_up (self, error);
  if (error != NULL)
    return;
  const char *pdf = pn_wire_str (self->pdf, "sha256", "");
  PnJson *args = pn_args_str ("upload", self->upload), *blobs = pn_wire_array ();
  g_autofree char *name = pdf_name (self->filename);
  pn_args_add (args, kept);
  pn_wire_add_take (blobs, blob (pdf, pn_wire_int (self->pdf, "size", 0)));
  if (!g_str_equal (pdf, self->original))
    pn_wire_add_take (blobs, blob (self->original, self->original_size));
  pn_wire_set_take (args, "blobs", blobs);
  pn_wire_set_str (args, "name", self->filename);
  pn_wire_set_str (args, "filename", name);
  pn_wire_set_str (args, "kind", self->docx ? "docx" : "pdf");
  pn_wire_set_str (args, "original", self->original);
  pn_wire_set_str (args, "pdf", pdf);
  pn_wire_set_take (args, "zones", pn_draft_zones_json (self->placed, self->n_placed));
  pn_store_ask (self->docs->store, PN_Q_DRAFT_UPLOADED, self->person, self->request, args, on_recorded, self);
}

/* ---- 5. zones by the words of its pages */

static void
place (DraftFile *self)
{
  self->n_placed = pn_zones_finish (self->zones, self->placed);
  pn_draft_place (self->docs, pn_wire_str (self->pdf, "sha256", ""), self->placed, self->n_placed, on_placed, self);
}

static gboolean
take_words (DraftFile *self, const PnJson *words)
{
  const PnJson *size = pn_wire_at (pn_wire_member (self->pdf, "pages"), (gsize) self->page - 1);
  gsize n = MIN (pn_wire_length (words), WORDS_PER_PAGE);
  g_autofree PnZoneWord *list = g_new0 (PnZoneWord, n + 1);
  for (gsize i = 0; i < n; i++) {
    const PnJson *w = pn_wire_at (words, i);
    list[i] = (PnZoneWord){ pn_wire_number_at (w, 0, 0), pn_wire_number_at (w, 1, 0), pn_wire_number_at (w, 2, 0), pn_wire_number_at (w, 3, 0), pn_wire_str_at (w, 4, "") };
  }
  return pn_zones_page (self->zones, self->page, pn_wire_number_at (size, 0, 595), pn_wire_number_at (size, 1, 842), list, n);
}

static void read_page (DraftFile *self);

/* A page whose words cannot be read has none; the rule places what is not found. */
static void
on_words (GBytes *output, const GError *error, gpointer data)
{
  DraftFile *self = data;
  gsize length = 0;
  const void *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autofree char *text = bytes != NULL && g_utf8_validate (bytes, (gssize) length, NULL) ? pn_nfc (bytes, length) : NULL;
  g_autoptr (PnJson) json = text != NULL ? pn_wire_parse (text, strlen (text), WORDS_MAX, NULL) : NULL;
  gboolean sure = take_words (self, pn_wire_member (json, "words"));
  if (sure || self->page >= MIN (pn_wire_int (self->pdf, "page_count", 0), PAGES_READ))
    place (self);
  else
    read_page (self);
}

static void
read_page (DraftFile *self)
{
  PnRenderRequest request = { .op = PN_RENDER_TEXT, .key = pn_wire_str (self->pdf, "sha256", ""), .input = self->input, .page = (guint) ++self->page };
  pn_docs_work (self->docs, &request, WORDS_MAX, on_words, self);
}

/* ---- 4. who signs: his name and title say where */

static void
on_signer (const PnJson *json, const GError *error, gpointer data)
{
  DraftFile *self = data;
  if (error != NULL) {
    give_up (self, error);
    return;
  }
  const PnJson *signer = pn_wire_member (json, "signer");
  g_autoptr (GPtrArray) capacities = pn_desk_capacities (pn_wire_member (signer, "facts"), pn_wire_str (signer, "title", ""));
  const PnCapacity *capacity = pn_authority_require (capacities, pn_wire_str (json, "capacity", ""), NULL);
  const char *title = "";
  for (guint i = 0; capacity != NULL && capacity->lines[i] != NULL; i++)
    title = capacity->lines[i];
  self->zones = pn_zones_new (pn_wire_str (signer, "name", ""), title);
  read_page (self);
}

/* ---- 3. a PDF that the cage could open */

static void
on_pdf (const PnJson *facts, const GError *error, gpointer data)
{
  DraftFile *self = data;
  g_autoptr (GError) problem = NULL;
  if (error == NULL) {
    self->pdf = pn_json_ref (facts);
    self->input = pn_files_open_blob (self->docs->files, pn_wire_str (facts, "sha256", ""), &problem);
  }
  if (self->input < 0) {
    give_up (self, error != NULL ? error : problem);
    return;
  }
  phase (self, "placing");
  pn_store_ask (self->docs->store, PN_Q_DESK_COMPOSE, self->person, self->request, NULL, on_signer, self);
}

/* ---- 2. a DOCX becomes a PDF */

static void
on_original_kept (const char *sha256, gint64 size, const GError *error, gpointer data)
{
  DraftFile *self = data;
  if (error != NULL) {
    give_up (self, error);
    return;
  }
  phase (self, "checking");
  pn_ingest_keep (self->docs, self->pdf_upload, on_pdf, self);
}

static void
on_converted (const GError *error, gpointer data)
{
  DraftFile *self = data;
  if (error != NULL)
    give_up (self, error);
  else
    pn_files_keep_upload (self->docs->files, self->upload, on_original_kept, self);
}

static void
on_turn (gpointer data)
{
  phase (data, "converting");
}

static void
convert (DraftFile *self, int input)
{
  g_autoptr (GError) error = NULL;
  int out = pn_files_create (self->docs->files, &self->pdf_upload, &error);
  if (out < 0) {
    give_up (self, error);
    return;
  }
  self->docx = TRUE;
  phase (self, "waiting");
  pn_converter_ask (self->docs->converter, input, out, on_turn, on_converted, self);
  close (out);
}

/* ---- 1. what is it */

/* By its first bytes (a zip, or Word's old compound file), else by its name; what it really is the converter judges. */
static gboolean
looks_like_word (int fd, const char *filename)
{
  guint8 head[8] = { 0 };
  g_autofree char *lower = g_ascii_strdown (filename, -1);
  ssize_t n = pread (fd, head, sizeof head, 0);
  return (n == sizeof head && (memcmp (head, "PK\003\004", 4) == 0 || memcmp (head, "\xd0\xcf\x11\xe0", 4) == 0)) || g_str_has_suffix (lower, ".docx")
         || g_str_has_suffix (lower, ".docm") || g_str_has_suffix (lower, ".doc");
}

static void
on_hashed (const char *sha256, gint64 size, const GError *error, gpointer data)
{
  DraftFile *self = data;
  g_autoptr (GError) problem = NULL;
  int input = error == NULL ? pn_files_open_upload (self->docs->files, self->upload, &problem) : -1;
  if (input < 0) {
    give_up (self, error != NULL ? error : problem);
    return;
  }
  self->original = g_strdup (sha256);
  self->original_size = size;
  if (!pn_ingest_looks_like_pdf (input) && looks_like_word (input, self->filename))
    convert (self, input);
  else
    pn_ingest_keep (self->docs, self->upload, on_pdf, self);
  close (input);
}

void
pn_draft_file_start (PnDocs *docs, const char *upload, const char *filename, gint64 person, gint64 request)
{
  if (g_hash_table_contains (docs->busy, upload))
    return;
  DraftFile *self = g_new0 (DraftFile, 1);
  *self = (DraftFile){ .docs = docs, .upload = g_strdup (upload), .filename = g_strdup (filename), .person = person, .request = request, .input = -1 };
  g_hash_table_add (docs->busy, g_strdup (upload));
  phase (self, "checking");
  pn_files_hash_upload (docs->files, upload, on_hashed, self);
}
