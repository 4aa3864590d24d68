-- Revert phien:work_files from pg
begin;
drop function phien.work_file_close (bigint, bigint);
drop function phien.work_file_put (bigint, bigint, bigint);
drop function phien.work_file_open (bigint, bigint, jsonb);
drop function phien.may_file (bigint, bigint);
drop table phien.work_file_doc;
drop table phien.work_file;
drop function phien.work_file_fixed ();
commit;
