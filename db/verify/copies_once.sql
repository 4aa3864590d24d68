-- Verify phien:copies_once on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
do $$ begin
  assert position ('newest_version' in pg_get_functiondef ('phien.book_copies (bigint, bigint, date, date, boolean)'::regprocedure)) > 0, 'every version of a copy is a line';
  assert position ('Lưu' in pg_get_functiondef ('phien.desk_amend (bigint, bigint, text)'::regprocedure)) > 0, 'a letter to "Lưu: VT"';
end $$;
rollback;
