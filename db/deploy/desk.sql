-- Deploy phien:desk to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The signing desk (trình ký): a draft walks its route to the leader's signature, number and seal (Decree 30/2020 Art. 10-14, 32; R9-R13).
-- Moves that touch several rows are functions here, under the lock of the request: two clerks, two tabs, a crash give one outcome.
begin;

create table phien.doc_kind (
  kind phien.slug primary key,
  name_vi text not null check (length (name_vi) between 1 and 100),
  name_en text not null,
  abbr text not null default '' check (length (abbr) <= 10),
  sort int not null
);
comment on table phien.doc_kind is 'Kinds of administrative documents with their abbreviation (Decree 30/2020 Art. 7, Annex III); TypeName of at most 100 characters (R18).';
comment on column phien.doc_kind.abbr is 'Empty: an official letter, its symbol is body and drafting unit.';
insert into phien.doc_kind values
  ('resolution', 'Nghị quyết', 'Resolution', 'NQ', 1), ('decision', 'Quyết định', 'Decision', 'QĐ', 2), ('directive', 'Chỉ thị', 'Directive', 'CT', 3),
  ('notice', 'Thông báo', 'Notice', 'TB', 4), ('conclusion_notice', 'Thông báo kết luận', 'Conclusion notice', 'TB', 5),
  ('guidance', 'Hướng dẫn', 'Guidance', 'HD', 6), ('programme', 'Chương trình', 'Programme', 'CTr', 7), ('plan', 'Kế hoạch', 'Plan', 'KH', 8),
  ('scheme', 'Đề án', 'Scheme', 'ĐA', 9), ('report', 'Báo cáo', 'Report', 'BC', 10), ('minutes', 'Biên bản', 'Minutes', 'BB', 11),
  ('submission', 'Tờ trình', 'Submission', 'TTr', 12), ('invitation', 'Giấy mời', 'Invitation', 'GM', 13), ('official_letter', 'Công văn', 'Official letter', '', 14);

alter table phien.document alter column meeting_id drop not null;
alter table phien.document drop constraint document_kind_check;
alter table phien.document add constraint document_kind_check check (kind in ('paper', 'minutes', 'official', 'incoming'));
alter table phien.document add constraint document_home check ((meeting_id is null) = (kind in ('official', 'incoming')));
alter table phien.upload alter column meeting_id drop not null;
alter table phien.upload add constraint upload_home check (meeting_id is not null or document_id is not null);
alter table phien.signature add column kind text not null default 'person' check (kind in ('person', 'seal'));
comment on column phien.signature.kind is 'seal: the organisation''s signature, set by the clerk in person_id (Decree 30/2020 Art. 32, R4, R9).';

create table phien.sign_request (
  id bigint generated always as identity primary key,
  unit_id bigint not null references phien.unit_letter,
  kind phien.slug not null references phien.doc_kind,
  subject text not null check (subject = btrim (subject) and length (subject) between 1 and 500),
  drafter_id bigint not null references phien.person,
  drafting_unit_id bigint references phien.org_unit,
  urgency text not null default 'normal' check (urgency in ('normal', 'urgent', 'very_urgent', 'flash')),
  recipients text[] not null default '{}' check (cardinality (recipients) <= 200),
  body jsonb check (jsonb_typeof (body) = 'object' and octet_length (body::text) <= 1048576),
  number_first boolean not null default false,
  meeting_id bigint references phien.meeting,
  item_id bigint references phien.agenda_item,
  document_id bigint not null unique references phien.document,
  replaces_id bigint references phien.sign_request,
  state text not null default 'draft' check (state in ('draft', 'routing', 'returned', 'issued', 'recalled', 'cancelled')),
  round int not null default 0 check (round >= 0),
  due_at timestamptz,
  created_at timestamptz not null default now (),
  submitted_at timestamptz,
  ended_at timestamptz
);
comment on table phien.sign_request is 'One document on its way to signature. urgency: thường, khẩn, thượng khẩn, hỏa tốc (R7); subject: trích yếu (R18).';
comment on column phien.sign_request.number_first is 'Number before the leader''s signature; false: sign, number, seal (R9 supports both).';
comment on column phien.sign_request.meeting_id is 'The meeting, and agenda item, whose conclusion this document carries out: the chain.';
create index sign_request_drafter on phien.sign_request (drafter_id);
create index sign_request_meeting on phien.sign_request (meeting_id);
create trigger sign_request_state_move before insert or update of state on phien.sign_request for each row execute function phien.check_state_move ();
create trigger sign_request_no_delete before delete on phien.sign_request for each row execute function phien.refuse_change ();

