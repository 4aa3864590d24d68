/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-check.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "docs-service/pdf/byterange.h"
#include "docs-service/pdf/pdf-agree.h"
#include "docs-service/pdf/pdf-xref.h"
#include "docs-service/pdf/cms-check.h"
#include "docs-service/pdf/pdf-diff.h"
#include "docs-service/pdf/pdf-entries.h"
#include "docs-service/pdf/pdf-evidence.h"
#include "docs-service/pdf/pdf-fields.h"

#define SIGNATURES_MAX 200

typedef struct {
  PnPdfDoc *doc;
  X509_STORE *roots;
  PnEvidence *evidence;
  const PnEvidence *lists;
  PnPdfReport *report;
  gint64 proven_us; /* the oldest trusted document time-stamp met so far; signatures are judged newest first */
} Check;

/* A signed field whose range has been read. */
typedef struct {
  const PnPdfField *field;
  PnPdfSignature *signature;
  PnByteRange range;
} Pending;

static void
signature_free (gpointer data)
{
  PnPdfSignature *s = data;
  char **texts[] = { &s->field, &s->subfilter, &s->level, &s->signer, &s->issuer, &s->serial, &s->cert_sha256, &s->not_after, &s->reason,
                     &s->claimed_time, &s->integrity_detail, &s->trust_detail };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*texts[i]);
  g_ptr_array_unref (s->changes);
  g_ptr_array_unref (s->forbidden);
  g_free (s);
}

void
pn_pdf_report_free (PnPdfReport *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_ptr_array_unref (self->signatures);
  g_free (self);
}

static PnPdfSignature *
signature_new (const char *field)
{
  PnPdfSignature *s = g_new0 (PnPdfSignature, 1);
  char **texts[] = { &s->subfilter, &s->level, &s->signer, &s->issuer, &s->serial, &s->cert_sha256, &s->not_after, &s->reason,
                     &s->claimed_time, &s->integrity_detail, &s->trust_detail };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup ("");
  s->field = g_strdup (field);
  s->trust = PN_PDF_TRUST_NOT_CHECKED;
  s->changes = g_ptr_array_new_with_free_func (g_free);
  s->forbidden = g_ptr_array_new_with_free_func (g_free);
  return s;
}

static void
broken (PnPdfSignature *s, PnPdfIntegrity how, const char *why)
{
  s->integrity = how;
  g_free (s->integrity_detail);
  s->integrity_detail = g_strdup (why);
}

/* D:20261123091500+07'00' to ISO 8601; "" for anything else (ISO 32000-1 7.9.4). */
static char *
date_to_iso (const char *pdf)
{
  int v[6] = { 0, 1, 1, 0, 0, 0 }, n, hours = 0, minutes = 0;
  char sign = 'Z';

  if (g_str_has_prefix (pdf, "D:"))
    pdf += 2;
  n = sscanf (pdf, "%4d%2d%2d%2d%2d%2d%c%2d'%2d", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &sign, &hours, &minutes);
  if (n < 6 || v[0] < 1900 || v[0] > 9999)
    return g_strdup ("");
  if (n < 8 || (sign != '+' && sign != '-'))
    return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%s", v[0], v[1], v[2], v[3], v[4], v[5], n >= 7 ? "Z" : "");
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", v[0], v[1], v[2], v[3], v[4], v[5], sign, hours, minutes);
}

static void
read_words (PnPdfDoc *doc, qpdf_oh value, PnPdfSignature *s)
{
  qpdf_oh filter = qpdf_oh_get_key (doc->q, value, "/SubFilter");
  g_autofree char *when = pn_pdf_oh_text (doc, qpdf_oh_get_key (doc->q, value, "/M"));

  g_free (s->subfilter);
  s->subfilter = g_utf8_make_valid (qpdf_oh_is_name (doc->q, filter) ? qpdf_oh_get_name (doc->q, filter) + 1 : "", -1);
  g_free (s->reason);
  s->reason = pn_pdf_oh_text (doc, qpdf_oh_get_key (doc->q, value, "/Reason"));
  g_free (s->claimed_time);
  s->claimed_time = date_to_iso (when);
}

