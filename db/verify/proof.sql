-- Verify phien:proof on pg
begin;
select document_id, level, want, state, renew, progress, attempts, next_at, holder, lease, lease_until, reason_code, reason_detail, proven_until, renew_at, updated_at from phien.proof where false;
select level from phien.signature where false;
select 'phien.proof_claim (text)'::regprocedure, 'phien.proof_progress (bigint, uuid, text)'::regprocedure, 'phien.proof_raised (bigint, uuid, jsonb)'::regprocedure,
  'phien.proof_failed (bigint, uuid, text, text, timestamptz)'::regprocedure, 'phien.proof_resume (text)'::regprocedure, 'phien.proof_retry (bigint)'::regprocedure,
  'phien.proof_renew (bigint)'::regprocedure, 'phien.proof_counts ()'::regprocedure;
rollback;