create table phien.sign_step (
  id bigint generated always as identity primary key,
  request_id bigint not null references phien.sign_request,
  round int not null check (round >= 1),
  pos int not null check (pos between 1 and 50),
  kind text not null check (kind in ('content', 'form', 'approve', 'sign', 'number', 'seal')),
  person_id bigint references phien.person,
  capacity text not null default '' check (capacity in ('', 'TM.', 'Q.', 'KT.', 'TL.', 'TUQ.')),
  signer_lines text[] not null default '{}' check (cardinality (signer_lines) <= 4),
  state text not null default 'waiting' check (state in ('waiting', 'current', 'done', 'returned', 'void')),
  comment text not null default '' check (length (comment) <= 2000),
  sha256 phien.hash_sha256,
  version_id bigint references phien.document_version,
  acted_by bigint references phien.person,
  acted_at timestamptz,
  check ((kind in ('number', 'seal')) = (person_id is null)),
  check (capacity = '' or kind = 'sign'),
  check ((state in ('done', 'returned')) = (acted_at is not null and acted_by is not null))
);
comment on table phien.sign_step is 'Steps of one round: the same pos is parallel, the next pos waits for all of it. Initials (ký nháy) are content and form; number and seal are any clerk''s (R9, R10).';
comment on column phien.sign_step.sha256 is 'The file as the one who acted saw it.';
create index sign_step_request on phien.sign_step (request_id, round, pos);
create index sign_step_waiting on phien.sign_step (person_id) where state = 'current';
create trigger sign_step_state_move before insert or update of state on phien.sign_step for each row execute function phien.check_state_move ();
create trigger sign_step_no_delete before delete on phien.sign_step for each row execute function phien.refuse_change ();

insert into phien.state_move values
  ('sign_request', 'new', 'draft'), ('sign_request', 'draft', 'routing'), ('sign_request', 'draft', 'cancelled'),
  ('sign_request', 'routing', 'returned'), ('sign_request', 'routing', 'issued'),
  ('sign_request', 'returned', 'routing'), ('sign_request', 'returned', 'cancelled'), ('sign_request', 'issued', 'recalled'),
  ('sign_step', 'new', 'waiting'), ('sign_step', 'waiting', 'current'), ('sign_step', 'waiting', 'void'),
  ('sign_step', 'current', 'done'), ('sign_step', 'current', 'returned'), ('sign_step', 'current', 'void');

create table phien.duty_rule (
  a text not null, b text not null, cite text not null,
  primary key (a, b)
);
comment on table phien.duty_rule is 'Pairs of duties one person may not have on the same document (f9); data, so that a body may be stricter.';
insert into phien.duty_rule values
  ('draft', 'content', 'NĐ 30/2020 Điều 12 (R10)'), ('draft', 'form', 'NĐ 30/2020 Điều 12 (R10)'), ('draft', 'approve', 'NĐ 30/2020 Điều 11 (R10)'),
  ('draft', 'sign', 'NĐ 30/2020 Điều 13 (R11)'), ('content', 'sign', 'NĐ 30/2020 Điều 12 (R10)'), ('form', 'sign', 'NĐ 30/2020 Điều 12 (R10)'),
  ('sign', 'number', 'NĐ 30/2020 Điều 32 (R9)'), ('sign', 'seal', 'NĐ 30/2020 Điều 32 (R9)'),
  ('draft', 'number', 'NĐ 30/2020 Điều 32 (R9)'), ('draft', 'seal', 'NĐ 30/2020 Điều 32 (R9)');

