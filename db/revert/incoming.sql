-- Revert phien:incoming from pg
begin;
create or replace function phien.may_read_document (person bigint, document bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.document d
     where d.id = may_read_document.document
       and (exists (select from phien.sign_request r where r.document_id = d.id and phien.may_desk (person, r.id))
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

drop function phien.incoming_refuse (bigint, bigint, text);
drop function phien.incoming_report (bigint, bigint, text);
drop function phien.incoming_instruct (bigint, bigint, jsonb);
drop function phien.incoming_register (bigint, bigint, jsonb);
drop function phien.incoming_lock (bigint, bigint);
drop function phien.may_incoming (bigint, bigint);
drop function phien.is_leader (bigint, bigint);
drop table phien.instruction_helper;
drop table phien.instruction;
drop function phien.instruction_fixed ();
drop table phien.register_in;
drop function phien.register_in_fixed ();
delete from phien.state_move where object = 'register_in';
delete from phien.number_series where series = 'in';
commit;
