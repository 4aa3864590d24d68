-- Verify phien:desk_access on pg
begin;
select unit_id, person_id, valid from phien.unit_checker where false;
select id, unit_id, what, act, person_id, capacity, giver_id, kinds, basis, valid, grant_id, before, after, state, proposed_by, proposed_at, decided_by, decided_at, note from phien.access_change where false;
select phien.is_admin (0), phien.access_of (0, 0);
select 'phien.access_propose (bigint, jsonb)'::regprocedure, 'phien.access_decide (bigint, bigint, boolean, text)'::regprocedure;
rollback;
