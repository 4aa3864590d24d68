-- Verify phien:answers on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select request_id, in_id, ends, linked_by, linked_at from phien.answer where false;
select phien.answers_of (0, 0), phien.answer_codes (0, true);
select 1 / (select count (*) from pg_trigger where tgname = 'request_answered')::int;
rollback;