static gboolean
read_kind (const char *subfilter, PnCmsKind *kind)
{
  static const struct {
    const char *name;
    PnCmsKind kind;
  } known[] = { { "ETSI.CAdES.detached", PN_CMS_CADES }, { "adbe.pkcs7.detached", PN_CMS_DETACHED }, { "adbe.pkcs7.sha1", PN_CMS_SHA1 }, { "ETSI.RFC3161", PN_CMS_TIMESTAMP } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_str_equal (subfilter, known[i].name)) {
      *kind = known[i].kind;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_range (PnPdfDoc *doc, qpdf_oh value, PnByteRange *range, GError **error)
{
  qpdf_oh array = qpdf_oh_get_key (doc->q, value, "/ByteRange");
  gint64 numbers[4];

  if (!qpdf_oh_is_array (doc->q, array) || qpdf_oh_get_array_n_items (doc->q, array) != 4) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "ByteRange is not four numbers");
    return FALSE;
  }
  for (int i = 0; i < 4; i++) {
    qpdf_oh item = qpdf_oh_get_array_item (doc->q, array, i);
    numbers[i] = qpdf_oh_is_integer (doc->q, item) ? qpdf_oh_get_int_value (doc->q, item) : -1;
  }
  return pn_byterange_check (doc->bytes, doc->length, numbers, range, error);
}

/* /Contents as the reader of the file sees it must be the string in the gap: else two readers see two signatures. */
static GBytes *
read_contents (PnPdfDoc *doc, qpdf_oh value, const PnByteRange *range)
{
  g_autoptr (GBytes) gap = pn_byterange_contents (doc->bytes, range);
  qpdf_oh contents = qpdf_oh_get_key (doc->q, value, "/Contents");
  size_t n = 0;

  if (gap == NULL || !qpdf_oh_is_string (doc->q, contents))
    return NULL;
  const char *seen = qpdf_oh_get_binary_string_value (doc->q, contents, &n);
  return n == g_bytes_get_size (gap) && memcmp (seen, g_bytes_get_data (gap, NULL), n) == 0 ? g_steal_pointer (&gap) : NULL;
}

static gboolean
same_range (PnPdfDoc *a, qpdf_oh va, PnPdfDoc *b, qpdf_oh vb)
{
  g_autofree char *text = g_strdup (qpdf_oh_unparse_resolved (a->q, va));

  return strcmp (text, qpdf_oh_unparse_resolved (b->q, vb)) == 0;
}

/* The signed revision must itself have this field with this very signature: one carried over from elsewhere has not. */
static gboolean
revision_has_signature (PnPdfDoc *before, PnPdfDoc *after, const PnPdfField *field, GError **error)
{
  g_autoptr (GPtrArray) fields = pn_pdf_fields_and_loose (before, error);
  const PnPdfField *old = fields != NULL ? pn_pdf_field_by_name (fields, field->name) : NULL;

  if (fields == NULL)
    return FALSE;
  if (old != NULL && pn_pdf_field_is_signed (before, old) && same_range (before, old->value, after, field->value))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_PDF_DAMAGED, "the signed revision does not have this signature");
  return FALSE;
}

static gboolean
rest_is_line_end (PnPdfDoc *doc, guint64 end)
{
  guint64 left = doc->length - end;

  return left == 0 || (left == 1 && (doc->bytes[end] == '\n' || doc->bytes[end] == '\r'))
         || (left == 2 && doc->bytes[end] == '\r' && doc->bytes[end + 1] == '\n');
}

static void
forbid (PnPdfSignature *s, const char *what)
{
  g_ptr_array_add (s->forbidden, g_strdup (what));
}

/* A later revision must be for a signature or for validation data; new metadata alone is no reason. */
static gboolean
explained (const GPtrArray *changes)
{
  static const char *const reasons[] = { "signature:", "timestamp:", "field:", "annotation:", "dss" };

  for (guint i = 0; i < changes->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (reasons); k++)
      if (g_str_has_prefix (changes->pdata[i], reasons[k]))
        return TRUE;
  return FALSE;
}

