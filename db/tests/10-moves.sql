-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every cell of every state machine: from × to, against state_move and nothing else.
begin;
\ir fixture.psql
select plan (11);

select results_eq ($$ select object, string_agg (from_state || '>' || to_state, ' ' order by from_state, to_state) from state_move where from_state <> 'new' group by 1 order by 1 $$, $$ values
  ('agenda_item', 'current>done current>pending pending>current'),
  ('meeting', 'closed>archived draft>published open>closed open>paused paused>closed paused>open published>open'),
  ('minutes_revision', 'draft>frozen'),
  ('proof', 'done>waiting failed>waiting running>done running>failed running>waiting waiting>done waiting>running'),
  ('recording', 'running>done running>failed'),
  ('register_in', 'assigned>done registered>assigned registered>done registered>refused'),
  ('sign_request', 'draft>cancelled draft>routing issued>recalled returned>cancelled returned>routing routing>issued routing>returned'),
  ('sign_step', 'current>done current>returned current>void waiting>current waiting>void'),
  ('speak_request', 'granted>done waiting>granted waiting>withdrawn'),
  ('upload', 'checking>ready checking>receiving checking>refused receiving>checking receiving>refused'),
  ('vote', 'open>closed') $$, 'the table is the one that was agreed');

insert into upload (id, account_id, person_id, meeting_id, filename, size) values ('00000000-0000-0000-0000-000000009100', 9002, 9002, 9100, 'x.pdf', 5);
insert into recording (id, meeting_id, file) overriding system value values (9100, 9100, 'r.webm');
insert into speak_request (id, meeting_id, person_id) overriding system value values (9100, 9100, 9003);
select vote_open (9100, 9101, 'Thông qua?', 9001) as v \gset
insert into minutes_revision (meeting_id, rev, sections) values (9100, 1, '[]');

-- Puts the row into a state past all triggers, tries the move, tells how it went and undoes it.
create function pg_temp.try_move (put text, move text) returns text language plpgsql as $$
declare
  verdict text := 'ok';
begin
  begin
    set local session_replication_role = replica;
    execute put;
    set local session_replication_role = origin;
    begin
      execute move;
    exception when others then
      verdict := sqlstate;
    end;
    raise exception using errcode = 'PN999';
  exception when sqlstate 'PN999' then
    set local session_replication_role = origin;
  end;
  return verdict;
end $$;

-- Cells that disagree with the table: allowed but refused, or refused with another code than those given.
create function pg_temp.wrong_cells (object text, key text, put text, move text, codes text[]) returns setof text language sql as $$
  select f || ' → ' || t || ': ' || verdict
    from (select f, t, pg_temp.try_move (format (put, f) || key, format (move, t) || key) as verdict
            from (select distinct from_state as f from state_move m where m.object = wrong_cells.object and from_state <> 'new'
                  union select to_state from state_move m where m.object = wrong_cells.object) a,
                 (select distinct to_state as t from state_move m where m.object = wrong_cells.object) b
           where f <> t) c
   where (verdict = 'ok') <> exists (select from state_move m where m.object = wrong_cells.object and from_state = f and to_state = t)
      or (verdict <> 'ok' and verdict <> all (codes));
$$;

select is_empty ($$ select pg_temp.wrong_cells ('agenda_item', ' where id = 9101', 'update agenda_item set state = %L', 'update agenda_item set state = %L', '{PN003}') $$,
  'agenda_item moves only along the table');
select is_empty ($$ select pg_temp.wrong_cells ('speak_request', ' where id = 9100', 'update speak_request set granted_at = now (), state = %L', 'update speak_request set state = %L', '{PN003}') $$,
  'speak_request moves only along the table');
