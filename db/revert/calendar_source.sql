-- Revert phien:calendar_source from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
drop function phien.calendar_set (bigint, jsonb), phien.calendar_remove (bigint, date);
alter table phien.calendar_day drop column source, drop column set_by, drop column set_at;
commit;