static void
judge_changes (Check *check, const PnPdfField *field, const PnByteRange *range, PnPdfSignature *s)
{
  g_autoptr (GError) error = NULL;
  PnPdfTail tail;

  if (!pn_pdf_tail_read (check->doc->bytes, range->end, &tail, &error)) {
    forbid (s, error->message);
    return;
  }
  if (range->end < tail.eof_end || range->end > tail.end) {
    forbid (s, "the signed bytes do not end where a revision ends");
    return;
  }
  PnPdfDoc *doc = check->doc;
  s->covers_file = rest_is_line_end (doc, range->end);
  if (s->covers_file) {
    s->covers_dss = qpdf_oh_has_key (doc->q, doc->root, "/DSS");
    return;
  }
  g_autoptr (PnPdfDoc) before = pn_pdf_doc_open (doc->bytes, range->end, &error);
  s->covers_dss = before != NULL && qpdf_oh_has_key (before->q, before->root, "/DSS");
  if (before == NULL
      || !pn_pdf_history_continues (doc->bytes, doc->length, doc->tail.header_at, doc->tail.startxref, tail.startxref, range->end, &error)
      || !pn_pdf_entries_agree (doc, tail.startxref, &error) || !revision_has_signature (before, check->doc, field, &error)
      || !pn_pdf_diff (before, check->doc, s->changes, s->forbidden, &error)) {
    forbid (s, error->message);
    return;
  }
  if (!explained (s->changes) && s->forbidden->len == 0)
    forbid (s, "a revision follows that is neither a signature nor validation data");
  /* Some programs end the last line twice; the newest signature covers then but the first of the two. */
  if (!rest_is_line_end (check->doc, check->doc->tail.eof_end)
      && !rest_is_line_end (check->doc, check->doc->tail.end))
    forbid (s, "bytes follow the end of the last revision");
}

/* FALSE when there is nothing more to be judged: the range or what it leaves out is wrong. */
static gboolean
begin (Check *check, const PnPdfField *field, PnByteRange *range)
{
  PnPdfSignature *s = signature_new (field->name);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (check->report->signatures, s);
  read_words (check->doc, field->value, s);
  if (!read_range (check->doc, field->value, range, &error)) {
    broken (s, PN_PDF_INTEGRITY_BROKEN, error->message);
    return FALSE;
  }
  memcpy (s->byte_range, range->v, sizeof range->v);
  return TRUE;
}

static void
judge (Check *check, const Pending *pending)
{
  PnPdfSignature *s = pending->signature;
  const PnCmsContext context = { check->roots, check->evidence, check->lists, check->proven_us };
  PnCmsKind kind;
  g_autoptr (GBytes) contents = read_contents (check->doc, pending->field->value, &pending->range);

  if (contents == NULL) {
    broken (s, PN_PDF_INTEGRITY_BROKEN, "ByteRange leaves out another string than /Contents");
    return;
  }
  judge_changes (check, pending->field, &pending->range, s);
  if (!read_kind (s->subfilter, &kind)) {
    broken (s, PN_PDF_INTEGRITY_UNSUPPORTED, "this kind of signature is not supported");
    return;
  }
  g_autoptr (GBytes) content = pn_byterange_signed (check->doc->bytes, &pending->range);
  pn_cms_check (contents, content, kind, &context, s);
  if (kind == PN_CMS_TIMESTAMP && s->integrity == PN_PDF_INTEGRITY_OK && s->stamped_us > 0)
    check->proven_us = s->stamped_us;
}

static gboolean
is_intact_timestamp (const PnPdfSignature *s)
{
  return g_str_equal (s->level, "DocTimeStamp") && s->integrity == PN_PDF_INTEGRITY_OK && s->forbidden->len == 0;
}

/* EN 319 142-1 6.1: T has a time-stamp of the signature, LT the evidence for its chain in the document, LTA a later time-stamp over both.
 * `all` is sorted, oldest first. */
