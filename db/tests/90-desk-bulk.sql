-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a person has opened: of exactly these bytes, to the last page.
begin;
\ir fixture.psql
select plan (5);
insert into document_read (person_id, version_id, last_page) values (9003, 9100, 1);
select is (has_opened (9003, repeat ('a', 64)), false, 'the first page is not the last');
update document_read set last_page = 3 where person_id = 9003 and version_id = 9100;
select is (has_opened (9003, repeat ('a', 64)), true, 'the last page is');
update document_read set last_page = 1 where person_id = 9003 and version_id = 9100;
select is (has_opened (9003, repeat ('a', 64)), true, 'paging back takes nothing away');
select is ((select pages from file_opened where person_id = 9003), '{1,3}', 'each page once');
select is (has_opened (9003, repeat ('b', 64)) or has_opened (9004, repeat ('a', 64)), false, 'other bytes, another person: not');
select * from finish ();
rollback;
