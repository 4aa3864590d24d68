-- Deploy phien:fields to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The input fields of Decree 30/2020 Annex VI with their lengths (R18): what the registers did not hold yet. What the system knows fills itself.
begin;

create table phien.outgoing_field (
  request_id bigint primary key references phien.sign_request,
  language text not null default 'Tiếng Việt' check (length (language) between 1 and 30),
  description text not null default '' check (length (description) <= 500),
  issued_amount int not null default 1 check (issued_amount between 1 and 100000),
  receivers jsonb not null default '[]' check (jsonb_typeof (receivers) = 'array' and jsonb_array_length (receivers) <= 200
    and not jsonb_path_exists (receivers, '$[*] ? (!(@.organ_id like_regex "^.{0,13}$") || !(@.organ_name like_regex "^.{1,200}$"))')),
  saved_by bigint not null references phien.person,
  saved_at timestamptz not null default now ()
);
comment on table phien.outgoing_field is 'Language 30, Description 500, IssuedAmount and To{OrganId 13, OrganName 200} of an outgoing document; the other groups are in sign_request and register_out.';

create function phien.outgoing_fields_save (request bigint, actor bigint, j jsonb) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r sign_request := desk_lock (request, actor);
begin
  if not (r.drafter_id = actor or is_clerk (actor, r.unit_id)) then
    raise exception 'person % keeps no fields of document %', actor, request using errcode = 'PN018';
  elsif r.state not in ('draft', 'returned') and not (r.state = 'routing' and is_clerk (actor, r.unit_id)) then
    raise exception 'document % is % and its fields stay', request, r.state using errcode = 'PN016';
  end if;
  insert into outgoing_field (request_id, language, description, issued_amount, receivers, saved_by)
    values (request, j->>'language', j->>'description', (j->>'issued_amount')::int, j->'receivers', actor)
    on conflict (request_id) do update set language = excluded.language, description = excluded.description, issued_amount = excluded.issued_amount,
      receivers = excluded.receivers, saved_by = excluded.saved_by, saved_at = now ();
  return request;
end $$;
comment on function phien.outgoing_fields_save (bigint, bigint, jsonb) is 'The drafter in his draft, the clerk until it is sealed; then they are frozen with it (R16).';

alter table phien.register_in
  add column language text not null default 'Tiếng Việt' check (length (language) between 1 and 30),
  add column description text not null default '' check (length (description) <= 500),
  add column signer_title text not null default '' check (length (signer_title) <= 100),
  add column signer_name text not null default '' check (length (signer_name) <= 50),
  add column to_places text not null default '' check (length (to_places) <= 1000),
  add column page_amount int check (page_amount between 1 and 100000),
  add column trace jsonb not null default '[]' check (jsonb_typeof (trace) = 'array' and octet_length (trace::text) <= 65536),
  add constraint register_in_code_parts check (length (split_part (code, '/', 1)) <= 11 and length (code) - length (split_part (code, '/', 1)) <= 31);
comment on column phien.register_in.page_amount is 'As the clerk counted a paper; null: the pages of the file.';
comment on column phien.register_in.trace is 'TraceHeaderList of a document that came by the exchange axis.';

create or replace function phien.incoming_register (unit bigint, actor bigint, j jsonb) returns phien.register_in
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  i register_in;
  d bigint;
  y int := extract (year from now () at time zone 'Asia/Ho_Chi_Minh')::int;
begin
  if not is_clerk (actor, unit) then
    raise exception 'person % is no clerk of unit %', actor, unit using errcode = 'PN018';
  end if;
  insert into document (kind, title, created_by) values ('incoming', j->>'subject', actor) returning id into d;
  insert into register_in (unit_id, year, number, from_org, from_code, code, issued_on, kind, subject, urgency, copies, due_on, document_id, registered_by,
                           language, description, signer_title, signer_name, to_places, page_amount)
    values (unit, y, next_number (unit, y, 'in'), j->>'from_org', coalesce (j->>'from_code', ''), coalesce (j->>'code', ''), (j->>'issued_on')::date, coalesce (j->>'kind', ''),
            j->>'subject', coalesce (j->>'urgency', 'normal'), coalesce ((j->>'copies')::int, 1), (j->>'due_on')::date, d, actor,
            coalesce (nullif (j->>'language', ''), 'Tiếng Việt'), coalesce (j->>'description', ''), coalesce (j->>'signer_title', ''), coalesce (j->>'signer_name', ''),
            coalesce (j->>'to_places', ''), (j->>'page_amount')::int)
    returning * into i;
  return i;
end $$;

create function phien.incoming_same (unit bigint, code text, from_org text) returns jsonb
  language sql stable set search_path = phien, pg_temp
begin atomic
  select coalesce (jsonb_agg (jsonb_build_object ('id', x.id, 'number', x.number, 'year', x.year) order by x.id), '[]')
    from phien.register_in x where x.unit_id = unit and incoming_same.code <> '' and x.code = incoming_same.code and phien.vn_fold (x.from_org) = phien.vn_fold (incoming_same.from_org);
end;
comment on function phien.incoming_same (bigint, text, text) is 'Arrivals with the same number, symbol and body: the clerk is warned (R19).';

revoke execute on function phien.outgoing_fields_save (bigint, bigint, jsonb), phien.incoming_same (bigint, text, text) from public;
alter function phien.outgoing_fields_save (bigint, bigint, jsonb) security definer;
grant execute on function phien.outgoing_fields_save (bigint, bigint, jsonb), phien.incoming_same (bigint, text, text) to phien_docs;
grant select on phien.outgoing_field to phien_docs, phien_meeting;

commit;
