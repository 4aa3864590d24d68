-- Revert phien:copies from pg
begin;
create or replace function phien.may_read_document (person bigint, document bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.document d
     where d.id = may_read_document.document
       and (exists (select from phien.sign_request r where r.document_id = d.id and phien.may_desk (person, r.id))
            or exists (select from phien.register_in i where i.document_id = d.id and phien.may_incoming (person, i.id))
            or phien.may_prepare_meeting (person, d.meeting_id)
            or (d.retracted_at is null and phien.may_see_meeting (person, d.meeting_id)
                and ((d.kind <> 'minutes' and not exists (
                        with recursive up (parent_id, internal) as (
                          select i.parent_id, i.internal from phien.agenda_item i where i.id = d.item_id
                          union all
                          select a.parent_id, a.internal from phien.agenda_item a join up on a.id = up.parent_id)
                        select from up where up.internal))
                     or exists (
                      select from phien.participant p
                       where p.meeting_id = d.meeting_id and person in (p.person_id, p.proxy_id) and p.role in ('chair', 'secretary', 'delegate'))))));
end;

revoke execute on function phien.newest_version (bigint) from phien_docs;
drop function phien.copy_record (bigint, bigint, jsonb);
drop function phien.copy_source (bigint, bigint, text);
drop function phien.may_read_document_of (bigint, bigint);
drop function phien.home_document (bigint);
drop table phien.doc_copy;
drop function phien.copy_letters (text);
delete from phien.number_series where series = 'copy';
alter table phien.document drop constraint document_home;
alter table phien.document add constraint document_home check ((meeting_id is null) = (kind in ('official', 'incoming')));
alter table phien.document drop constraint document_kind_check;
alter table phien.document add constraint document_kind_check check (kind in ('paper', 'minutes', 'official', 'incoming'));
commit;
