-- Verify phien:agenda on pg
begin;
select id, meeting_id, parent_id, position, title, minutes, rapporteur_id, internal, state, conclusion, started_at, ended_at
  from phien.agenda_item where false;
select id, item_position, number from phien.agenda_of (0);
select has_function_privilege ('phien.meeting_apply_template (bigint, bigint)', 'execute');
rollback;
