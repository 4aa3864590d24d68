/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/compose/check-words.h"

#include <string.h>

/* The first whose word stands in the finding; '^': the finding begins with it. The last stands for all others. */
typedef struct {
  const char *words[7];
  const char *sentence;
} Rule;

static const Rule changes[] = {
  { { "picture of this signature" }, "hình của một chữ ký trước đã bị chữ ký sau ghi đè / the picture of an earlier signature was overwritten by a later one" },
  { { "another reader", "readers do not agree", "some readers", "two places", "generation" },
    "các phần mềm đọc thấy nội dung khác nhau / programs see different contents in it" },
  { { "picture was put", "of this size", "more than text", "/Annots", "no signature" },
    "có hình, chữ hoặc ghi chú phủ thêm lên trang / a picture, text or note was laid over a page" },
  { { "^field " }, "ô biểu mẫu bị sửa / a form field was altered" },
  { { "/Pages", "/Kids", "/Count" }, "trang bị thêm, bớt hoặc thay / pages were added, removed or replaced" },
  { { "bytes follow", "revision", "startxref" }, "có dữ liệu lạ nối vào sau bản đã ký / foreign data follows the signed file" },
  { { "stream's bytes", "/Contents", "/Resources", "/XObject", "/Font", "/BBox" },
    "nội dung trang bị thay đổi / what a page shows was changed" },
  { { NULL }, "cấu trúc tài liệu bị thay đổi / the structure of the document was changed" },
};

static const Rule reasons[] = {
  { { "does not fit the signed bytes" }, "nội dung tệp không còn khớp với chữ ký / the file no longer fits the signature" },
  { { "ByteRange", "reachable", "signed revision" },
    "chữ ký không bao phủ đúng phần tệp phải bao phủ / the signature does not cover what it must cover" },
  { { "time-stamp" }, "dấu thời gian hỏng hoặc là của chữ ký khác / the time-stamp is damaged or of another signature" },
  { { "digest algorithm", "kind of signature", "SHA-1" },
    "thuật toán hoặc kiểu chữ ký không còn được chấp nhận / its algorithm or kind is not accepted" },
  { { "identifier", "content-type", "encoded", "encloses", "one signer", "SignedData", "foreign bytes" },
    "chữ ký không được tạo đúng chuẩn / the signature is not built as the standards say" },
  { { "signature algorithm" }, "thuật toán ký không khớp với khóa / the signature algorithm does not fit the key" },
  { { "revoked" }, "chứng thư số đã bị thu hồi / the certificate was revoked" },
  { { "expired" }, "chứng thư số đã hết hạn / the certificate has expired" },
  { { "signing-certificate", "signer's certificate", "is damaged" },
    "chứng thư số đi kèm thiếu, hỏng hoặc không đúng / its certificate is missing, damaged or another one" },
  { { "roots", "issuer", "self-signed", "certificate chain", "not made for signing" },
    "chứng thư số không dẫn đến cơ quan cấp được tin cậy / the certificate leads to no trusted authority" },
  { { "password", "encrypted" }, "tệp bị mã hóa, cần mật khẩu / the file is encrypted" },
  { { NULL }, "cấu trúc tệp bị hỏng / the structure of the file is damaged" },
};

static gboolean
says (const char *text, const char *word)
{
  return *word == '^' ? g_str_has_prefix (text, word + 1) : strstr (text, word) != NULL;
}

static const char *
sentence_of (const Rule *rules, const char *text)
{
  for (;; rules++) {
    if (rules->words[0] == NULL)
      return rules->sentence;
    for (guint i = 0; i < G_N_ELEMENTS (rules->words) && rules->words[i] != NULL; i++)
      if (says (text, rules->words[i]))
        return rules->sentence;
  }
}

const char *
pn_check_words_of_change (const char *forbidden)
{
  return sentence_of (changes, forbidden);
}

const char *
pn_check_words_of_reason (const char *detail)
{
  return *detail == '\0' ? "" : sentence_of (reasons, detail);
}
