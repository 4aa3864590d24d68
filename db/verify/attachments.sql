-- Verify phien:attachments on pg
begin;
select id, request_id, document_id, title, added_at, removed_at, sealed_version_id from phien.attachment where false;
select request_id, round, attachment_id, version_id, sha256 from phien.round_attachment where false;
select from phien.attachments_now (0);
rollback;
