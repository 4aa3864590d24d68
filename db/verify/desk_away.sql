-- Verify phien:desk_away on pg
begin;
select id, from_id, to_id, scope, valid, reason, grant_id, created_at, ended_at from phien.substitution where false;
select passed_from, pass_reason from phien.sign_step where false;
select phien.vn_today (), phien.stands_for (0, 0, 'sign');
select 'phien.away_set (bigint, jsonb)'::regprocedure, 'phien.away_end (bigint, bigint)'::regprocedure,
  'phien.desk_pass (bigint, bigint, bigint, text, text[], text, text, bigint)'::regprocedure;
rollback;
