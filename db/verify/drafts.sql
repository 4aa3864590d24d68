-- Verify phien:drafts on pg
begin;
select id, request_id, uploaded_by, name, kind, original_sha256, pdf_sha256, page_count, pages, created_at from phien.draft_file where false;
select version_id, file_id, zones, placed_at from phien.draft_placing where false;
select rev from phien.sign_request where false;
select 'phien.draft_save (bigint, bigint, int, jsonb)'::regprocedure;
rollback;