static void
raise_levels (const GPtrArray *all)
{
  gboolean stamped = FALSE, archived = FALSE;

  for (guint i = all->len; i-- > 0;) {
    PnPdfSignature *s = all->pdata[i];
    if (is_intact_timestamp (s)) {
      stamped = TRUE;
      archived = archived || s->covers_dss;
    } else if (g_str_has_prefix (s->level, "B-") && (s->stamped || stamped)) {
      g_free (s->level);
      s->level = g_strdup (!s->evidence ? "B-T" : archived ? "B-LTA" : "B-LT");
    }
  }
}

static void
set_verdict (PnPdfReport *report, PnPdfVerdict verdict, const char *reason)
{
  report->verdict = verdict;
  g_free (report->reason);
  report->reason = g_strdup (reason);
}

/* The worst of all signatures: integrity, then changes, then trust. "Untrusted" is the word for a file that is intact and as it was
 * signed; where later changes have to be named and no signer at all is known, they are named, and trust stands with each signature. */
static void
sum_up (PnPdfReport *report)
{
  gboolean changed = FALSE, covered = FALSE, strangers = TRUE;
  const PnPdfSignature *untrusted = NULL;

  for (guint i = 0; i < report->signatures->len; i++) {
    const PnPdfSignature *s = report->signatures->pdata[i];
    if (s->integrity != PN_PDF_INTEGRITY_OK) {
      set_verdict (report, PN_PDF_INVALID, s->integrity_detail);
      return;
    }
    if (s->forbidden->len > 0) {
      set_verdict (report, PN_PDF_INVALID, s->forbidden->pdata[0]);
      return;
    }
    if (s->trust != PN_PDF_TRUSTED && untrusted == NULL)
      untrusted = s;
    strangers = strangers && s->trust == PN_PDF_UNKNOWN_ISSUER;
    changed = changed || s->changes->len > 0;
    covered = covered || s->covers_file;
  }
  if (untrusted != NULL && (!strangers || (!changed && covered)))
    set_verdict (report, PN_PDF_UNTRUSTED, untrusted->trust_detail);
  else if (changed || !covered)
    set_verdict (report, PN_PDF_VALID_WITH_CHANGES, untrusted != NULL ? untrusted->trust_detail : "");
  else
    set_verdict (report, PN_PDF_VALID, "");
}

/* One reader's pages must be every reader's pages, or what was signed is not what is seen. */
static void
judge_agreement (Check *check)
{
  const GPtrArray *all = check->report->signatures;
  gboolean revisions = FALSE;

  for (guint i = 0; i < all->len; i++)
    revisions = revisions || !((const PnPdfSignature *) all->pdata[i])->covers_file;
  const char *why = pn_pdf_readers_disagree (check->doc, revisions);
  for (guint i = 0; why != NULL && i < all->len; i++)
    forbid (all->pdata[i], why);
}

static int
by_coverage (gconstpointer a, gconstpointer b)
{
  const PnPdfSignature *x = *(PnPdfSignature *const *) a, *y = *(PnPdfSignature *const *) b;
  guint64 ex = x->byte_range[2] + x->byte_range[3], ey = y->byte_range[2] + y->byte_range[3];

  return (ex > ey) - (ex < ey);
}

/* Damaged or stripped, but the bytes say it was signed: then the signature does not hold, and that is what people must hear. */
static gboolean
claims_signature (const guint8 *bytes, gsize length)
{
  return memmem (bytes, length, "/ByteRange", 10) != NULL && memmem (bytes, length, "/Contents", 9) != NULL;
}

/* Adobe's usage rights are signed too, but by a program, for itself: nobody signed the document (ISO 32000-1 12.8.4). */
static guint
usage_rights (PnPdfDoc *doc)
{
  qpdf_oh perms = qpdf_oh_get_key (doc->q, doc->root, "/Perms");
  guint n = 0;

  for (guint i = 0; i < 2 && qpdf_oh_is_dictionary (doc->q, perms); i++) {
    qpdf_oh rights = qpdf_oh_get_key (doc->q, perms, i == 0 ? "/UR3" : "/UR");
    n += qpdf_oh_is_dictionary (doc->q, rights) && qpdf_oh_has_key (doc->q, rights, "/ByteRange");
  }
  return n;
}