create table phien.desk_log (
  request_id bigint not null references phien.sign_request,
  seq int not null,
  at timestamptz not null default now (),
  actor_id bigint not null references phien.person,
  act text not null check (length (act) between 1 and 40),
  step_id bigint references phien.sign_step,
  version_id bigint references phien.document_version,
  comment text not null default '' check (length (comment) <= 2000),
  primary key (request_id, seq)
);
comment on table phien.desk_log is 'Every draft, remark, approval, return, signature, number and seal of a document (R21).';
create trigger desk_log_fixed before update or delete on phien.desk_log for each row execute function phien.refuse_change ();

create table phien.number_series (
  unit_id bigint not null references phien.unit_letter,
  year int not null check (year between 1990 and 2999),
  series text not null check (length (series) between 1 and 40),
  last int not null default 0 check (last >= 0),
  primary key (unit_id, year, series)
);
comment on table phien.number_series is 'Last number given in each series of a year; from 01 on 1 January (R13). Series "in" counts arrivals (R14).';

create table phien.register_out (
  id bigint generated always as identity primary key,
  unit_id bigint not null references phien.unit_letter,
  year int not null,
  series text not null,
  number int not null check (number >= 1),
  notation text not null check (length (notation) between 1 and 30),
  issued_on date not null,
  kind phien.slug not null references phien.doc_kind,
  subject text not null,
  signer_id bigint references phien.person,
  signer_capacity text not null default '',
  drafter_id bigint not null references phien.person,
  recipients text[] not null default '{}',
  urgency text not null,
  pages int,
  request_id bigint not null unique references phien.sign_request,
  version_id bigint references phien.document_version,
  numbered_by bigint not null references phien.person,
  numbered_at timestamptz not null default now (),
  sealed_by bigint references phien.person,
  sealed_at timestamptz,
  recalled_by bigint references phien.person,
  recalled_at timestamptz,
  recall_reason text check (length (recall_reason) between 1 and 1000),
  unique (unit_id, year, series, number),
  check ((sealed_at is null) = (sealed_by is null)),
  check ((recalled_at is null) = (recall_reason is null))
);
comment on table phien.register_out is 'Outgoing register: one row for each number ever given, never deleted, no number twice, no gap (R13, R15); a recall keeps the row (R16).';
create trigger register_out_no_delete before delete on phien.register_out for each row execute function phien.refuse_change ();

create function phien.doc_code (number int, notation text) returns text
  language sql immutable
  return lpad (number::text, greatest (2, length (number::text)), '0') || '/' || notation;
comment on function phien.doc_code (int, text) is '"05/QĐ-UBND": numbers below ten are padded (R13).';

-- Numbers of a register follow without gap: the row of the series is locked until COMMIT.
create function phien.next_number (unit bigint, yr int, series text) returns int
  language plpgsql set search_path = phien, pg_temp as $$
declare
  n int;
begin
  insert into number_series (unit_id, year, series) values (unit, yr, next_number.series) on conflict do nothing;
  update number_series s set last = last + 1 where s.unit_id = unit and s.year = yr and s.series = next_number.series returning last into n;
  return n;
end $$;

create function phien.desk_note (request bigint, actor bigint, act text, step bigint, version bigint, comment text) returns void
  language sql set search_path = phien, pg_temp
begin atomic
  insert into phien.desk_log (request_id, seq, actor_id, act, step_id, version_id, comment)
    select desk_note.request, coalesce (max (l.seq), 0) + 1, desk_note.actor, desk_note.act, desk_note.step, desk_note.version, coalesce (desk_note.comment, '')
      from phien.desk_log l where l.request_id = desk_note.request;
end;

create function phien.may_desk (person bigint, request bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.sign_request r
     where r.id = request
       and (r.drafter_id = person
            or (r.state <> 'draft' and (
              exists (select from phien.sign_step s where s.request_id = r.id and person in (s.person_id, s.acted_by))
              or phien.is_clerk (person, r.unit_id) or phien.is_head (person, r.unit_id, current_date)))));
