-- Verify phien:copies on pg
begin;
select id, unit_id, year, number, notation, kind, of_document_id, source_version_id, document_id, parts, made_by, made_at from phien.doc_copy where false;
select phien.home_document (0), phien.may_read_document_of (0, 0), phien.copy_letters ('sao_y');
rollback;
