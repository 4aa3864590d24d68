/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/compose-check.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/wire.h"
#include "docs-service/compose/check-words.h"
#include "docs-service/compose/paper.h"

#define SIGNATURES_MAX 100
#define LINES_MAX 40 /* changes of one signature that are printed */
#define LABEL_WIDTH 150.0

typedef struct {
  const char *key, *vi, *en;
} Word;

static const Word integrity_words[] = { { "ok", "Nguyên vẹn", "Intact" },
                                        { "broken", "KHÔNG nguyên vẹn", "NOT intact" },
                                        { "unsupported", "Không kiểm tra được (thuật toán hoặc kiểu chữ ký không an toàn)", "Not supported" },
                                        { NULL, "Không rõ", "Not known" } };
static const Word trust_words[] = { { "trusted", "Chứng thư số tin cậy", "Trusted" },
                                    { "unknown_issuer", "Chưa rõ cơ quan cấp chứng thư số", "Issuer not known" },
                                    { "expired", "Chứng thư số đã hết hạn", "Expired" },
                                    { "revoked", "Chứng thư số đã bị thu hồi", "Revoked" },
                                    { "weak_digest", "Thuật toán băm SHA-1 đã lỗi thời, không còn đủ tin cậy", "SHA-1 is out of date and proves nothing" },
                                    { NULL, "Chưa kiểm tra", "Not checked" } };
static const Word change_words[] = { { "signature", "Thêm chữ ký", "Signature added" },
                                     { "timestamp", "Thêm dấu thời gian", "Time-stamp added" },
                                     { "field", "Điền ô", "Field filled" },
                                     { "dss", "Thêm bằng chứng kiểm tra", "Validation data added" },
                                     { "annotation", "Thêm ghi chú", "Annotation added" },
                                     { "metadata", "Cập nhật thông tin mô tả tệp", "Description of the file updated" },
                                     { "info", "Cập nhật thông tin mô tả tệp", "Description of the file updated" },
                                     { "structure", "Thêm thẻ cho ô chữ ký", "Tag for a signature field added" },
                                     { "extensions", "Thêm bằng chứng kiểm tra", "Validation data added" },
                                     { NULL, "Thay đổi được phép", "Permitted change" } };

static const Word *
word_of (const Word *words, const char *key, gsize length)
{
  while (words->key != NULL && (strlen (words->key) != length || memcmp (words->key, key, length) != 0))
    words++;
  return words;
}

/* ---- a table of labels and values */

static void
row (GPtrArray *cells, const char *label, char *value_take)
{
  g_ptr_array_add (cells, g_strdup (label));
  g_ptr_array_add (cells, value_take);
}

static void
words_row (GPtrArray *cells, const char *label, const Word *words, const char *key)
{
  const Word *word = word_of (words, key, strlen (key));

  row (cells, label, g_strdup_printf ("%s / %s", word->vi, word->en));
}

static void
text_row (GPtrArray *cells, const char *label, const char *value)
{
  if (value != NULL && *value != '\0')
    row (cells, label, g_strdup (value));
}

/* Sixty-four digits have no place where a line could break. */
static void
hash_row (GPtrArray *cells, const char *label, const char *hex)
{
  if (strlen (hex) == 64)
    row (cells, label, g_strdup_printf ("%.32s %s", hex, hex + 32));
}

static char *
local_time (const char *iso)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (7 * 3600);
  gint64 us;

  if (!pn_time_from_iso (iso, &us))
    return g_strdup (iso);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  return local != NULL ? g_date_time_format (local, "%d/%m/%Y %H:%M:%S (+07:00)") : g_strdup (iso);
}

static void
draw_table (PnPaper *paper, GPtrArray *cells)
{
  const double widths[] = { LABEL_WIDTH, PN_TEXT_WIDTH - LABEL_WIDTH };

  pn_paper_table (paper, widths, 2, (const char *const *) cells->pdata, cells->len / 2);
}

static const PnJson *
etsi_status (const PnJson *report, gsize n)
{
  const PnJson *all = pn_wire_member (pn_wire_member (pn_wire_member (report, "etsi"), "ValidationReport"), "SignatureValidationReport");
  const PnJson *one = pn_wire_at (all, n);

  return one != NULL ? pn_wire_member (one, "SignatureValidationStatus") : NULL;
}

