-- Revert phien:desk_bulk from pg
begin;
drop trigger file_opened_note on phien.document_read;
drop function phien.has_opened (bigint, text);
drop function phien.file_opened_note ();
drop table phien.file_opened;
commit;
