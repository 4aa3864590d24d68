-- Deploy phien:answers to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was received is answered by what is sent: a draft says which arrival it answers, the register of arrivals says by which number of which day it was
-- answered (Decree 30/2020 Annex IV, R15), and with the issue the work is done or asked to be done (R12, R14).
begin;

create table phien.answer (
  request_id bigint primary key references phien.sign_request,
  in_id bigint not null references phien.register_in,
  ends boolean not null default true,
  linked_by bigint not null references phien.person,
  linked_at timestamptz not null default now ()
);
comment on table phien.answer is 'Which arrival an outgoing document answers. ends: once it is issued, what its drafter or those on its route were to do for that arrival is done.';
create index answer_in on phien.answer (in_id);

alter table phien.reminder drop constraint reminder_kind_check;
alter table phien.reminder add constraint reminder_kind_check check (kind in ('today', 'late', 'answered'));

-- What an issued answer does to the arrival: those who wrote it have done what they lead, those who did not are asked.
create function phien.answer_issued (request bigint) returns void
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  r sign_request;
  w answer;
  told text;
begin
  select * into r from sign_request where id = request;
  select * into w from answer where request_id = request;
  perform from register_in where id = w.in_id for update;
  select format ('Trả lời bằng %s số %s ngày %s', k.name_vi, doc_code (o.number, o.notation), to_char (o.issued_on, 'DD/MM/YYYY')) into told
    from register_out o join doc_kind k on k.kind = o.kind where o.request_id = request;
  if w.ends then
    update instruction n set done_by = r.drafter_id, done_at = now (), report = told
     where n.in_id = w.in_id and n.done_at is null
       and (n.lead_id = r.drafter_id or exists (select from sign_step s where s.request_id = request and s.state = 'done' and s.acted_by = n.lead_id));
    update register_in set state = 'done' where id = w.in_id and state in ('registered', 'assigned') and not exists (select from instruction n where n.in_id = w.in_id and n.done_at is null);
  end if;
  insert into reminder (person_id, instruction_id, kind, due_at)
    select n.lead_id, n.id, 'answered', now () from instruction n where n.in_id = w.in_id and n.done_at is null on conflict do nothing;
end $$;

create function phien.request_answered () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if exists (select from answer where request_id = new.id) then
    perform answer_issued (new.id);
  end if;
  return null;
end $$;
create trigger request_answered after update of state on phien.sign_request for each row when (new.state = 'issued' and old.state <> 'issued') execute function phien.request_answered ();

create function phien.arrival_words (i phien.register_in) returns text
  language sql stable set search_path = phien, pg_temp
  return concat_ws (' ', coalesce (nullif (i.kind, ''), 'Văn bản'), 'số ' || nullif (i.code, ''), 'ngày ' || to_char (i.issued_on, 'DD/MM/YYYY'), 'của ' || i.from_org);
comment on function phien.arrival_words (phien.register_in) is '"Công văn số 12/STC ngày 20/11/2026 của Sở Tài chính", as a letter cites it.';

create function phien.answer_set (request bigint, actor bigint, entry bigint, ends boolean) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  r sign_request := desk_lock (request, actor);
  i register_in;
begin
  if not (r.drafter_id = actor or is_clerk (actor, r.unit_id)) then
    raise exception 'person % does not say what document % answers', actor, request using errcode = 'PN018';
  elsif not (r.state in ('draft', 'returned') or (r.state in ('routing', 'issued') and is_clerk (actor, r.unit_id))) or (entry is null and r.state = 'issued') then
    raise exception 'document % is %', request, r.state using errcode = 'PN016';
  end if;
  if entry is null then
    delete from answer where request_id = request;
    return request;
  end if;
  i := incoming_lock (entry, actor);
  if i.state = 'refused' then
    raise exception 'arrival % was sent back', entry using errcode = 'PN016';
  end if;
  insert into answer (request_id, in_id, ends, linked_by) values (request, entry, answer_set.ends, actor)
    on conflict (request_id) do update set in_id = excluded.in_id, ends = excluded.ends, linked_by = excluded.linked_by, linked_at = now ();
  perform desk_note (request, actor, 'answers', null, null, arrival_words (i));
  if r.state = 'issued' then
    perform answer_issued (request);
  end if;
  return request;
end $$;
comment on function phien.answer_set (bigint, bigint, bigint, boolean) is 'The drafter in his draft; the clerk also later, when it was forgotten. entry null: it answers nothing, until it is issued.';

-- A draft of the one who asks, as a letter of answer begins.
create function phien.answer_draft (entry bigint, actor bigint) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  i register_in := incoming_lock (entry, actor);
  cited text := arrival_words (i);
  d bigint;
  n bigint;
