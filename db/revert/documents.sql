-- Revert phien:documents from pg
begin;
drop function phien.may_read_document (bigint, bigint);
drop function phien.may_prepare_meeting (bigint, bigint);
drop function phien.may_see_meeting (bigint, bigint);
drop table phien.signature;
drop function phien.signature_freezes ();
drop table phien.document_read;
drop table phien.annotation;
drop function phien.annotation_page ();
drop table phien.page_text;
drop table phien.upload;
drop table phien.document_version;
drop function phien.version_fixed ();
drop function phien.version_number ();
drop table phien.document;
drop table phien.blob;
commit;
