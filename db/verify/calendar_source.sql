-- Verify phien:calendar_source on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select source, set_by, set_at from phien.calendar_day where false;
select 'phien.calendar_set (bigint, jsonb)'::regprocedure, 'phien.calendar_remove (bigint, date)'::regprocedure;
rollback;