/* "urn:…:total-passed" and "urn:…:HASH_FAILURE" without their namespaces. */
static char *
etsi_words (const PnJson *status)
{
  const char *main = strrchr (pn_wire_str (status, "MainIndication", ":"), ':');
  const char *sub = strrchr (pn_wire_str_at (pn_wire_member (status, "SubIndication"), 0, ":"), ':');
  g_autofree char *upper = g_ascii_strup (main != NULL ? main + 1 : "", -1);

  return sub != NULL && sub[1] != '\0' ? g_strdup_printf ("%s – %s", upper, sub + 1) : g_strdup (upper);
}

/* ---- parts */

static void
draw_title (PnPaper *paper, const PnJson *report)
{
  static const PnStyle body = { .size = 13, .bold = TRUE, .align = PN_ALIGN_CENTER };
  static const PnStyle title = { .size = 16, .bold = TRUE, .align = PN_ALIGN_CENTER, .before = 14 };
  static const PnStyle english = { .size = 13, .italic = TRUE, .align = PN_ALIGN_CENTER, .after = 14 };
  g_autofree char *upper = g_utf8_strup (pn_wire_str (report, "body", ""), -1);

  if (*upper != '\0')
    pn_paper_text (paper, &body, upper);
  pn_paper_text (paper, &title, "BÁO CÁO KIỂM TRA CHỮ KÝ SỐ");
  pn_paper_text (paper, &english, "Digital signature validation report");
}

static gboolean
is_among (const PnJson *list, const char *text)
{
  for (gsize i = 0; i < pn_wire_length (list); i++)
    if (g_str_equal (pn_wire_str_at (list, i, ""), text))
      return TRUE;
  return FALSE;
}

/* The reason of the verdict is one of the findings, word by word: a change, or what is wrong with a signature or with the file. */
static const char *
reason_of (const PnJson *report)
{
  const PnJson *all = pn_wire_member (report, "signatures");
  const char *reason = pn_wire_str (report, "reason", "");

  for (gsize i = 0; i < pn_wire_length (all); i++)
    if (is_among (pn_wire_member (pn_wire_at (all, i), "forbidden"), reason))
      return pn_check_words_of_change (reason);
  return pn_check_words_of_reason (reason);
}

static void
draw_file (PnPaper *paper, const PnJson *report)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  const PnJson *text = pn_wire_member (report, "text"), *overall = pn_wire_member (pn_wire_member (report, "etsi"), "Overall");
  const char *sub = pn_wire_str (overall, "SubIndication", "");

  row (cells, "Tệp / File", g_strdup (*pn_wire_str (report, "name", "") ? pn_wire_str (report, "name", "") : "–"));
  row (cells, "Kích thước / Size", g_strdup_printf ("%" G_GINT64_FORMAT " byte", pn_wire_int (report, "size", 0)));
  hash_row (cells, "SHA-256", pn_wire_str (report, "sha256", ""));
  if (pn_wire_int (report, "pages", 0) > 0)
    row (cells, "Số trang / Pages", g_strdup_printf ("%d", (int) pn_wire_int (report, "pages", 0)));
  row (cells, "Kiểm tra lúc / Checked at", local_time (pn_wire_str (report, "at", "")));
  row (cells, "Kết luận / Verdict", g_strdup_printf ("%s\n%s", pn_wire_str (text, "vi", ""), pn_wire_str (text, "en", "")));
  text_row (cells, "Lý do / Reason", reason_of (report));
  row (cells, "ETSI EN 319 102-1", g_strdup_printf ("%s%s%s", pn_wire_str (overall, "Indication", ""), *sub ? " – " : "", sub));
  draw_table (paper, cells);
}

