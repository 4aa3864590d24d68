-- Verify phien:books on pg
begin;
select id, in_id, block, author_id, opinion, assignee_id, due_on, at from phien.handling_opinion where false;
select phien.opinion_block (0, 0), phien.book_out (0, 0, current_date, current_date, true), phien.book_file_docs (0, 0, true);
rollback;
