-- Deploy phien:votes to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.vote (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references phien.meeting,
  item_id bigint,
  question text not null check (length (question) between 1 and 1000),
  kind text not null default 'named' check (kind in ('named')),
  state text not null default 'open' check (state in ('open', 'closed')),
  opened_at timestamptz not null default now (),
  opened_by bigint references phien.person,
  closed_at timestamptz,
  -- The rule in force when the vote was opened; a later change of body_rule changes no result (R35).
  rule_basis text not null check (rule_basis in ('total_members', 'present', 'valid_ballots')),
  rule_num int not null check (rule_num > 0),
  rule_den int not null check (rule_den >= rule_num),
  rule_comparison text not null check (rule_comparison in ('at_least', 'more_than')),
  rule_cite text not null,
  members int not null check (members >= 0),
  present int check (present >= 0),
  yes int check (yes >= 0),
  no int check (no >= 0),
  abstain int check (abstain >= 0),
  not_cast int check (not_cast >= 0),
  adopted boolean,
  result jsonb check (jsonb_typeof (result) = 'object'),
  opened_xid xid8 not null default pg_current_xact_id (),
  unique (meeting_id, id),
  foreign key (meeting_id, item_id) references phien.agenda_item (meeting_id, id),
  constraint vote_closed_is_counted check (
    (state = 'closed') = (closed_at is not null) and
    (state = 'closed') = (num_nulls (yes, no, abstain, not_cast, present, adopted) = 0)),
  constraint vote_open_is_uncounted check (state = 'closed' or num_nonnulls (yes, no, abstain, not_cast, present, adopted, result) = 0)
);
create unique index vote_one_open on phien.vote (meeting_id) where state = 'open';
create index vote_meeting on phien.vote (meeting_id, id);
comment on table phien.vote is 'One question put to the named vote (biểu quyết). Rule and number of members are snapshots of the opening.';
comment on column phien.vote.members is 'All members of the body, "tổng số thành viên" (R35): meeting_members().';
comment on column phien.vote.result is 'The result as told to the room, words included; written once, together with or after the close.';
comment on column phien.vote.opened_xid is 'Transaction that opened the vote: only it may write the list of voters.';

create table phien.vote_voter (
  vote_id bigint not null,
  meeting_id bigint not null,
  person_id bigint not null,
  primary key (vote_id, person_id),
  unique (meeting_id, vote_id, person_id),
  foreign key (meeting_id, vote_id) references phien.vote (meeting_id, id),
  foreign key (meeting_id, person_id) references phien.participant (meeting_id, person_id)
);
comment on table phien.vote_voter is 'Who is entitled in this vote: participants with votes = true, fixed in the transaction that opens it.';

create table phien.ballot (
  vote_id bigint not null,
  meeting_id bigint not null,
  person_id bigint not null,
  choice text not null check (choice in ('yes', 'no', 'abstain')),
  receipt text not null default '' check (length (receipt) <= 100),
  cast_at timestamptz not null default now (),
  primary key (vote_id, person_id),
  foreign key (meeting_id, vote_id, person_id) references phien.vote_voter (meeting_id, vote_id, person_id)
);
comment on table phien.ballot is 'One ballot per voter (primary key), only by an entitled voter of that vote of that meeting (foreign key), only while it is open (PN001).';

create function phien.vote_born () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  m meeting;
  r body_rule;
begin
  -- Under the meeting's lock: it cannot close between the check and the commit.
  select * into m from meeting where id = new.meeting_id for no key update;
  if m.state is distinct from 'open' then
    raise exception 'vote: meeting % is not open', new.meeting_id using errcode = 'PN006';
  end if;
  r := rule_of (m.unit_id, 'majority', m.starts_at::date);
  new.rule_basis := coalesce (new.rule_basis, r.basis);
  new.rule_num := coalesce (new.rule_num, r.num);
  new.rule_den := coalesce (new.rule_den, r.den);
  new.rule_comparison := coalesce (new.rule_comparison, r.comparison);
  new.rule_cite := coalesce (new.rule_cite, r.cite);
  new.members := coalesce (new.members, meeting_members (new.meeting_id));
  return new;
end $$;
comment on function phien.vote_born () is 'Takes the rule snapshot where the caller gave none (R35); PN006 unless the meeting is open.';

create function phien.meeting_members (meeting bigint) returns int
  language sql stable
begin atomic
  select coalesce (
    nullif ((select count (distinct t.person_id) from phien.tenure t
              where t.unit_id = m.unit_id and t.member and t.valid @> m.starts_at::date), 0),
    (select count (*) from phien.participant p where p.meeting_id = m.id and p.votes))::int
    from phien.meeting m where m.id = meeting_members.meeting;
end;
comment on function phien.meeting_members (bigint) is 'All members of the body on the day (R35), else those with a vote on the list: leaving someone off the list lowers no quorum.';

