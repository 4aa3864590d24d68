-- Verify phien:remote on pg
begin;
select id, person_id, credential, cert_sha256, subject, key_kind, valid, added_at, revoked_at from phien.remote_credential where false;
select id, step_id, person_id, credential_id, sha256, spec, digest, auth, created_at, expires_at, refused_code, refused_at, cms, signed_at, used_at, version_id, voided_at from phien.remote_sign where false;
select 'phien.remote_open (bigint, bigint, text, bigint, jsonb, text, jsonb)'::regprocedure, 'phien.remote_find (bigint, bigint)'::regprocedure,
  'phien.remote_signed (bigint, bigint, bytea)'::regprocedure, 'phien.remote_refused (bigint, bigint, text)'::regprocedure,
  'phien.remote_take (bigint, bigint, bigint, text, bigint)'::regprocedure, 'phien.remote_credentials_of (bigint)'::regprocedure;
rollback;
