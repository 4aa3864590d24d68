/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /docs/incoming/{id}/form/pdf?lang=: the handling form to print, marked as from the system (R15, R23). */
#include "docs-service/http/books.h"
#include "docs-service/http/routes.h"

static void
add_fact (PnJson *facts, const char *label, const char *value)
{
  PnJson *pair = pn_wire_array ();
  pn_wire_add_str (pair, label);
  pn_wire_add_str (pair, value);
  pn_wire_add_take (facts, pair);
}

static void
add_block (PnJson *blocks, const char *title, const PnJson *entries)
{
  PnJson *block = pn_args_str ("title", title);
  pn_wire_set_ref (block, "entries", entries);
  pn_wire_add_take (blocks, block);
}

static void
on_form (PnCall *call, const PnJson *form)
{
  gboolean vi = pn_book_in_vietnamese (call);
  g_autofree char *mark = pn_book_mark (call, pn_wire_str (form, "person", ""));
  g_autoptr (PnJson) input = pn_args_str ("title", vi ? "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN" : "Handling form of an incoming document");
  PnJson *facts = pn_wire_array (), *blocks = pn_wire_array ();
  add_fact (facts, vi ? "Số đến, ngày đến" : "Arrival", pn_wire_str (form, "arrival", ""));
  add_fact (facts, vi ? "Tác giả" : "From", pn_wire_str (form, "from_org", ""));
  add_fact (facts, vi ? "Số, ký hiệu, ngày tháng" : "Number, symbol, date", pn_wire_str (form, "reference", ""));
  add_fact (facts, vi ? "Trích yếu nội dung" : "Subject", pn_wire_str (form, "subject", ""));
  add_fact (facts, vi ? "Thời hạn giải quyết" : "Due", pn_wire_str (form, "due", ""));
  add_block (blocks, vi ? "Ý kiến của lãnh đạo cơ quan, tổ chức" : "The leader", pn_wire_member (form, "leader"));
  add_block (blocks, vi ? "Ý kiến của lãnh đạo đơn vị" : "The head of the unit", pn_wire_member (form, "head"));
  add_block (blocks, vi ? "Ý kiến của người được giao giải quyết" : "The official in charge", pn_wire_member (form, "officer"));
  pn_wire_set_str (input, "body", pn_wire_str (form, "body", ""));
  pn_wire_set_str (input, "parent_body", pn_wire_str (form, "parent_body", ""));
  pn_wire_set_str (input, "day", pn_wire_str (form, "day", "2026-01-01"));
  pn_wire_set_str (input, "mark", mark);
  pn_wire_set_take (input, "facts", facts);
  pn_wire_set_take (input, "blocks", blocks);
  pn_book_print (call, "handling", input);
}

void
pn_docs_handling_pdf (PnCall *call)
{
  pn_call_ask (call, PN_Q_HANDLING, call->id, pn_args_str ("lang", pn_book_in_vietnamese (call) ? "vi" : "en"), on_form);
}
