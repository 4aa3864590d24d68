/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/fields.h"

#include <stdio.h>
#include <string.h>
#include "base/error.h"

#define CODE_NUMBER_MAX 11
#define CODE_NOTATION_MAX 30

static const PnField incoming[] = {
  { "from_org", "OrganName", 200, TRUE },     { "from_code", "OrganId", 13, FALSE },
  { "kind", "TypeName", 100, FALSE },         { "subject", "Subject", 500, TRUE },
  { "language", "Language", 30, FALSE },      { "description", "Description", 500, FALSE },
  { "signer_title", "Position", 100, FALSE }, { "signer_name", "FullName", 50, FALSE },
  { "to_places", "ToPlaces", 1000, FALSE },   { NULL, NULL, 0, FALSE },
};
static const PnField outgoing[] = { { "language", "Language", 30, TRUE },
                                    { "description", "Description", 500, FALSE },
                                    { NULL, NULL, 0, FALSE } };
static const PnField receiver[] = { { "organ_id", "OrganId", 13, FALSE },
                                    { "organ_name", "OrganName", 200, TRUE },
                                    { NULL, NULL, 0, FALSE } };
static const PnField draft[] = { { "subject", "Subject", 500, TRUE }, { NULL, NULL, 0, FALSE } };
/* One line of each list of a draft. */
static const PnField lines[] = {
  { "recipients", "To", 200, TRUE }, { "addressees", "Addressee", 300, TRUE },
  { "bases", "Basis", 2000, TRUE },  { "paragraphs", "Paragraph", 20000, TRUE },
  { NULL, NULL, 0, FALSE },
};
static const PnField file[] = {
  { "notation", "FileNotation", 20, TRUE },     { "title", "Title", 500, TRUE },
  { "maintenance", "Maintenance", 30, TRUE },   { "rights", "Rights", 30, FALSE },
  { "creator", "Creator", 30, FALSE },          { "language", "Language", 30, FALSE },
  { "description", "Description", 500, FALSE }, { NULL, NULL, 0, FALSE },
};

/* As people know the groups. */
static const struct {
  const char *group, *vi, *en;
} names[] = {
  { "OrganName", "Tên cơ quan, tổ chức", "Name of the body" },
  { "OrganId", "Mã định danh cơ quan", "Code of the body" },
  { "TypeName", "Tên loại văn bản", "Kind of document" },
  { "Subject", "Trích yếu nội dung", "Subject" },
  { "Language", "Ngôn ngữ", "Language" },
  { "Description", "Ghi chú", "Remarks" },
  { "Position", "Chức vụ người ký", "Post of the signer" },
  { "FullName", "Họ và tên người ký", "Name of the signer" },
  { "ToPlaces", "Nơi nhận", "Receivers" },
  { "To", "Nơi nhận (một dòng)", "A receiver" },
  { "Addressee", "Kính gửi (một dòng)", "An addressee" },
  { "Basis", "Căn cứ ban hành (một dòng)", "A ground" },
  { "Paragraph", "Nội dung (một đoạn)", "A paragraph" },
  { "CodeNumber", "Số của văn bản", "Number of the document" },
  { "CodeNotation", "Ký hiệu của văn bản", "Symbol of the document" },
  { "FileNotation", "Số và ký hiệu hồ sơ", "Notation of the file" },
  { "Title", "Tiêu đề hồ sơ", "Title of the file" },
  { "Maintenance", "Thời hạn bảo quản", "How long it is kept" },
  { "Rights", "Chế độ sử dụng", "Terms of use" },
  { "Creator", "Người lập hồ sơ", "Creator of the file" },
};

const PnField *
pn_fields_of (PnFieldSet set)
{
  static const PnField *const sets[]
      = { [PN_FIELDS_INCOMING] = incoming, [PN_FIELDS_OUTGOING] = outgoing, [PN_FIELDS_RECEIVER] = receiver,
          [PN_FIELDS_FILE] = file,         [PN_FIELDS_DRAFT] = draft,       [PN_FIELDS_DRAFT_LINES] = lines };
  return sets[set];
}

static gboolean
too_long (const char *group, glong length, guint max, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_FIELD_TOO_LONG, "%s: %ld characters, at most %u", group, length,
               max);
  return FALSE;
}

gboolean
pn_field_too_long_words (const char *detail, char **vi, char **en)
{
  char group[32];
  long length;
  guint max;
  if (sscanf (detail, "%31[A-Za-z]: %ld characters, at most %u", group, &length, &max) != 3)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].group, group)) {
      *vi = g_strdup_printf (
          "“%s” dài %ld ký tự, tối đa %u ký tự (Phụ lục VI Nghị định 30/2020/NĐ-CP). Hãy rút ngắn nội dung.",
          names[i].vi, length, max);
      *en = g_strdup_printf (
          "“%s” has %ld characters, at most %u are allowed (Annex VI of Decree 30/2020/NĐ-CP). Shorten it.",
          names[i].en, length, max);
      return TRUE;
    }
  return FALSE;
}

gboolean
pn_field_check (const PnField *field, const char *value, GError **error)
{
  glong length = value != NULL ? g_utf8_strlen (value, -1) : 0;
  if (length > (glong) field->max)
    return too_long (field->group, length, field->max, error);
  if (length > 0 || !field->needed)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "%s is missing", field->group);
  return FALSE;
}

gboolean
pn_field_check_code (const char *code, GError **error)
{
  const char *slash = strchr (code, '/');
  glong number = g_utf8_strlen (code, slash != NULL ? slash - code : -1),
        notation = slash != NULL ? g_utf8_strlen (slash + 1, -1) : 0;
  if (number > CODE_NUMBER_MAX)
    return too_long ("CodeNumber", number, CODE_NUMBER_MAX, error);
  return notation <= CODE_NOTATION_MAX || too_long ("CodeNotation", notation, CODE_NOTATION_MAX, error);
}
