-- Revert phien:proof from pg
begin;
drop trigger signature_proof on phien.signature;
drop function phien.signature_proof ();
drop function phien.proof_counts ();
drop function phien.proof_renew (bigint);
drop function phien.proof_retry (bigint);
drop function phien.proof_resume (text);
drop function phien.proof_failed (bigint, uuid, text, text, timestamptz);
drop function phien.proof_raised (bigint, uuid, jsonb);
drop function phien.proof_progress (bigint, uuid, text);
drop function phien.proof_hold (bigint, uuid);
drop function phien.proof_claim (text);
drop function phien.proof_rank (text);
drop table phien.proof;
delete from phien.state_move where object = 'proof';
alter table phien.signature drop column level;
commit;