static guint
ranges (const PnPdfDoc *doc)
{
  const guint8 *p = doc->bytes, *end = p + doc->length;
  guint n = 0;

  while ((p = memmem (p, (gsize) (end - p), "/ByteRange", 10)) != NULL) {
    n++;
    p += 10;
  }
  return n;
}

static void
set_unsigned (Check *check)
{
  if (claims_signature (check->doc->bytes, check->doc->length) && ranges (check->doc) > usage_rights (check->doc))
    set_verdict (check->report, PN_PDF_INVALID, "a signature in the file is not reachable from its form any more");
  else
    set_verdict (check->report, PN_PDF_UNSIGNED, "");
}

void
pn_pdf_report_doubt (PnPdfReport *self, const char *why)
{
  for (guint i = 0; i < self->signatures->len; i++)
    forbid (self->signatures->pdata[i], why);
  set_verdict (self, PN_PDF_INVALID, why);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const Pending *x = a, *y = b;

  return (x->range.end < y->range.end) - (x->range.end > y->range.end);
}

/* Each signature once, in however many fields it hangs. FALSE when there are too many. */
static gboolean
collect (Check *check, const GPtrArray *fields, GArray *pending)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < fields->len; i++) {
    Pending one = { .field = fields->pdata[i] };
    int id = pn_pdf_field_is_signed (check->doc, one.field) ? qpdf_oh_get_object_id (check->doc->q, one.field->value) : -1;
    if (id < 0 || (id > 0 && !g_hash_table_add (seen, GINT_TO_POINTER (id))))
      continue;
    if (check->report->signatures->len >= SIGNATURES_MAX)
      return FALSE;
    gboolean readable = begin (check, one.field, &one.range);
    one.signature = check->report->signatures->pdata[check->report->signatures->len - 1];
    if (readable)
      g_array_append_val (pending, one);
  }
  return TRUE;
}

static void
judge_all (Check *check, const GPtrArray *fields)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));

  if (!collect (check, fields, pending)) {
    set_verdict (check->report, PN_PDF_INVALID, "more than 200 signatures");
    return;
  }
  g_array_sort (pending, newest_first);
  for (guint i = 0; i < pending->len; i++)
    judge (check, &g_array_index (pending, Pending, i));
  g_ptr_array_sort (check->report->signatures, by_coverage);
  raise_levels (check->report->signatures);
  if (check->report->signatures->len == 0) {
    set_unsigned (check);
  } else {
    judge_agreement (check);
    sum_up (check->report);
  }
}

PnPdfReport *
pn_pdf_check (GBytes *document, const char *roots_pem)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);
  g_autoptr (GError) error = NULL;
  PnPdfReport *report = g_new0 (PnPdfReport, 1);
  g_autoptr (PnPdfDoc) doc = pn_pdf_doc_open (bytes, length, &error);
  g_autoptr (GPtrArray) fields = doc != NULL ? pn_pdf_fields_and_loose (doc, &error) : NULL;

  report->reason = g_strdup ("");
  report->signatures = g_ptr_array_new_with_free_func (signature_free);
  if (fields == NULL) {
    gboolean broken_seal = pn_error_is (error, PN_ERROR_PDF_DAMAGED) && claims_signature (bytes, length);
    set_verdict (report, broken_seal ? PN_PDF_INVALID : PN_PDF_UNREADABLE, error->message);
    return report;
  }
  report->page_count = doc->page_count;
  g_autoptr (PnEvidence) evidence = pn_pdf_evidence_read (doc);
  g_autoptr (PnEvidence) lists = pn_cms_lists (roots_pem);
  Check check = { .doc = doc, .roots = pn_cms_roots (roots_pem), .evidence = evidence, .lists = lists, .report = report };
  judge_all (&check, fields);
  X509_STORE_free (check.roots);
  return report;
}
