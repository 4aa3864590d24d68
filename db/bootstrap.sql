-- SPDX-License-Identifier: GPL-3.0-or-later
-- Run once per cluster as superuser, connected to "postgres": roles, the database, the two extensions.
-- The only step that needs a superuser; everything after it is sqitch as phien_owner.
select format ('create role %I login nosuperuser nocreatedb nocreaterole', r)
  from unnest (array['phien_owner', 'phien_meeting', 'phien_docs']) r
 where not exists (select 1 from pg_roles where rolname = r) \gexec

select 'create database phien owner phien_owner template template0 encoding ''UTF8'''
 where not exists (select 1 from pg_database where datname = 'phien') \gexec

\connect phien
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
revoke all on database phien from public;
grant connect on database phien to phien_meeting, phien_docs;
revoke create on schema public from public;
alter database phien set search_path = phien, public;
-- A daemon that hangs in a transaction holds the meeting's row: give it up rather than stop the meeting.
alter role phien_meeting set idle_in_transaction_session_timeout = '15s';
alter role phien_docs set idle_in_transaction_session_timeout = '15s';
alter role phien_meeting set lock_timeout = '10s';
alter role phien_docs set lock_timeout = '10s';
