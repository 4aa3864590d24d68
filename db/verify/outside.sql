-- Verify phien:outside on pg
begin;
select id, person_id, cert_sha256, subject, valid, added_at, revoked_at from phien.person_cert where false;
select id, step_id, person_id, token_sha256, sha256, created_at, expires_at, fetched_at, refused_code, refused_at, used_at, version_id, voided_at from phien.sign_intake where false;
select 'phien.intake_open (bigint, bigint, text, text)'::regprocedure, 'phien.intake_find (text)'::regprocedure, 'phien.intake_fetched (text)'::regprocedure,
  'phien.intake_refused (bigint, text)'::regprocedure, 'phien.intake_take (bigint, bigint, text, text, text, bigint)'::regprocedure, 'phien.certs_of (bigint)'::regprocedure;
rollback;
