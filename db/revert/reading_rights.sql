-- Revert phien:reading_rights from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create or replace function phien.may_read_document (person bigint, document bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.document d
      left join phien.agenda_item i on i.id = d.item_id
     where d.id = may_read_document.document
       and (phien.may_prepare_meeting (person, d.meeting_id)
            or (d.retracted_at is null and phien.may_see_meeting (person, d.meeting_id)
                and (not coalesce (i.internal, false) or exists (
                      select from phien.participant p
                       where p.meeting_id = d.meeting_id and person in (p.person_id, p.proxy_id) and p.role in ('chair', 'secretary', 'delegate'))))));
end;
comment on function phien.may_read_document (bigint, bigint) is 'Who sees the meeting sees its papers, but those of an internal item only as chair, secretary, delegate or delegate''s proxy.';

commit;
