-- Verify phien:people on pg
begin;
select id, parent_id, kind, name, code, sort, valid from phien.org_unit where false;
select unit_id, name, code, parent_id, valid from phien.org_unit_past where false;
select from_id, into_id, at, decision from phien.org_merger where false;
select id, name, rank from phien.position_title where false;
select id, name, code, email, phone from phien.person where false;
select id, person_id, unit_id, title_id, main, member, valid from phien.tenure where false;
select id, name, title, rank, unit_id from phien.person_now where false;
select 1 / count (*) from phien.org_kind where kind = 'committee';
rollback;
