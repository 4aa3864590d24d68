-- SPDX-License-Identifier: GPL-3.0-or-later
-- A step changes hands: with its reason, to a substitute for a period, and a proxy that is not given on (R10, R11).
begin;
\ir fixture.psql
select plan (19);
insert into position_title (id, name, rank, standing) overriding system value values (9001, 'Chủ tịch thử', 10, 'head'), (9002, 'Phó Chủ tịch thử', 20, 'deputy');
update tenure set title_id = 9001 where person_id = 9001;
update tenure set title_id = 9002 where person_id = 9003;
insert into unit_letter values (9000, 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Thử');
create function pg_temp.away (actor bigint, other bigint, more jsonb) returns bigint language sql as $$
  select away_set (actor, jsonb_build_object ('to', other, 'from', vn_today (), 'until', vn_today () + 3, 'reason', 'đi công tác') || more) $$;
create function pg_temp.step (k text) returns bigint language sql as $$ select s.id from sign_step s where s.request_id = 9500 and s.kind = k $$;
create function pg_temp.version (h text) returns bigint language sql as $$
  insert into document_version (document_id, sha256, filename, page_count) values (9500, repeat (h, 64), 'd.pdf', 3) returning id $$;

-- A proxy for a period
select throws_ok ($$ select away_set (9001, '{"to":9003,"from":"2020-01-01","until":"2020-01-05","scope":"all","reason":"x"}') $$, 'PN005', null, 'not for the past');
select throws_ok ($$ select pg_temp.away (9003, 9004, '{"scope":"all","unit":9000,"basis":"GUQ 1"}') $$, 'PN014', null, 'who is no head gives no proxy');
select lives_ok ($$ select pg_temp.away (9001, 9004, '{"scope":"all","unit":9000,"basis":"GUQ 1"}') $$, 'the head does');
select is (jsonb_array_length (signing_facts (9004, 9000, 'decision')->'grants'), 1, 'and it counts at once');
select throws_ok ($$ select pg_temp.away (9004, 9005, '{"scope":"all","unit":9000,"basis":"GUQ 2"}') $$, 'PN014', null, 'a proxy is not given on (R11)');
select throws_ok ($$ select away_end (max (id), 9004) from substitution $$, 'PN011', null, 'only who gave it ends it');
select lives_ok ($$ select away_end (max (id), 9001) from substitution $$, 'and he may at any time');
select is (jsonb_array_length (signing_facts (9004, 9000, 'decision')->'grants'), 0, 'its proxy ends with it');

-- On the desk
insert into document (id, kind, title) overriding system value values (9500, 'official', 'Dự thảo');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9500, 9000, 'decision', 'Về việc thử', 9002, 9500);
select pg_temp.version ('a');
select desk_submit (9500, 9002, '[{"pos":1,"kind":"content","person":9004},{"pos":2,"kind":"sign","person":9001,"capacity":"TM."}]', repeat ('a', 64));
select is (may_desk (9005, 9500), false, 'somebody else does not see it');
select pg_temp.away (9004, 9005, '{"scope":"opinions"}');
select is (may_desk (9005, 9500), true, 'the substitute does');
select desk_done (pg_temp.step ('content'), 9005, '{content}', null, repeat ('a', 64), null);
select is ((person_id, acted_by), (9004::bigint, 9005::bigint), 'and it stands there who acted for whom') from sign_step where id = pg_temp.step ('content');
select throws_ok ($$ select desk_pass (pg_temp.step ('sign'), 9003, 9003, 'KT.', '{KT.}', 'x', repeat ('a', 64), pg_temp.version ('b')) $$, 'PN011', null, 'a deputy does not take a signature by himself');
select pg_temp.away (9001, 9003, '{"scope":"all"}');
select throws_ok ($$ select desk_done (pg_temp.step ('sign'), 9003, '{sign}', null, repeat ('a', 64), pg_temp.version ('b')) $$, 'PN018', null, 'a substitute does not sign under the other''s name');
select throws_ok ($$ select desk_pass (pg_temp.step ('sign'), 9003, 9004, 'KT.', '{KT.}', 'x', repeat ('a', 64), pg_temp.version ('b')) $$, 'PN018', null, 'nor passes it to a third');
select throws_ok ($$ select desk_pass (pg_temp.step ('sign'), 9003, 9003, 'KT.', '{KT.}', 'x', repeat ('b', 64), pg_temp.version ('b')) $$, 'PN007', null, 'nor over a version he has not seen');
select throws_ok ($$ select desk_pass (pg_temp.step ('sign'), 9001, 9002, 'TUQ.', '{TUQ.}', 'x', repeat ('a', 64), pg_temp.version ('b')) $$, 'PN015', null, 'the drafter gets no signature (f9)');
select is (desk_pass (pg_temp.step ('sign'), 9003, 9003, 'KT.', '{"KT. CHỦ TỊCH","PHÓ CHỦ TỊCH"}', 'thay đồng chí Chủ tịch', repeat ('a', 64), pg_temp.version ('b')), 9500::bigint, 'he takes it over with a new version');
select is ((person_id, passed_from, capacity), (9003::bigint, 9001::bigint, 'KT.'::text), 'and the step says so') from sign_step where id = pg_temp.step ('sign');
select throws_ok ($$ update substitution set valid = '[2030-01-01,2030-02-01)' $$, 'PN002', null, 'a substitution is not rewritten');
select * from finish ();
rollback;
