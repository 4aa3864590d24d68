-- Verify phien:all_kinds on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select 1 / (select count (*) from phien.doc_kind where kind = 'telegram')::int;
rollback;
