-- Revert phien:desk_away from pg
begin;
drop function phien.desk_pass (bigint, bigint, bigint, text, text[], text, text, bigint);
create or replace function phien.desk_forward (step bigint, actor bigint, other bigint, note text) returns bigint
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['content', 'form', 'approve']);
begin
  update sign_step set person_id = other where id = step;
  perform desk_check_duties (s.request_id, s.round);
  perform desk_note (s.request_id, actor, 'forward', step, null, note);
  return s.request_id;
end $$;

create or replace function phien.desk_step_lock (step bigint, actor bigint, kinds text[]) returns phien.sign_step
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

comment on function phien.desk_step_lock (bigint, bigint, text[]) is null;
create or replace function phien.may_desk (person bigint, request bigint) returns boolean
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
drop function phien.away_end (bigint, bigint);
drop function phien.away_set (bigint, jsonb);
drop function phien.stands_for (bigint, bigint, text);
alter table phien.sign_step drop column passed_from, drop column pass_reason;
drop table phien.substitution;
drop function phien.substitution_fixed ();
drop function phien.vn_today ();
commit;