create function phien.meeting_quorum (meeting bigint)
  returns table (present int, members int, quorum_needed int, reached boolean, cite text)
  language sql stable
begin atomic
  select c.present, c.members, c.needed, c.present >= c.needed, c.cite
    from (select (select count (*)::int from phien.participant p where p.meeting_id = m.id and p.votes and p.attendance = 'present') as present,
                 x.members, phien.rule_needed ((r).num, (r).den, (r).comparison, x.members) as needed, (r).cite as cite
            from phien.meeting m,
                 lateral (select phien.meeting_members (m.id) as members, phien.rule_of (m.unit_id, 'quorum', m.starts_at::date) as r) x
           where m.id = meeting_quorum.meeting) c;
end;
comment on function phien.meeting_quorum (bigint) is 'Voting members present against the body''s quorum (R35).';

create trigger vote_born before insert on phien.vote for each row execute function phien.vote_born ();
create trigger vote_state_move before insert or update of state on phien.vote for each row execute function phien.check_state_move ();
create trigger vote_no_delete before delete on phien.vote for each row execute function phien.refuse_change ();

create function phien.vote_fixed () returns trigger
  language plpgsql as $$
begin
  if (to_jsonb (new) - '{state,closed_at,present,yes,no,abstain,not_cast,adopted,result}'::text[])
     <> (to_jsonb (old) - '{state,closed_at,present,yes,no,abstain,not_cast,adopted,result}'::text[]) then
    raise exception 'vote %: question and rule stay as they were opened', old.id using errcode = 'PN002';
  end if;
  if old.state = 'closed' and (to_jsonb (new) - 'result' <> to_jsonb (old) - 'result' or old.result is not null) then
    raise exception 'vote % is closed', old.id using errcode = 'PN001';
  end if;
  return new;
end $$;
create trigger vote_fixed before update on phien.vote for each row execute function phien.vote_fixed ();

-- The counts on the row are the counts of the ballots, whoever wrote them.
create function phien.vote_counted () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  c record;
begin
  select count (*) as entitled, count (*) filter (where b.choice = 'yes') as yes, count (*) filter (where b.choice = 'no') as no,
         count (*) filter (where b.choice = 'abstain') as abstain, count (*) filter (where b.choice is null) as not_cast
    into c from vote_voter v left join ballot b using (vote_id, person_id) where v.vote_id = new.id;
  if (new.yes, new.no, new.abstain, new.not_cast) is distinct from (c.yes::int, c.no::int, c.abstain::int, c.not_cast::int) then
    raise exception 'vote %: counted %/%/%/%, ballots say %/%/%/%', new.id, new.yes, new.no, new.abstain, new.not_cast,
      c.yes, c.no, c.abstain, c.not_cast using errcode = 'PN013';
  end if;
  return new;
end $$;
create trigger vote_state_counted before update of state on phien.vote
  for each row when (new.state = 'closed' and old.state = 'open') execute function phien.vote_counted ();
comment on function phien.vote_counted () is 'PN013: no vote closes with other numbers than its ballots.';

create function phien.voter_born () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  perform from vote where id = new.vote_id and meeting_id = new.meeting_id and state = 'open' and opened_xid = pg_current_xact_id ();
  if not found then
    raise exception 'vote %: its list of voters is fixed', new.vote_id using errcode = 'PN010';
  end if;
  perform from participant where meeting_id = new.meeting_id and person_id = new.person_id and votes;
  if not found then
    raise exception 'vote %: person % has no vote in this meeting', new.vote_id, new.person_id using errcode = 'PN010';
  end if;
  return new;
end $$;
create trigger voter_born before insert on phien.vote_voter for each row execute function phien.voter_born ();
create trigger voter_fixed before update or delete on phien.vote_voter for each row execute function phien.refuse_change ();
create trigger voter_no_truncate before truncate on phien.vote_voter for each statement execute function phien.refuse_change ();

create function phien.ballot_open () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  s text;
begin
  -- FOR SHARE waits for vote_close(): a ballot is either counted or refused, never between.
  select state into s from vote where id = new.vote_id for share;
  if s is distinct from 'open' then
    raise exception 'vote % takes no ballots: %', new.vote_id, coalesce (s, 'not found') using errcode = 'PN001';
  end if;
  if tg_op = 'UPDATE' and (new.vote_id, new.meeting_id, new.person_id) <> (old.vote_id, old.meeting_id, old.person_id) then
    raise exception 'a ballot stays with its voter' using errcode = 'PN002';
  end if;
  return new;
end $$;
create trigger ballot_open before insert or update on phien.ballot for each row execute function phien.ballot_open ();
create trigger ballot_no_delete before delete on phien.ballot for each row execute function phien.refuse_change ();
create trigger ballot_no_truncate before truncate on phien.ballot for each statement execute function phien.refuse_change ();
create trigger vote_no_truncate before truncate on phien.vote for each statement execute function phien.refuse_change ();

commit;
