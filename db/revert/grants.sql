-- Revert phien:grants from pg
begin;
revoke all on all tables in schema phien from phien_meeting, phien_docs;
revoke all on all functions in schema phien from phien_meeting, phien_docs;
revoke usage on schema phien from phien_meeting, phien_docs;
grant execute on all functions in schema phien to public;
commit;