static void
add_changes (GPtrArray *cells, const PnJson *s)
{
  const PnJson *changes = pn_wire_member (s, "changes"), *forbidden = pn_wire_member (s, "forbidden");
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n = pn_wire_length (changes), m = pn_wire_length (forbidden);

  for (gsize i = 0; i < MIN (n, LINES_MAX); i++) {
    const char *change = pn_wire_str_at (changes, i, ""), *colon = strchr (change, ':');
    const Word *word = word_of (change_words, change, colon != NULL ? (gsize) (colon - change) : strlen (change));
    g_string_append_printf (text, "%s%s / %s%s%s", text->len > 0 ? "\n" : "", word->vi, word->en, colon != NULL ? ": " : "", colon != NULL ? colon + 1 : "");
  }
  for (gsize i = 0; i < m; i++) {
    const char *sentence = pn_check_words_of_change (pn_wire_str_at (forbidden, i, ""));
    if (strstr (text->str, sentence) == NULL) /* many findings mean the same to a reader */
      g_string_append_printf (text, "%sKHÔNG ĐƯỢC PHÉP / NOT PERMITTED: %s", text->len > 0 ? "\n" : "", sentence);
  }
  if (n > LINES_MAX)
    g_string_append (text, "\n…");
  row (cells, "Thay đổi sau khi ký / Later changes", g_strdup (text->len > 0 ? text->str : "Không có / None"));
}

static void
draw_signature (PnPaper *paper, const PnJson *report, gsize n)
{
  static const PnStyle heading = { .size = 13, .bold = TRUE, .before = 14, .after = 6 };
  const PnJson *s = pn_wire_at (pn_wire_member (report, "signatures"), n), *status = etsi_status (report, n);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  const char *time = pn_wire_str (s, "time", ""), *level = pn_wire_str (s, "level", "");
  g_autofree char *title = g_strdup_printf ("Chữ ký %d / Signature %d", (int) n + 1, (int) n + 1);

  pn_paper_need (paper, 160);
  pn_paper_text (paper, &heading, title);
  row (cells, "Người ký / Signer", g_strdup (*pn_wire_str (s, "signer", "") ? pn_wire_str (s, "signer", "") : "–"));
  words_row (cells, "Tính nguyên vẹn / Integrity", integrity_words, pn_wire_str (s, "integrity", ""));
  text_row (cells, "", pn_check_words_of_reason (pn_wire_str (s, "integrity_detail", "")));
  words_row (cells, "Tin cậy / Trust", trust_words, pn_wire_str (s, "trust", ""));
  add_changes (cells, s);
  if (*time != '\0') {
    g_autofree char *local = local_time (time);
    gboolean proven = pn_wire_bool (s, "time_proven", FALSE);
    row (cells, "Thời điểm / Time",
         g_strdup_printf ("%s – %s", local, proven ? "dấu thời gian chứng minh / proven by a time-stamp" : "do người ký khai / the signer's word"));
  }
  text_row (cells, "Mức PAdES / Level", level);
  text_row (cells, "Cơ quan cấp / Issuer", pn_wire_str (s, "issuer", ""));
  text_row (cells, "Số sê-ri / Serial", pn_wire_str (s, "serial", ""));
  hash_row (cells, "Chứng thư số / Certificate, SHA-256", pn_wire_str (s, "cert_sha256", ""));
  if (status != NULL)
    row (cells, "ETSI EN 319 102-1", etsi_words (status));
  draw_table (paper, cells);
}

static void
draw_end (PnPaper *paper)
{
  static const PnStyle note = { .size = 11, .italic = TRUE, .align = PN_ALIGN_JUSTIFY, .before = 12, .after = 8 };

  pn_paper_text (paper, &note, "Báo cáo do hệ thống lập và ký tự động; chỉ nói về chữ ký số của đúng tệp có giá trị SHA-256 ghi trên, không xác nhận nội dung văn bản. / "
                               "Made and signed by the service itself; it speaks of the signatures of the file with the SHA-256 above, not of what the document says.");
}

GBytes *
pn_compose_check (const void *json, gsize length, GError **error)
{
  g_autoptr (PnJson) report = pn_wire_parse (json, length, PN_CHECK_PAPER_MAX_JSON, error);
  if (report == NULL)
    return NULL;
  gsize n = pn_wire_length (pn_wire_member (report, "signatures"));
  if (n > SIGNATURES_MAX) {
    g_set_error (error, PN_ERROR, PN_ERROR_TOO_LARGE, "more than %d signatures", SIGNATURES_MAX);
    return NULL;
  }
  g_autoptr (PnPaper) paper = pn_paper_new ("Báo cáo kiểm tra chữ ký số", pn_wire_str (report, "at", "2026-01-01"));
  draw_title (paper, report);
  draw_file (paper, report);
  for (gsize i = 0; i < n; i++)
    draw_signature (paper, report, i);
  draw_end (paper);
  return pn_paper_finish (paper, NULL, error);
}
