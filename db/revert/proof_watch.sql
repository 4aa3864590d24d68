-- Revert phien:proof_watch from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

drop function phien.proofs_retry (bigint, bigint);
drop function phien.proofs_of (bigint);
drop function phien.proof_row (phien.proof);
drop function phien.proof_troubles ();
drop function phien.proof_ends_soon (phien.proof);
create or replace function phien.proof_failed (doc bigint, token uuid, code text, detail text, again timestamptz) returns void
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  perform proof_hold (doc, token);
  update proof set state = case when again is null then 'failed' else 'waiting' end, lease = null, lease_until = null, holder = null, progress = '',
         next_at = coalesce (again, now ()), reason_code = code, reason_detail = left (detail, 1000), updated_at = now () where document_id = doc;
end $$;
drop trigger proof_counted on phien.proof;
drop function phien.proof_counted ();
drop table phien.proof_day;

commit;