end;
comment on function phien.may_desk (bigint, bigint) is 'Who sees a document on the desk: drafter, those on its route, the unit''s clerks and head. A draft is its drafter''s alone.';

-- Locks the request and says what it is.
create function phien.desk_lock (request bigint, actor bigint) returns phien.sign_request
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request;
begin
  select * into r from sign_request x where x.id = request for update;
  if not found or not may_desk (actor, request) then
    raise exception 'no document % on the desk of person %', request, actor using errcode = 'PN011';
  end if;
  return r;
end $$;

create function phien.newest_version (document bigint) returns phien.document_version
  language sql stable set search_path = phien, pg_temp
begin atomic
  select v from phien.document_version v where v.document_id = document order by v.n desc limit 1;
end;

create function phien.desk_duties (request bigint, rnd int) returns table (duty text, person_id bigint)
  language sql stable set search_path = phien, pg_temp
begin atomic
  select 'draft', r.drafter_id from phien.sign_request r where r.id = request
  union all
  select s.kind, coalesce (s.acted_by, s.person_id) from phien.sign_step s
   where s.request_id = request and s.round = rnd and coalesce (s.acted_by, s.person_id) is not null;
end;

create function phien.desk_check_duties (request bigint, rnd int) returns void
  language plpgsql set search_path = phien, pg_temp as $$
declare
  hit record;
begin
  select r.a, r.b, r.cite, x.person_id into hit
    from desk_duties (request, rnd) x join desk_duties (request, rnd) y using (person_id) join duty_rule r on r.a = x.duty and r.b = y.duty limit 1;
  if found then
    raise exception 'person % may not % and % the same document: %', hit.person_id, hit.a, hit.b, hit.cite using errcode = 'PN015';
  end if;
end $$;
comment on function phien.desk_check_duties (bigint, int) is 'PN015: separation of duties (f9).';

-- The first position with an open step becomes current; none left: the document is issued.
create function phien.desk_advance (request bigint, rnd int) returns void
  language plpgsql set search_path = phien, pg_temp as $$
declare
  p int;
begin
  select min (s.pos) into p from sign_step s where s.request_id = request and s.round = rnd and s.state in ('waiting', 'current');
  if p is null then
    update sign_request set state = 'issued', ended_at = now () where id = request;
    return;
  end if;
  update sign_step s set state = 'current' where s.request_id = request and s.round = rnd and s.pos = p and s.state = 'waiting';
end $$;

create function phien.desk_submit (request bigint, actor bigint, steps jsonb, seen text) returns int
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request := desk_lock (request, actor);
  v document_version := newest_version (r.document_id);
  last_pos int;
begin
  if r.drafter_id <> actor or r.state not in ('draft', 'returned') then
    raise exception 'document % is % and not % to submit', request, r.state, actor using errcode = 'PN016';
  end if;
  if v.id is null or v.sha256 is distinct from seen then
    raise exception 'document %: not the newest version', request using errcode = 'PN007';
  end if;
  if r.state = 'returned' and exists (select from sign_step s where s.request_id = request and s.round = r.round and s.state = 'returned' and s.sha256 = v.sha256) then
    raise exception 'document %: it was returned in just this version', request using errcode = 'PN016';
  end if;
  insert into sign_step (request_id, round, pos, kind, person_id, capacity, signer_lines)
    select request, r.round + 1, (s->>'pos')::int, s->>'kind', (s->>'person')::bigint, coalesce (s->>'capacity', ''),
           coalesce ((select array_agg (l) from jsonb_array_elements_text (s->'lines') l), '{}')
      from jsonb_array_elements (steps) s;
  if (select count (*) filter (where s.kind = 'sign') <> 1 or bool_or (s.kind in ('number', 'seal')) or count (*) > 40
             or coalesce (max (s.pos) filter (where s.kind <> 'sign'), 0) >= min (s.pos) filter (where s.kind = 'sign')
        from sign_step s where s.request_id = request and s.round = r.round + 1) then
    raise exception 'document %: one signature, after everything else', request using errcode = 'PN017';
  end if;
  select max (s.pos) into last_pos from sign_step s where s.request_id = request and s.round = r.round + 1;
  if r.number_first then
    update sign_step s set pos = last_pos + 1 where s.request_id = request and s.round = r.round + 1 and s.kind = 'sign';
    insert into sign_step (request_id, round, pos, kind) values (request, r.round + 1, last_pos, 'number'), (request, r.round + 1, last_pos + 2, 'seal');
  else
    insert into sign_step (request_id, round, pos, kind) values (request, r.round + 1, last_pos + 1, 'number'), (request, r.round + 1, last_pos + 2, 'seal');
  end if;
  perform desk_check_duties (request, r.round + 1);
  update sign_request set state = 'routing', round = r.round + 1, submitted_at = now () where id = request;
  perform desk_note (request, actor, 'submit', null, v.id, null);
  perform desk_advance (request, r.round + 1);
  return r.round + 1;
