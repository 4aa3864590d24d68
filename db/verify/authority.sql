-- Verify phien:authority on pg
begin;
select standing from phien.position_title where false;
select unit_id, abbr, collective, head_title, deputy_title, place, number_by_kind from phien.unit_letter where false;
select unit_id, person_id, valid from phien.unit_clerk where false;
select id, unit_id, capacity, from_id, to_id, kinds, basis, valid, revoked_at from phien.authority_grant where false;
select phien.is_head (0, 0, current_date), phien.is_clerk (0, 0), phien.signing_facts (0, 0, '');
rollback;