begin
  if i.state = 'refused' then
    raise exception 'arrival % was sent back', entry using errcode = 'PN016';
  end if;
  insert into document (kind, title, created_by) values ('official', left ('trả lời ' || cited, 300), actor) returning id into d;
  insert into sign_request (unit_id, kind, subject, drafter_id, drafting_unit_id, urgency, recipients, body, document_id, due_at)
    values (i.unit_id, 'official_letter', left ('trả lời ' || cited, 500), actor, (select p.unit_id from person_now p where p.id = actor), i.urgency, '{"Như trên"}',
            jsonb_build_object ('source', 'text', 'addressees', jsonb_build_array (i.from_org),
              'paragraphs', jsonb_build_array (format ('Phúc đáp %s%s, %s có ý kiến như sau:', cited, ' ' || nullif (lower (left (i.subject, 1)) || substr (i.subject, 2), ''), (select u.name from org_unit u where u.id = i.unit_id)))),
            d, ((coalesce ((select min (n.due_on) from instruction n where n.in_id = entry and n.done_at is null), i.due_on) + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'))
    returning id into n;
  insert into answer (request_id, in_id, linked_by) values (n, entry, actor);
  perform desk_note (n, actor, 'answers', null, null, cited);
  return n;
end $$;

-- A draft is its drafter's alone; what is on its way is known to those who see the arrival, what it says is not.
create function phien.answers_of (entry bigint, person bigint) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_object ('request', case when phien.may_desk (person, r.id) then r.id end, 'state', r.state, 'kind_vi', k.name_vi, 'kind_en', k.name_en,
      'code', case when o.number is not null then phien.doc_code (o.number, o.notation) end, 'issued_on', o.issued_on, 'drafter', p.name, 'ends', w.ends) order by r.id), '[]')
    from phien.answer w join phien.sign_request r on r.id = w.request_id join phien.doc_kind k on k.kind = r.kind join phien.person p on p.id = r.drafter_id
      left join phien.register_out o on o.request_id = r.id
   where w.in_id = entry and r.state <> 'cancelled' and (r.state <> 'draft' or r.drafter_id = person);
end;

create function phien.answer_codes (entry bigint, vi boolean) returns text
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (string_agg (phien.doc_code (o.number, o.notation) || ', ' || to_char (o.issued_on, 'DD/MM/YYYY')
      || case when o.recalled_at is not null then case when vi then ' (đã thu hồi)' else ' (recalled)' end else '' end, '; ' order by o.id), '')
    from phien.answer w join phien.register_out o on o.request_id = w.request_id join phien.sign_request r on r.id = w.request_id
   where w.in_id = entry and r.state in ('issued', 'recalled');
end;
comment on function phien.answer_codes (bigint, boolean) is 'Number, symbol and date of what answered an arrival, for the books.';

create or replace function phien.book_in (person bigint, unit bigint, since date, until date, vi boolean) returns jsonb
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_array (
      phien.day_vn (i.arrived_at), i.number::text, i.from_org, i.code, coalesce (to_char (i.issued_on, 'DD/MM/YYYY'), ''), btrim (i.kind || ' ' || i.subject), phien.leads_of (i.id),
      coalesce ((select phien.day_vn (min (n.created_at)) from phien.instruction n where n.in_id = i.id), ''), '',
      concat_ws ('; ', nullif (i.description, ''), case when i.state = 'refused' then case when vi then 'trả lại: ' else 'sent back: ' end || i.refuse_reason end,
        case when vi then 'trả lời: ' else 'answered: ' end || nullif (phien.answer_codes (i.id, vi), '')))
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
      phien.answer_codes (i.id, vi),
      case when w.due < coalesce ((w.done_at at time zone 'Asia/Ho_Chi_Minh')::date, phien.vn_today ()) and i.state <> 'refused' then case when vi then 'quá hạn' else 'late' end else '' end)
      order by i.year, i.number), '[]')
    from phien.register_in i cross join lateral (select coalesce (max (n.due_on), i.due_on) as due, case when bool_and (n.done_at is not null) then max (n.done_at) end as done_at,
           string_agg (n.report, '; ' order by n.id) as report from phien.instruction n where n.in_id = i.id) w
   where i.unit_id = unit and (i.arrived_at at time zone 'Asia/Ho_Chi_Minh')::date between since and until and phien.may_incoming (person, i.id);
end;

revoke execute on function phien.answer_issued (bigint), phien.request_answered (), phien.arrival_words (phien.register_in), phien.answer_set (bigint, bigint, bigint, boolean),
  phien.answer_draft (bigint, bigint), phien.answers_of (bigint, bigint), phien.answer_codes (bigint, boolean) from public;
grant execute on function phien.arrival_words (phien.register_in), phien.answer_set (bigint, bigint, bigint, boolean), phien.answer_draft (bigint, bigint), phien.answers_of (bigint, bigint),
  phien.answer_codes (bigint, boolean) to phien_docs;
grant select on phien.answer to phien_docs, phien_meeting;

commit;
