-- Verify phien:guards on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
do $$ begin
  assert (select count (*) = 9 from pg_trigger t join pg_proc p on p.oid = t.tgfoid where p.proname = 'row_fixed' and p.pronamespace = 'phien'::regnamespace), 'rows that are written once';
end $$;
rollback;
