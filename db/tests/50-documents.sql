-- SPDX-License-Identifier: GPL-3.0-or-later
-- Papers: content-addressed, versions without gaps, bytes for ever, notes, and who may read what.
begin;
\ir fixture.psql
select plan (39);

select throws_ok ($$ insert into blob (sha256, size) values ('xyz', 1) $$, '23514', null, 'a hash is 64 hex digits');
select throws_ok ($$ insert into blob (sha256, size) values (repeat ('c', 64), 0) $$, '23514', null, 'an empty file is no paper');
select throws_ok ($$ update blob set size = 11 where sha256 = repeat ('a', 64) $$, 'PN002', null, 'a blob never changes');
select throws_ok ($$ delete from blob where sha256 = repeat ('a', 64) $$, '23503', null, 'a blob in use stays');
select throws_ok ($$ insert into document (meeting_id, item_id, title) values (9100, 9200, 'x') $$, '23503', null, 'a paper''s item is of the same meeting');
select throws_ok ($$ update document set meeting_id = 9101 where id = 9100 $$, 'PN002', null, 'a paper stays in its meeting');
insert into document (id, meeting_id, kind, title) overriding system value values (9101, 9100, 'minutes', 'Biên bản');
select throws_ok ($$ insert into document (meeting_id, kind, title) values (9100, 'minutes', 'Biên bản 2') $$, '23505', null, 'one minutes document per meeting');

select throws_ok ($$ insert into document_version (document_id, n, sha256, filename, page_count) values (9100, 3, repeat ('b', 64), 'x.pdf', 1) $$, 'PN009', null, 'versions leave no gap');
select throws_ok ($$ insert into document_version (document_id, sha256, filename, page_count) values (9100, repeat ('d', 64), 'x.pdf', 1) $$, '23503', null, 'no version without bytes');
select throws_ok ($$ insert into document_version (document_id, sha256, filename, page_count) values (9100, repeat ('b', 64), '../x.pdf', 1) $$, '23514', null, 'a file name is no path');
insert into document_version (id, document_id, sha256, filename, page_count) overriding system value values (9101, 9100, repeat ('b', 64), 'x.pdf', 1);
select is (n, 2, 'the next number comes by itself') from document_version where id = 9101;
select throws_ok ($$ update document_version set sha256 = repeat ('b', 64) where id = 9100 $$, 'PN012', null, 'the bytes of a version stay');
select throws_ok ($$ update document_version set page_count = 9 where id = 9100 $$, 'PN012', null, 'and its pages');
select throws_ok ($$ delete from document_version where id = 9101 $$, 'PN012', null, 'no version goes');
select lives_ok ($$ update document_version set frozen = true where id = 9100 $$, 'a version freezes');
select throws_ok ($$ update document_version set frozen = false where id = 9100 $$, 'PN012', null, 'and never melts');
select throws_ok ($$ insert into document_version (document_id, sha256, filename, page_count, minutes_rev) values (9101, repeat ('b', 64), 'bb.pdf', 1, 1) $$, 'PN011', null, 'a minutes PDF shows a revision that exists');
insert into minutes_revision (meeting_id, rev, sections) values (9100, 1, '[]');
select throws_ok ($$ insert into document_version (document_id, sha256, filename, page_count, minutes_rev, frozen) values (9101, repeat ('b', 64), 'bb.pdf', 1, 1, true) $$, 'PN011', null, 'a frozen PDF shows a frozen revision');

insert into signature (version_id, person_id, capacity, cert_subject, cert_sha256, digest_sha256) values (9101, 9001, 'TM.', 'CN=x', repeat ('e', 64), repeat ('f', 64));
select is (frozen, true, 'signing freezes') from document_version where id = 9101;
select throws_ok ($$ insert into signature (version_id, person_id, capacity, cert_subject, cert_sha256, digest_sha256) values (9101, 9002, 'XX.', 'CN=x', repeat ('e', 64), repeat ('f', 64)) $$, '23514', null, 'capacities are those of Decree 30, Art. 13 (R11)');
select throws_ok ($$ delete from signature $$, 'PN002', null, 'a signature stays');
select throws_ok ($$ update signature set person_id = 9002 $$, 'PN002', null, 'with its signer');

insert into annotation (client_id, version_id, person_id, page, kind, layer, data) values ('22222222-2222-4222-8222-222222222222', 9100, 9003, 1, 'note', 'private', '{"text":"?"}');
select throws_ok ($$ insert into annotation (client_id, version_id, person_id, page, kind, layer, data) values ('22222222-2222-4222-8222-222222222222', 9100, 9003, 1, 'note', 'private', '{}') $$, '23505', null, 'a repeated note is the same note');
select throws_ok ($$ insert into annotation (version_id, person_id, page, kind, layer, data) values (9100, 9003, 4, 'note', 'private', '{}') $$, 'PN011', null, 'no note on a page that is not there');
select throws_ok ($$ insert into annotation (version_id, person_id, page, kind, layer, data) values (9100, 9003, 1, 'stamp', 'private', '{}') $$, '23514', null, 'kinds of notes are a closed list');
select throws_ok ($$ insert into upload (account_id, person_id, meeting_id, filename, size, received) values (9002, 9002, 9100, 'x.pdf', 5, 6) $$, '23514', null, 'no upload beyond its size');
select throws_ok ($$ insert into upload (account_id, person_id, meeting_id, filename, size) values (9002, 9002, 9100, 'x.pdf', 2000000000) $$, '23514', null, 'an upload is bounded');

insert into page_text (sha256, page, text) values (repeat ('a', 64), 1, 'NGHỊ QUYẾT về đầu tư công');
select is (count (*), 1::bigint, 'search needs no diacritics') from page_text where folded like '%' || vn_fold ('nghị quyet VE ĐẦU TƯ') || '%';

select is (may_read_document (9005, 9100), true, 'a guest reads the papers');
select is (may_read_document (9006, 9100), false, 'an outsider does not');
update agenda_item set internal = true where id = 9101;
select is (may_read_document (9005, 9100), false, 'nor a guest those of an internal item');
select is (may_read_document (9003, 9100), true, 'a delegate does');
update document set item_id = 9103 where id = 9100;
select is (may_read_document (9005, 9100), false, 'nor those of an item below an internal one');
update document set item_id = 9101 where id = 9100;
select is (may_read_document (9005, 9101), false, 'nor the minutes');
select is (may_read_document (9003, 9101), true, 'which a delegate does');
update participant set response = 'proxy', proxy_id = 9006 where meeting_id = 9100 and person_id = 9003;
select is (may_read_document (9006, 9100), true, 'and so does his deputy');
update document set retracted_at = now () where id = 9100;
select is (may_read_document (9003, 9100), false, 'a paper taken back is read by nobody');
select is (may_read_document (9002, 9100), true, 'but the secretary');
select is (may_see_meeting (9003, 9101), false, 'a draft is not seen by those invited');
select * from finish ();
rollback;
