/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/books.h"

static const PnBook books[] = {
  { "out", "SỔ ĐĂNG KÝ VĂN BẢN ĐI", "Register of outgoing documents", FALSE,
    { { "Số, ký hiệu văn bản", "Number and symbol", 12 }, { "Ngày tháng văn bản", "Date", 8 }, { "Tên loại và trích yếu nội dung", "Kind and subject", 23 }, { "Người ký", "Signer", 11 },
      { "Nơi nhận văn bản", "Receivers", 15 }, { "Đơn vị, người nhận bản lưu", "Who keeps a copy", 11 }, { "Số lượng bản", "Copies", 5 }, { "Ngày chuyển", "Sent on", 8 },
      { "Ký nhận", "Received", 6 }, { "Ghi chú", "Remarks", 11 } } },
  { "in", "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "Register of incoming documents", FALSE,
    { { "Ngày đến", "Arrived", 8 }, { "Số đến", "No.", 5 }, { "Tác giả", "From", 13 }, { "Số, ký hiệu văn bản", "Number and symbol", 13 }, { "Ngày tháng văn bản", "Date", 8 },
      { "Tên loại và trích yếu nội dung", "Kind and subject", 24 }, { "Đơn vị hoặc người nhận", "Given to", 12 }, { "Ngày chuyển", "Given on", 8 }, { "Ký nhận", "Received", 6 },
      { "Ghi chú", "Remarks", 11 } } },
  { "in-handling", "BÁO CÁO TÌNH HÌNH GIẢI QUYẾT VĂN BẢN ĐẾN", "Report on the handling of incoming documents", FALSE,
    { { "Số đến", "No.", 5 }, { "Tên loại, số và ký hiệu, ngày tháng, cơ quan ban hành và trích yếu", "Document and subject", 34 }, { "Đơn vị hoặc người nhận", "Given to", 15 },
      { "Thời hạn giải quyết", "Due", 9 }, { "Tiến độ giải quyết", "Progress", 23 }, { "Số, ký hiệu văn bản trả lời", "Answered by", 10 }, { "Ghi chú", "Remarks", 8 } } },
  { "out-handling", "BÁO CÁO TÌNH HÌNH GIẢI QUYẾT VĂN BẢN ĐI", "Report on the handling of outgoing documents", FALSE,
    { { "Số, ký hiệu", "Number and symbol", 12 }, { "Tên loại và trích yếu nội dung", "Kind and subject", 24 }, { "Người soạn thảo", "Drafter", 11 }, { "Ngày trình", "Submitted", 8 },
      { "Số lần trình", "Rounds", 5 }, { "Người ký", "Signer", 11 }, { "Ngày ký", "Signed", 8 }, { "Ngày phát hành", "Issued", 8 }, { "Thời hạn", "Due", 8 },
      { "Tình hình giải quyết", "State", 16 } } },
  { "copies", "SỔ ĐĂNG KÝ BẢN SAO", "Register of copies", FALSE,
    { { "Số, ký hiệu bản sao", "Number and symbol", 11 }, { "Ngày sao", "Date", 8 }, { "Hình thức sao", "Kind of copy", 9 }, { "Văn bản được sao", "Document copied", 34 }, { "Số trang", "Pages", 6 },
      { "Người sao", "Made by", 14 }, { "Ghi chú", "Remarks", 10 } } },
  { "files", "DANH MỤC HỒ SƠ", "List of files", FALSE,
    { { "Số và ký hiệu hồ sơ", "Notation", 11 }, { "Tiêu đề hồ sơ", "Title", 32 }, { "Thời hạn bảo quản", "Kept for", 9 }, { "Người lập hồ sơ", "Creator", 13 }, { "Ngày mở", "Opened", 8 },
      { "Ngày đóng", "Closed", 8 }, { "Số văn bản", "Documents", 6 }, { "Ghi chú", "Remarks", 13 } } },
  { "file", "MỤC LỤC VĂN BẢN TRONG HỒ SƠ", "Documents in the file", TRUE,
    { { "Số thứ tự", "No.", 5 }, { "Số, ký hiệu văn bản", "Number and symbol", 12 }, { "Ngày tháng văn bản", "Date", 9 }, { "Tên loại và trích yếu nội dung", "Kind and subject", 36 },
      { "Tác giả văn bản", "Issued by", 16 }, { "Số trang", "Pages", 6 }, { "Ghi chú", "Remarks", 10 } } },
};

const PnBook *
pn_book_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (books); i++)
    if (g_strcmp0 (books[i].id, id) == 0)
      return &books[i];
  return NULL;
}
