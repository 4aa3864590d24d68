-- SPDX-License-Identifier: GPL-3.0-or-later
-- The work that raises a signed document: claimed once, with a lease; what comes without it, or over an older version, is not taken.
begin;
\ir fixture.psql
select plan (37);

insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
insert into document (id, kind, title) overriding system value values (9500, 'official', 'Quyết định');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9500, 9000, 'decision', 'Về việc thử', 9002, 9500);
insert into document_version (id, document_id, sha256, filename, page_count) overriding system value values (9500, 9500, repeat ('a', 64), 'd.pdf', 3);
update sign_request set state = 'routing', round = 1 where id = 9500;
create function pg_temp.sign (version bigint, level text, kind text default 'person', person bigint default 9001) returns void language sql as $$
  insert into signature (version_id, person_id, cert_subject, cert_sha256, digest_sha256, kind, level) values (version, person, 'CN=x', repeat ('e', 64), repeat ('f', 64), kind, level) $$;
create function pg_temp.row () returns proof language sql as $$ select p from proof p where document_id = 9500 $$;
create function pg_temp.made (base bigint, level text) returns jsonb language sql as $$
  select jsonb_build_object ('base', base, 'sha256', repeat ('b', 64), 'size', 20, 'page_count', 3, 'pages', '[]'::jsonb, 'level', level, 'proven_until', '2028-01-01', 'renew_at', '2027-10-01') $$;

select is (pg_temp.row (), null, 'a draft proves nothing');
select pg_temp.sign (9500, 'B-T');
select is ((level, want, state), ('B-T'::text, 'B-T'::text, 'done'::text), 'a stamped signature on its way has what it needs now') from proof where document_id = 9500;
insert into document_version (id, document_id, sha256, filename, page_count) overriding system value values (9501, 9500, repeat ('b', 64), 'd.pdf', 3);
select pg_temp.sign (9501, 'B-B', 'seal', 9002);
select is ((level, want, state), ('B-B'::text, 'B-LTA'::text, 'waiting'::text), 'the seal wants the archive; the file is as strong as its weakest signature') from proof where document_id = 9500;
select is (next_at, now (), 'at once') from proof where document_id = 9500;

select is (proof_claim ('here')->>'version', '9501', 'claimed: the newest version');
select is (proof_claim ('there')->>'document', null, 'once');
select isnt (lease_until, null, 'with a lease') from proof where document_id = 9500;
select throws_ok ($$ select proof_raised (9500, gen_random_uuid (), pg_temp.made (9501, 'B-T')) $$, 'PN016', null, 'nothing without the lease');
select lives_ok ($$ select proof_progress (9500, (pg_temp.row ()).lease, 'timestamp') $$, 'progress is said');
select throws_ok ($$ select proof_raised (9500, (pg_temp.row ()).lease, pg_temp.made (9500, 'B-T')) $$, 'PN009', null, 'nor over an older version');
select isnt (proof_raised (9500, (pg_temp.row ()).lease, pg_temp.made (9501, 'B-T')), null, 'raised');
select is ((level, state, attempts), ('B-T'::text, 'waiting'::text, 0), 'and more is wanted') from proof where document_id = 9500;
select is ((v.n, v.frozen), (3, true), 'a version of its own') from document_version v where document_id = 9500 order by n desc limit 1;

select is (proof_claim ('here')->>'level', 'B-T', 'claimed again');
select lives_ok ($$ select proof_failed (9500, (pg_temp.row ()).lease, 'trust_away', 'no answer', now () + interval '1 hour') $$, 'the line is away');
select is ((state, reason_code::text), ('waiting'::text, 'trust_away'::text), 'it waits, and says why') from proof where document_id = 9500;
select is (proof_claim ('here')->>'document', null, 'not before its time');
select is (proof_retry (null), 1, 'unless the operator says so');
select is ((proof_claim ('here')->>'attempts')::int, 1, 'and the count begins anew');
select is (proof_resume ('there'), 0, 'another process frees nothing');
select is (proof_resume ('here'), 1, 'its own next life does');
select is (proof_claim ('here')->>'document', '9500', 'and goes on');
update proof set lease_until = now () - interval '1 second' where document_id = 9500;
select isnt (proof_claim ('there')->>'lease', null, 'a lease that ended is given again');
select is (holder, 'there', 'to whoever asks') from proof where document_id = 9500;
select lives_ok ($$ select proof_failed (9500, (pg_temp.row ()).lease, 'proof_incomplete', 'x', null) $$, 'what cannot be is not tried for ever');
select is (state, 'failed', 'it has failed') from proof where document_id = 9500;
select proof_retry (9500), proof_claim ('here'), proof_raised (9500, (pg_temp.row ()).lease, pg_temp.made ((newest_version (9500)).id, 'B-LTA'));
select is ((level, state, renew_at), ('B-LTA'::text, 'done'::text, '2027-10-01'::timestamptz), 'archived, with a day for its renewal') from proof where document_id = 9500;
select is (proof_renew (9500), 1, 'which may come earlier');
select is ((proof_claim ('here')->>'renew')::boolean, true, 'a renewal is claimed as one');
select is ((raised, renewed, stopped), (2, 0, 2), 'the day is counted') from proof_day where day = vn_today ();
select isnt (proof_raised (9500, (pg_temp.row ()).lease, pg_temp.made ((newest_version (9500)).id, 'B-LTA') || '{"proven_until":"2026-12-01","renew_at":"2026-11-30"}'), null, 'renewed');
select is ((raised, renewed), (2, 1), 'and the renewal') from proof_day where day = vn_today ();
select throws_ok ($$ select proofs_of (9002) $$, 'PN018', null, 'who is no administrator does not see the work');
update account set system_role = 'admin' where id = 9002;
select is (proofs_of (9002)->'levels'->3, '{"n": 1, "level": "B-LTA"}'::jsonb, 'an administrator does');
update proof set proven_until = now () + interval '29 days' where document_id = 9500;
select is ((proofs_of (9002)->'rows'->0->>'ends_soon', proof_troubles ()), ('true'::text, 1), 'what ends soon is called');
select throws_ok ($$ select proofs_retry (9001, null) $$, 'PN018', null, 'nor starts it');
select throws_ok ($$ delete from proof where document_id = 9500 $$, 'PN002', null, 'the row stays');
select * from finish ();
rollback;