end $$;
comment on function phien.desk_submit (bigint, bigint, jsonb, text) is
  'Drafter sends it on its way: [{pos, kind, person, capacity, lines}], one signature at the end; number and seal come by themselves. A returned draft must have changed (R10).';

create function phien.desk_step_lock (step bigint, actor bigint, kinds text[]) returns phien.sign_step
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s sign_step;
  r sign_request;
begin
  select * into s from sign_step x where x.id = step;
  if not found then
    raise exception 'no step %', step using errcode = 'PN011';
  end if;
  r := desk_lock (s.request_id, actor);
  select * into s from sign_step x where x.id = step;
  if s.kind <> all (kinds) or (s.person_id is not null and s.person_id <> actor) or (s.person_id is null and not is_clerk (actor, r.unit_id)) then
    raise exception 'step % is not for person %', step, actor using errcode = 'PN018';
  end if;
  if s.state <> 'current' or r.state <> 'routing' then
    raise exception 'step % is %, document %', step, s.state, r.state using errcode = 'PN016';
  end if;
  return s;
end $$;

create function phien.desk_done (step bigint, actor bigint, kinds text[], note text, seen text, made bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, kinds);
  r sign_request;
  v document_version;
begin
  select * into r from sign_request where id = s.request_id;
  if made is null then
    v := newest_version (r.document_id);
    if v.sha256 is distinct from seen then
      raise exception 'step %: not the newest version', step using errcode = 'PN007';
    end if;
  end if;
  update sign_step set state = 'done', comment = coalesce (note, ''), sha256 = seen, version_id = coalesce (made, v.id), acted_by = actor, acted_at = now () where id = step;
  perform desk_check_duties (s.request_id, s.round);
  perform desk_note (s.request_id, actor, s.kind, step, coalesce (made, v.id), note);
  perform desk_advance (s.request_id, s.round);
  return s.request_id;
end $$;
comment on function phien.desk_done (bigint, bigint, text[], text, text, bigint) is
  'One step is done by the one whose turn it is, on the version he saw (PN007 when another is newer). made: the version this step has made (signature, number, seal).';

create function phien.desk_return (step bigint, actor bigint, reason text, seen text) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['content', 'form', 'approve', 'sign', 'number']);
begin
  if exists (select from sign_step x where x.request_id = s.request_id and x.round = s.round and x.kind = 'sign' and x.state = 'done') then
    raise exception 'document % is signed and not returned; it may be recalled', s.request_id using errcode = 'PN016';
  end if;
  update sign_step set state = 'returned', comment = reason, sha256 = seen, acted_by = actor, acted_at = now () where id = step;
  update sign_step set state = 'void' where request_id = s.request_id and round = s.round and state in ('waiting', 'current');
  update sign_request set state = 'returned' where id = s.request_id;
  perform desk_note (s.request_id, actor, 'return', step, null, reason);
  return s.request_id;
