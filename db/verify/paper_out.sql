-- Verify phien:paper_out on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select paper, secrecy from phien.sign_request where false;
select 'phien.paper_out (bigint, bigint, jsonb)'::regprocedure;
rollback;
