-- Verify phien:votes on pg
begin;
select id, meeting_id, item_id, question, kind, state, opened_at, opened_by, closed_at, rule_basis, rule_num, rule_den, rule_comparison, rule_cite,
       members, present, yes, no, abstain, not_cast, adopted, result from phien.vote where false;
select vote_id, meeting_id, person_id from phien.vote_voter where false;
select vote_id, meeting_id, person_id, choice, receipt, cast_at from phien.ballot where false;
select present, members, quorum_needed, reached, cite from phien.meeting_quorum (0);
rollback;