end $$;
comment on function phien.desk_return (bigint, bigint, text, text) is 'Back to the drafter with the reason; the rest of the round is void, the next round asks everybody again (R10).';

create function phien.desk_forward (step bigint, actor bigint, other bigint, note text) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['content', 'form', 'approve']);
begin
  update sign_step set person_id = other where id = step;
  perform desk_check_duties (s.request_id, s.round);
  perform desk_note (s.request_id, actor, 'forward', step, null, note);
  return s.request_id;
end $$;
comment on function phien.desk_forward (bigint, bigint, bigint, text) is 'Somebody else gives this opinion instead; a signature is never forwarded, only delegated (R11).';

create function phien.desk_number (step bigint, actor bigint, day date) returns phien.register_out
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['number']);
  r sign_request;
  o register_out;
  sym text;
begin
  select * into r from sign_request where id = s.request_id;
  select * into o from register_out x where x.request_id = r.id;
  if found then
    return o; -- given before a crash: the same number again
  end if;
  perform desk_check_duties (s.request_id, s.round);
  select case when k.abbr <> '' then k.abbr || '-' || l.abbr
              else l.abbr || coalesce ('-' || (select d.abbr from unit_letter d where d.unit_id = r.drafting_unit_id and d.unit_id <> r.unit_id), '') end
    into sym from doc_kind k, unit_letter l where k.kind = r.kind and l.unit_id = r.unit_id;
  insert into register_out (unit_id, year, series, number, notation, issued_on, kind, subject, signer_id, signer_capacity, drafter_id, recipients, urgency, request_id, numbered_by)
    select r.unit_id, extract (year from day)::int, x.series, next_number (r.unit_id, extract (year from day)::int, x.series), sym, day, r.kind, r.subject,
           g.person_id, g.capacity, r.drafter_id, r.recipients, r.urgency, r.id, actor
      from (select case when l.number_by_kind then coalesce (nullif (k.abbr, ''), 'CV') else 'ALL' end as series
              from unit_letter l, doc_kind k where l.unit_id = r.unit_id and k.kind = r.kind) x,
           sign_step g where g.request_id = r.id and g.round = s.round and g.kind = 'sign'
    returning * into o;
  return o;
end $$;
comment on function phien.desk_number (bigint, bigint, date) is 'Gives this document its number, once: asked again it says the same one, so none is burnt by a crash and none is given twice (R13).';

