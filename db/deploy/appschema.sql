-- Deploy phien:appschema to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create schema phien;
comment on schema phien is 'Phien: the record of truth. Errors of our own have SQLSTATE class PN, see db/README.md.';

-- lower, NFD, no combining marks, đ → d. Only ASCII is lowered, and that under "C": the result never depends on the
-- locale of the cluster, so the function may be immutable and an index may be built on it.
create function phien.vn_fold (t text) returns text
  language sql immutable strict parallel safe
  return lower (translate (normalize (t, nfd),
    U&'\0111\0110\0300\0301\0302\0303\0304\0306\0307\0308\0309\030A\030B\030C\031B\0323\0327\0328', 'dD') collate "C");
comment on function phien.vn_fold (text) is 'Vietnamese text without case and diacritics: "Nghị quyết Đại hội" → "nghi quyet dai hoi".';

create domain phien.hash_sha256 as text check (value ~ '^[0-9a-f]{64}$');
comment on domain phien.hash_sha256 is 'SHA-256 in lower-case hex.';
create domain phien.slug as text check (value ~ '^[a-z][a-z0-9_]{0,31}$');

-- Rights to move are data (DESIGN rule 4): one table for every state machine, one trigger that reads it.
create table phien.state_move (
  object text not null,
  from_state text not null,
  to_state text not null,
  primary key (object, from_state, to_state)
);
comment on table phien.state_move is 'Allowed edges of every state machine; from_state ''new'' lists the states a row may be born in.';
insert into phien.state_move values
  ('meeting', 'new', 'draft'),
  ('meeting', 'draft', 'published'),
  ('meeting', 'published', 'open'),
  ('meeting', 'open', 'paused'),
  ('meeting', 'paused', 'open'),
  ('meeting', 'open', 'closed'),
  ('meeting', 'paused', 'closed'),
  ('meeting', 'closed', 'archived'),
  ('agenda_item', 'new', 'pending'),
  ('agenda_item', 'pending', 'current'),
  ('agenda_item', 'current', 'pending'),
  ('agenda_item', 'current', 'done'),
  ('speak_request', 'new', 'waiting'),
  ('speak_request', 'new', 'granted'),
  ('speak_request', 'waiting', 'granted'),
  ('speak_request', 'waiting', 'withdrawn'),
  ('speak_request', 'granted', 'done'),
  ('vote', 'new', 'open'),
  ('vote', 'open', 'closed'),
  ('minutes_revision', 'new', 'draft'),
  ('minutes_revision', 'draft', 'frozen'),
  ('upload', 'new', 'receiving'),
  ('upload', 'receiving', 'checking'),
  ('upload', 'receiving', 'refused'),
  ('upload', 'checking', 'receiving'),
  ('upload', 'checking', 'ready'),
  ('upload', 'checking', 'refused'),
  ('recording', 'new', 'running'),
  ('recording', 'running', 'done'),
  ('recording', 'running', 'failed');

create function phien.check_state_move () returns trigger
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  was text := case when tg_op = 'INSERT' then 'new' else old.state end;
begin
  if tg_op = 'UPDATE' and new.state = old.state then
    return new;
  end if;
  if not exists (select from state_move where object = tg_table_name and from_state = was and to_state = new.state) then
    raise exception '%: no way from % to %', tg_table_name, was, new.state using errcode = 'PN003';
  end if;
  return new;
end $$;
comment on function phien.check_state_move () is 'PN003 unless state_move has the edge.';

create function phien.refuse_change () returns trigger
  language plpgsql as $$
begin
  raise exception '% is append-only: no %', tg_table_name, tg_op using errcode = 'PN002';
end $$;
comment on function phien.refuse_change () is 'PN002: rows of this table are written once.';

commit;
