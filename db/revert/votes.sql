-- Revert phien:votes from pg
begin;
drop table phien.ballot;
drop table phien.vote_voter;
drop table phien.vote;
drop function phien.ballot_open ();
drop function phien.voter_born ();
drop function phien.vote_counted ();
drop function phien.vote_fixed ();
drop function phien.vote_born ();
drop function phien.meeting_quorum (bigint);
drop function phien.meeting_members (bigint);
commit;
