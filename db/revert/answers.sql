-- Revert phien:answers from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create or replace function phien.book_in (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      phien.day_vn (i.arrived_at), i.number::text, i.from_org, i.code, coalesce (to_char (i.issued_on, 'DD/MM/YYYY'), ''), btrim (i.kind || ' ' || i.subject), phien.leads_of (i.id),
      coalesce ((select phien.day_vn (min (n.created_at)) from phien.instruction n where n.in_id = i.id), ''), '',
      concat_ws ('; ', nullif (i.description, ''), case when i.state = 'refused' then case when vi then 'trả lại: ' else 'sent back: ' end || i.refuse_reason end))
      order by i.year, i.number), '[]')
    from phien.register_in i
   where i.unit_id = unit and (i.arrived_at at time zone 'Asia/Ho_Chi_Minh')::date between since and until and phien.may_incoming (person, i.id);
end;

create or replace function phien.book_in_handling (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      i.number::text, concat_ws (', ', btrim (i.kind || ' ' || i.code), to_char (i.issued_on, 'DD/MM/YYYY'), i.from_org) || ': ' || i.subject, phien.leads_of (i.id), coalesce (to_char (w.due, 'DD/MM/YYYY'), ''),
      case i.state when 'registered' then case when vi then 'Chờ bút phê' else 'Awaits instruction' end when 'assigned' then case when vi then 'Đang giải quyết' else 'Under way' end
        when 'done' then case when vi then 'Đã xong' else 'Done' end else case when vi then 'Đã trả lại' else 'Sent back' end end
      || coalesce (' ' || phien.day_vn (w.done_at), '') || coalesce (': ' || w.report, ''),
      '', case when w.due < coalesce ((w.done_at at time zone 'Asia/Ho_Chi_Minh')::date, phien.vn_today ()) and i.state <> 'refused' then case when vi then 'quá hạn' else 'late' end else '' end)
      order by i.year, i.number), '[]')
    from phien.register_in i cross join lateral (select coalesce (max (n.due_on), i.due_on) as due, case when bool_and (n.done_at is not null) then max (n.done_at) end as done_at,
           string_agg (n.report, '; ' order by n.id) as report from phien.instruction n where n.in_id = i.id) w
   where i.unit_id = unit and (i.arrived_at at time zone 'Asia/Ho_Chi_Minh')::date between since and until and phien.may_incoming (person, i.id);
end;

drop trigger request_answered on phien.sign_request;
drop function phien.request_answered (), phien.answer_issued (bigint), phien.answer_set (bigint, bigint, bigint, boolean), phien.answer_draft (bigint, bigint),
  phien.answers_of (bigint, bigint), phien.answer_codes (bigint, boolean), phien.arrival_words (phien.register_in);
delete from phien.reminder where kind = 'answered';
alter table phien.reminder drop constraint reminder_kind_check;
alter table phien.reminder add constraint reminder_kind_check check (kind in ('today', 'late'));
drop table phien.answer;

commit;
