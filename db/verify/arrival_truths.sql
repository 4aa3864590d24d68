-- Verify phien:arrival_truths on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select own_list from phien.org_kind where false;
select 1 / (select count (*) from pg_trigger where tgname = 'arrival_trace')::int;
rollback;
