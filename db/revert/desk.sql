-- Revert phien:desk from pg
begin;
create or replace function phien.may_read_document (person bigint, document bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.document d
     where d.id = may_read_document.document
       and (phien.may_prepare_meeting (person, d.meeting_id)
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
drop function phien.desk_cancel (bigint, bigint);
drop function phien.desk_recall (bigint, bigint, text);
drop function phien.desk_sealed (bigint, bigint, text, bigint);
drop function phien.desk_number (bigint, bigint, date);
drop function phien.desk_forward (bigint, bigint, bigint, text);
drop function phien.desk_return (bigint, bigint, text, text);
drop function phien.desk_done (bigint, bigint, text[], text, text, bigint);
drop function phien.desk_step_lock (bigint, bigint, text[]);
drop function phien.desk_submit (bigint, bigint, jsonb, text);
drop function phien.desk_advance (bigint, int);
drop function phien.desk_check_duties (bigint, int);
drop function phien.desk_duties (bigint, int);
drop function phien.newest_version (bigint);
drop function phien.desk_lock (bigint, bigint);
drop function phien.may_desk (bigint, bigint);
drop function phien.desk_note (bigint, bigint, text, bigint, bigint, text);
drop function phien.next_number (bigint, int, text);
drop function phien.doc_code (int, text);
drop table phien.register_out;
drop function phien.register_out_fixed ();
drop table phien.number_series;
drop table phien.desk_log;
drop table phien.duty_rule;
drop table phien.sign_step;
drop table phien.sign_request;
drop function phien.sign_request_fixed ();
delete from phien.state_move where object in ('sign_request', 'sign_step');
alter table phien.signature drop column kind;
alter table phien.upload drop constraint upload_home;
alter table phien.upload alter column meeting_id set not null;
alter table phien.document drop constraint document_home;
alter table phien.document drop constraint document_kind_check;
alter table phien.document add constraint document_kind_check check (kind in ('paper', 'minutes'));
alter table phien.document alter column meeting_id set not null;
drop table phien.doc_kind;
commit;
