-- Verify phien:work_files on pg
begin;
select id, unit_id, catalog, notation, title, maintenance, rights, creator, language, description, started_on, ended_on, opened_by, opened_at, closed_by, closed_at from phien.work_file where false;
select file_id, ordinal, document_id, added_by, added_at from phien.work_file_doc where false;
select phien.may_file (0, 0);
rollback;
