-- Revert phien:paper_out from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
drop function phien.paper_out (bigint, bigint, jsonb), phien.doc_symbol (bigint, text, bigint), phien.doc_series (bigint, text, text);
alter table phien.sign_request drop column paper, drop column secrecy;
commit;
