-- Verify phien:meetings on pg
begin;
select id, unit_id, org_kind, kind, basis, num, den, comparison, cite, valid from phien.body_rule where false;
select 1 / (phien.rule_needed (2, 3, 'at_least', 21) = 14 and phien.rule_needed (1, 2, 'more_than', 21) = 11)::int;
select id, unit_id, title, kind, description, place from phien.meeting_template where false;
select template_id, position, parent_position, title, minutes, internal from phien.template_item where false;
select id, unit_id, title, kind, state, starts_at, ends_at, place, description, secrecy, chair_id, secretary_id, recording, opened_at,
       closed_at, override_reason, version, last_seq, deleted_at from phien.meeting where false;
select id, meeting_id, name, unit_id, central from phien.site where false;
select meeting_id, person_id, role, votes, site_id, response, reason, proxy_id, attendance from phien.participant where false;
rollback;
