-- Deploy phien:reading_rights to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Minutes tell of internal items, and an item hides with everything below it: the same as phien-meeting shows (policy READ_MINUTES, SEE_INTERNAL).
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
comment on function phien.may_read_document (bigint, bigint) is 'Who sees the meeting sees its papers, but the minutes and what hangs at or below an internal item only as chair, secretary, delegate or delegate''s proxy.';

commit;
