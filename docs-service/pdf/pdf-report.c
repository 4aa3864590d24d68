/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of pdf-check as JSON, and its verdicts in words. */
#include "base/clock.h"
#include "docs-service/pdf/pdf-check.h"

static const struct {
  const char *name, *vi, *en;
} verdicts[] = {
  [PN_PDF_VALID] = { "valid", "Chữ ký số hợp lệ; tài liệu không thay đổi từ khi ký.", "The signatures are valid; nothing has changed since." },
  [PN_PDF_VALID_WITH_CHANGES] = { "valid_with_changes", "Chữ ký số hợp lệ; sau khi ký chỉ có những thay đổi được phép nêu bên dưới.",
                                  "The signatures are valid; since then only the permitted changes named below were made." },
  [PN_PDF_UNTRUSTED] = { "untrusted", "Tài liệu nguyên vẹn nhưng chưa xác định được chứng thư số của người ký có tin cậy hay không.",
                         "The document is intact, but a signer's certificate does not lead to a trusted authority." },
  [PN_PDF_INVALID] = { "invalid", "Chữ ký số KHÔNG hợp lệ hoặc tài liệu đã bị thay đổi sau khi ký.",
                       "A signature is NOT valid, or the document was changed after signing." },
  [PN_PDF_UNSIGNED] = { "unsigned", "Tài liệu không có chữ ký số.", "The document carries no digital signature." },
  [PN_PDF_UNREADABLE] = { "unreadable", "Không đọc được tài liệu (hỏng, bị mã hóa hoặc không phải PDF).",
                          "The document cannot be read (damaged, encrypted or no PDF)." },
};

/* Named changes on signatures of people whose chain is not known. */
static const char strangers_vi[] = "Tài liệu nguyên vẹn, sau khi ký chỉ có những thay đổi được phép nêu bên dưới, nhưng CHƯA xác định được người ký có tin cậy hay không.";
static const char strangers_en[] = "The document is intact and only the permitted changes named below were made, but the signers are NOT known to be trustworthy.";

/* Nothing is known to have changed, but that cannot be proven. */
static const char weak_vi[] = "Chữ ký dùng thuật toán SHA-1 đã lỗi thời: không còn chứng minh được ai ký và tài liệu có bị thay đổi hay không.";
static const char weak_en[] = "Signed with SHA-1, which is out of date: it no longer proves who signed, or that nothing was changed.";

static gboolean
is_weak (const PnPdfReport *self)
{
  for (guint i = 0; i < self->signatures->len; i++)
    if (((const PnPdfSignature *) self->signatures->pdata[i])->trust == PN_PDF_WEAK_DIGEST)
      return self->verdict == PN_PDF_UNTRUSTED;
  return FALSE;
}

const char *
pn_pdf_verdict_name (PnPdfVerdict verdict)
{
  return verdicts[verdict].name;
}

static void
set_list (PnJson *object, const char *key, const GPtrArray *items)
{
  PnJson *list = pn_wire_array ();

  for (guint i = 0; i < items->len; i++)
    pn_wire_add_str (list, items->pdata[i]);
  pn_wire_set_take (object, key, list);
}

static const char *const integrity[] = { "ok", "broken", "unsupported" };
static const char *const trust[] = { "trusted", "unknown_issuer", "expired", "not_checked", "revoked", "weak_digest" };

/* The time that is proven, else the signer's word. */
static void
set_time (PnJson *o, const PnPdfSignature *s)
{
  g_autofree char *proven = s->stamped_us > 0 ? pn_time_to_iso (s->stamped_us) : NULL;

  pn_wire_set_str (o, "time", proven != NULL ? proven : s->claimed_time);
}

static PnJson *
brief_json (const PnPdfSignature *s)
{
  PnJson *o = pn_wire_object (), *changes = pn_wire_array ();

  for (guint i = 0; i < s->changes->len; i++)
    pn_wire_add_str (changes, s->changes->pdata[i]);
  for (guint i = 0; i < s->forbidden->len; i++) {
    g_autofree char *text = g_strconcat ("forbidden: ", s->forbidden->pdata[i], NULL);
    pn_wire_add_str (changes, text);
  }
  pn_wire_set_str (o, "integrity", integrity[s->integrity]);
  pn_wire_set_str (o, "trust", trust[s->trust]);
  pn_wire_set_take (o, "changes", changes);
  pn_wire_set_str (o, "level", s->level);
  pn_wire_set_str (o, "signer", s->signer);
  set_time (o, s);
  return o;
}

PnJson *
pn_pdf_report_brief_json (const PnPdfReport *self)
{
  PnJson *o = pn_wire_object (), *list = pn_wire_array ();

  pn_wire_set_str (o, "verdict", verdicts[self->verdict].name);
  for (guint i = 0; i < self->signatures->len; i++)
    pn_wire_add_take (list, brief_json (self->signatures->pdata[i]));
  pn_wire_set_take (o, "signatures", list);
  return o;
}

static void
set_range (PnJson *object, const guint64 range[4])
{
  PnJson *list = pn_wire_array ();

  for (guint i = 0; i < 4; i++)
    pn_wire_add_int (list, (gint64) MIN (range[i], PN_WIRE_MAX_INT));
  pn_wire_set_take (object, "byte_range", list);
}

static PnJson *
signature_json (const PnPdfSignature *s)
{
  PnJson *o = pn_wire_object ();

  pn_wire_set_str (o, "integrity", integrity[s->integrity]);
  pn_wire_set_str (o, "integrity_detail", s->integrity_detail);
  pn_wire_set_str (o, "trust", trust[s->trust]);
  pn_wire_set_str (o, "trust_detail", s->trust_detail);
  set_list (o, "changes", s->changes);
  set_list (o, "forbidden", s->forbidden);
  pn_wire_set_str (o, "level", s->level);
  pn_wire_set_str (o, "signer", s->signer);
  pn_wire_set_str (o, "issuer", s->issuer);
  pn_wire_set_str (o, "serial", s->serial);
  pn_wire_set_str (o, "cert_sha256", s->cert_sha256);
  pn_wire_set_str (o, "not_after", s->not_after);
  set_range (o, s->byte_range);
  set_time (o, s);
  pn_wire_set_bool (o, "time_proven", s->stamped_us > 0);
  pn_wire_set_str (o, "field", s->field);
  pn_wire_set_str (o, "subfilter", s->subfilter);
  pn_wire_set_str (o, "reason", s->reason);
  pn_wire_set_bool (o, "covers_file", s->covers_file);
  return o;
}

PnJson *
pn_pdf_report_json (const PnPdfReport *self)
{
  PnJson *o = pn_wire_object (), *text = pn_wire_object (), *list = pn_wire_array ();

  pn_wire_set_str (o, "verdict", verdicts[self->verdict].name);
  pn_wire_set_str (o, "reason", self->reason);
  gboolean weak = is_weak (self);
  gboolean strangers = self->verdict == PN_PDF_VALID_WITH_CHANGES && *self->reason != '\0';
  pn_wire_set_str (text, "vi", strangers ? strangers_vi : weak ? weak_vi : verdicts[self->verdict].vi);
  pn_wire_set_str (text, "en", strangers ? strangers_en : weak ? weak_en : verdicts[self->verdict].en);
  pn_wire_set_take (o, "text", text);
  pn_wire_set_int (o, "pages", self->page_count);
  for (guint i = 0; i < self->signatures->len; i++)
    pn_wire_add_take (list, signature_json (self->signatures->pdata[i]));
  pn_wire_set_take (o, "signatures", list);
  return o;
}
