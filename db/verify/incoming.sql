-- Verify phien:incoming on pg
begin;
select id, unit_id, year, number, arrived_at, from_org, from_code, code, issued_on, kind, subject, urgency, copies, due_on, document_id, verdict, state, refuse_reason from phien.register_in where false;
select id, in_id, author_id, lead_id, opinion, due_on, done_by, done_at, report from phien.instruction where false;
select instruction_id, person_id from phien.instruction_helper where false;
select phien.is_leader (0, 0), phien.may_incoming (0, 0);
rollback;
