-- Verify phien:vn_days on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select phien.vn_now (), phien.vn_today ();
do $$ begin
  assert not exists (select from pg_proc p where p.pronamespace = 'phien'::regnamespace and p.prokind = 'f' and pg_get_functiondef (p.oid) ~* '\mcurrent_date\M'), 'current_date is asked';
end $$;
rollback;