create function phien.desk_sealed (step bigint, actor bigint, seen text, made bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r bigint := desk_done (step, actor, array['seal'], null, seen, made);
begin
  update register_out o set sealed_by = actor, sealed_at = now (), version_id = made,
         pages = (select v.page_count from document_version v where v.id = made) where o.request_id = r;
  return r;
end $$;

create function phien.desk_recall (request bigint, actor bigint, reason text) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request := desk_lock (request, actor);
begin
  if not (is_clerk (actor, r.unit_id) or is_head (actor, r.unit_id, current_date)
          or exists (select from sign_step s where s.request_id = request and s.kind = 'sign' and s.acted_by = actor)) then
    raise exception 'person % may not recall document %', actor, request using errcode = 'PN018';
  end if;
  update sign_request set state = 'recalled' where id = request;
  update register_out set recalled_by = actor, recalled_at = now (), recall_reason = reason where request_id = request;
  perform desk_note (request, actor, 'recall', null, null, reason);
  return request;
end $$;
comment on function phien.desk_recall (bigint, bigint, text) is 'An issued document is taken back; file, number and row stay (Decree 30/2020 Art. 18, R16).';

create function phien.desk_cancel (request bigint, actor bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request := desk_lock (request, actor);
begin
  if r.drafter_id <> actor then
    raise exception 'document % is not of person %', request, actor using errcode = 'PN018';
  end if;
  update sign_request set state = 'cancelled', ended_at = now () where id = request;
  perform desk_note (request, actor, 'cancel', null, null, null);
  return request;
end $$;

-- What is on the desk changes only while its drafter has it.
create function phien.sign_request_fixed () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if old.state not in ('draft', 'returned')
     and to_jsonb (new) - '{state,round,submitted_at,ended_at}'::text[] <> to_jsonb (old) - '{state,round,submitted_at,ended_at}'::text[] then
    raise exception 'document % is on its way and stays as it is', old.id using errcode = 'PN016';
  end if;
  if (new.unit_id, new.drafter_id, new.document_id) <> (old.unit_id, old.drafter_id, old.document_id) then
    raise exception 'document %: body, drafter and file stay', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger sign_request_fixed before update on phien.sign_request for each row execute function phien.sign_request_fixed ();

create function phien.register_out_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - '{version_id,pages,sealed_by,sealed_at,recalled_by,recalled_at,recall_reason}'::text[]
     <> to_jsonb (old) - '{version_id,pages,sealed_by,sealed_at,recalled_by,recalled_at,recall_reason}'::text[]
     or (old.sealed_at is not null and new.sealed_at is distinct from old.sealed_at) or (old.recalled_at is not null) then
    raise exception 'register %/%: written once', old.series, old.number using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger register_out_fixed before update on phien.register_out for each row execute function phien.register_out_fixed ();

-- A file of the desk is read by whoever may see its request.
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

revoke execute on function phien.doc_code (int, text), phien.next_number (bigint, int, text), phien.desk_note (bigint, bigint, text, bigint, bigint, text),
  phien.may_desk (bigint, bigint), phien.desk_lock (bigint, bigint), phien.newest_version (bigint), phien.desk_duties (bigint, int),
  phien.desk_check_duties (bigint, int), phien.desk_advance (bigint, int), phien.desk_submit (bigint, bigint, jsonb, text),
  phien.desk_step_lock (bigint, bigint, text[]), phien.desk_done (bigint, bigint, text[], text, text, bigint), phien.desk_return (bigint, bigint, text, text),
  phien.desk_forward (bigint, bigint, bigint, text), phien.desk_number (bigint, bigint, date), phien.desk_sealed (bigint, bigint, text, bigint),
  phien.desk_recall (bigint, bigint, text), phien.desk_cancel (bigint, bigint), phien.sign_request_fixed (), phien.register_out_fixed () from public;
-- The moves run with their owner's rights: phien-docs itself writes none of these rows but a draft.
alter function phien.desk_submit (bigint, bigint, jsonb, text) security definer;
alter function phien.desk_done (bigint, bigint, text[], text, text, bigint) security definer;
alter function phien.desk_return (bigint, bigint, text, text) security definer;
alter function phien.desk_forward (bigint, bigint, bigint, text) security definer;
alter function phien.desk_number (bigint, bigint, date) security definer;
alter function phien.desk_sealed (bigint, bigint, text, bigint) security definer;
alter function phien.desk_recall (bigint, bigint, text) security definer;
alter function phien.desk_cancel (bigint, bigint) security definer;
alter function phien.desk_note (bigint, bigint, text, bigint, bigint, text) security definer;
grant execute on function phien.doc_code (int, text), phien.may_desk (bigint, bigint), phien.desk_submit (bigint, bigint, jsonb, text),
  phien.desk_done (bigint, bigint, text[], text, text, bigint), phien.desk_return (bigint, bigint, text, text), phien.desk_forward (bigint, bigint, bigint, text),
  phien.desk_number (bigint, bigint, date), phien.desk_sealed (bigint, bigint, text, bigint), phien.desk_recall (bigint, bigint, text),
  phien.desk_cancel (bigint, bigint), phien.desk_note (bigint, bigint, text, bigint, bigint, text) to phien_docs;
grant select on phien.doc_kind, phien.sign_request, phien.sign_step, phien.desk_log, phien.register_out, phien.duty_rule to phien_docs, phien_meeting;
grant insert (unit_id, kind, subject, drafter_id, drafting_unit_id, urgency, recipients, body, number_first, meeting_id, item_id, document_id, replaces_id, due_at),
  update (kind, subject, urgency, recipients, body, number_first, due_at) on phien.sign_request to phien_docs;

commit;