select is_empty (format ($$ select pg_temp.wrong_cells ('vote', ' where id = %s',
    'update vote set (state, closed_at, yes, no, abstain, not_cast, present, adopted) = (select s, c, n, n, n, n, n, n = 1 from (select %%1$L as s, case when %%1$L = ''closed'' then now () end as c, case when %%1$L = ''closed'' then 0 end as n) x)',
    'update vote set closed_at = now (), yes = 0, no = 0, abstain = 0, not_cast = 3, present = 3, adopted = false, state = %%L', '{PN003,PN001}') $$, :'v'),
  'vote moves only along the table');
-- The vote, the request and the item are in the way of closing, as they should be: settle them for the meeting's own table.
select vote_close (:v);
update speak_request set state = 'withdrawn' where id = 9100;
select is_empty ($$ select pg_temp.wrong_cells ('meeting', ' where id = 9100', 'update meeting set state = %L', 'update meeting set state = %L', '{PN003}') $$,
  'meeting moves only along the table');
select is_empty ($$ select pg_temp.wrong_cells ('upload', ' where meeting_id = 9100',
    'update upload set received = 5, state = %1$L, version_id = case %1$L when ''ready'' then 9100 end, error_code = case %1$L when ''refused'' then ''bad_pdf'' end',
    'update upload set received = 5, state = %1$L, version_id = case %1$L when ''ready'' then 9100 end, error_code = case %1$L when ''refused'' then ''bad_pdf'' end', '{PN003}') $$,
  'upload moves only along the table');
select is_empty ($$ select pg_temp.wrong_cells ('recording', ' where id = 9100',
    'update recording set stopped_at = case when %1$L <> ''running'' then now () end, state = %1$L',
    'update recording set stopped_at = case when %1$L <> ''running'' then now () end, state = %1$L', '{PN003}') $$,
  'recording moves only along the table');
select meeting_close (9100);
select is_empty ($$ select pg_temp.wrong_cells ('minutes_revision', ' where meeting_id = 9100 and rev = 1',
    'update minutes_revision set frozen_at = case when %1$L = ''frozen'' then now () end, state = %1$L',
    'update minutes_revision set frozen_at = case when %1$L = ''frozen'' then now () end, state = %1$L', '{PN003,PN004}') $$,
  'minutes_revision moves only along the table');
insert into unit_letter values (9000, 'UBND', '', 'CHỦ TỊCH', '', 'Thử');
insert into document (id, kind, title) overriding system value values (9180, 'official', 'Quyết định');
insert into sign_request (id, unit_id, kind, subject, drafter_id, document_id) overriding system value values (9180, 9000, 'decision', 'Về việc thử', 9002, 9180);
insert into sign_step (request_id, round, pos, kind, person_id) values (9180, 1, 1, 'content', 9003);
select is_empty ($$ select pg_temp.wrong_cells ('sign_request', ' where id = 9180', 'update sign_request set state = %L', 'update sign_request set state = %L', '{PN003}') $$,
  'sign_request moves only along the table');
select is_empty ($$ select pg_temp.wrong_cells ('sign_step', ' where request_id = 9180',
    'update sign_step set state = %1$L, acted_by = case when %1$L in (''done'', ''returned'') then 9003 end, acted_at = case when %1$L in (''done'', ''returned'') then now () end',
    'update sign_step set state = %1$L, acted_by = case when %1$L in (''done'', ''returned'') then 9003 end, acted_at = case when %1$L in (''done'', ''returned'') then now () end', '{PN003}') $$,
  'sign_step moves only along the table');
insert into document (id, kind, title) overriding system value values (9181, 'incoming', 'Công văn đến');
insert into register_in (id, unit_id, year, number, from_org, subject, document_id, registered_by) overriding system value values (9181, 9000, 2026, 1, 'Sở Thử', 'Về việc thử', 9181, 9006);
select is_empty ($$ select pg_temp.wrong_cells ('register_in', ' where id = 9181',
    'update register_in set state = %1$L, refuse_reason = case %1$L when ''refused'' then ''x'' end',
    'update register_in set state = %1$L, refuse_reason = case %1$L when ''refused'' then ''x'' end', '{PN003,PN002}') $$,
  'register_in moves only along the table');
select * from finish ();
rollback;
