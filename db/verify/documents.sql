-- Verify phien:documents on pg
begin;
select sha256, size, media_type from phien.blob where false;
select id, meeting_id, item_id, kind, title, created_by, created_at, retracted_at from phien.document where false;
select id, document_id, n, sha256, filename, page_count, pages, outline, frozen, minutes_rev, created_by, created_at from phien.document_version where false;
select id, account_id, person_id, meeting_id, item_id, document_id, version_id, filename, title, size, received, state, error_code from phien.upload where false;
select sha256, page, text, words, folded from phien.page_text where false;
select id, client_id, version_id, person_id, page, kind, layer, data from phien.annotation where false;
select person_id, version_id, last_page from phien.document_read where false;
select id, version_id, person_id, capacity, field_name, cert_subject, cert_sha256, digest_sha256, signed_at from phien.signature where false;
select phien.may_read_document (0, 0), phien.may_see_meeting (0, 0), phien.may_prepare_meeting (0, 0);
rollback;
