-- Verify phien:grants on pg
begin;
select 1 / (has_table_privilege ('phien_meeting', 'phien.event', 'select')
  and not has_table_privilege ('phien_meeting', 'phien.event', 'insert, update, delete, truncate')
  and not has_table_privilege ('phien_docs', 'phien.event', 'insert, update, delete, truncate')
  and not has_table_privilege ('phien_docs', 'phien.account', 'select')
  and not has_column_privilege ('phien_meeting', 'phien.meeting', 'last_seq', 'update')
  and has_function_privilege ('phien_docs', 'phien.session_person (bytea)', 'execute'))::int;
rollback;
