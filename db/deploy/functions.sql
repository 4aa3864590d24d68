-- Deploy phien:functions to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create function phien.vote_open (meeting bigint, item bigint, question text, opener bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  v bigint;
begin
  insert into vote (meeting_id, item_id, question, opened_by) values (meeting, item, vote_open.question, opener) returning id into v;
  insert into vote_voter (vote_id, meeting_id, person_id)
    select v, p.meeting_id, p.person_id from participant p where p.meeting_id = vote_open.meeting and p.votes;
  return v;
end $$;
comment on function phien.vote_open (bigint, bigint, text, bigint) is 'Opens a vote for all participants with a vote, rule and members as of now (R35).';

create function phien.vote_close (vote bigint)
  returns table (yes int, no int, abstain int, not_cast int, entitled int, present int, members int, needed int, adopted boolean)
  language plpgsql set search_path = phien, pg_temp as $$
declare
  v vote;
  basis int;
begin
  select * into v from phien.vote x where x.id = vote_close.vote for update;
  if not found then
    raise exception 'vote % does not exist', vote_close.vote using errcode = 'PN011';
  end if;
  if v.state <> 'open' then
    raise exception 'vote % is closed already', v.id using errcode = 'PN001';
  end if;
  select count (*) filter (where b.choice = 'yes'), count (*) filter (where b.choice = 'no'), count (*) filter (where b.choice = 'abstain'),
         count (*) filter (where b.choice is null), count (*),
         -- Who cast a ballot was there, whatever the roll says.
         count (*) filter (where p.attendance = 'present' or b.choice is not null)
    into yes, no, abstain, not_cast, entitled, present
    from vote_voter w
    join participant p on p.meeting_id = w.meeting_id and p.person_id = w.person_id
    left join ballot b on b.vote_id = w.vote_id and b.person_id = w.person_id
   where w.vote_id = v.id;
  members := v.members;
  basis := case v.rule_basis when 'total_members' then v.members when 'present' then present else yes + no + abstain end;
  needed := rule_needed (v.rule_num, v.rule_den, v.rule_comparison, basis);
  adopted := yes >= needed;
  update phien.vote x
     set state = 'closed', closed_at = clock_timestamp (), yes = vote_close.yes, no = vote_close.no, abstain = vote_close.abstain,
         not_cast = vote_close.not_cast, present = vote_close.present, adopted = vote_close.adopted
   where x.id = v.id;
  return next;
end $$;
comment on function phien.vote_close (bigint) is
  'Counts under the lock of the vote and closes it by the rule snapshot (R35). PN001 when closed already. The caller may then write vote.result once.';

create function phien.floor_grant (meeting bigint, person bigint, given int, granter bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  r bigint;
begin
  perform from meeting m where m.id = floor_grant.meeting for no key update;
  update speak_request s set state = 'done' where s.meeting_id = floor_grant.meeting and s.state = 'granted';
  update speak_request s set state = 'granted', seconds = given, granted_by = granter
   where s.meeting_id = floor_grant.meeting and s.person_id = floor_grant.person and s.state = 'waiting' returning id into r;
  if not found then
    insert into speak_request (meeting_id, person_id, state, seconds, granted_at, granted_by)
      values (floor_grant.meeting, floor_grant.person, 'granted', given, now (), granter) returning id into r;
  end if;
  return r;
end $$;
comment on function phien.floor_grant (bigint, bigint, int, bigint) is 'Ends the speech that runs and gives the floor, asked for or not; returns the request.';

create function phien.agenda_start (item bigint) returns bigint
  language plpgsql set search_path = phien, pg_temp as $$
declare
  m bigint;
begin
  select meeting_id into m from agenda_item where id = item;
  perform from meeting where id = m for no key update;
  update agenda_item set state = 'done' where meeting_id = m and state = 'current' and id <> item and conclusion is not null;
  update agenda_item set state = 'pending' where meeting_id = m and state = 'current' and id <> item;
  update agenda_item set state = 'current' where id = item;
  return m;
end $$;
comment on function phien.agenda_start (bigint) is 'Makes the item the one being treated; one left without conclusion goes back to pending.';

create function phien.meeting_close (meeting bigint) returns void
  language plpgsql set search_path = phien, pg_temp as $$
begin
  perform from meeting m where m.id = meeting_close.meeting for no key update;
  if exists (select from vote v where v.meeting_id = meeting_close.meeting and v.state = 'open') then
    raise exception 'meeting %: a vote is open', meeting_close.meeting using errcode = 'PN006';
  end if;
  update speak_request s set state = 'done' where s.meeting_id = meeting_close.meeting and s.state = 'granted';
  update speak_request s set state = 'withdrawn' where s.meeting_id = meeting_close.meeting and s.state = 'waiting';
  update agenda_item a set state = 'done' where a.meeting_id = meeting_close.meeting and a.state = 'current';
  update meeting m set state = 'closed', recording = false where m.id = meeting_close.meeting;
end $$;
comment on function phien.meeting_close (bigint) is 'Ends floor and item, then the meeting; PN006 while a vote is open.';

-- The same holds for whoever closes by a plain UPDATE.
create function phien.meeting_close_settled () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  if exists (select from vote where meeting_id = new.id and state = 'open')
     or exists (select from speak_request where meeting_id = new.id and state in ('waiting', 'granted'))
     or exists (select from agenda_item where meeting_id = new.id and state = 'current') then
    raise exception 'meeting %: a vote, a speech or an item is still open', new.id using errcode = 'PN006';
  end if;
  return new;
end $$;
create trigger meeting_state_settled before update of state on phien.meeting
  for each row when (new.state = 'closed' and old.state <> 'closed') execute function phien.meeting_close_settled ();

create function phien.session_sweep () returns int
  language sql security definer set search_path = phien, pg_temp
begin atomic
  with gone as (delete from phien.login_session where expires_at < now () - interval '7 days' or revoked_at < now () - interval '7 days' returning 1)
  select count (*)::int from gone;
end;
create function phien.command_sweep (older interval default '30 days') returns int
  language sql security definer set search_path = phien, pg_temp
begin atomic
  with gone as (delete from phien.command where at < now () - greatest (older, interval '1 day') returning 1)
  select count (*)::int from gone;
end;
comment on function phien.command_sweep (interval) is 'Forgets old idempotency keys; never those of the last day.';

commit;
