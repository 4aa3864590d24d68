-- Verify phien:desk_bulk on pg
begin;
select person_id, sha256, page_count, pages, first_at, last_page_at from phien.file_opened where false;
select phien.has_opened (0, 'x');
rollback;
