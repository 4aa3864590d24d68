-- Deploy phien:guards to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Many rows of the desk are written once and then only ended, used or signed. One trigger function says so for all of them; each trigger names its
-- columns: those that may change, those that once set let nothing change any more, those that are set once.
begin;

create function phien.row_fixed () returns trigger
  language plpgsql as $$
declare
  o jsonb := to_jsonb (old);
  n jsonb := to_jsonb (new);
  c text;
begin
  if n - tg_argv[0]::text[] <> o - tg_argv[0]::text[] then
    raise exception '%: written once, only % may change', tg_table_name, tg_argv[0] using errcode = 'PN002';
  end if;
  foreach c in array tg_argv[1]::text[] loop
    if o->>c is not null then
      raise exception '%: its % is said, nothing changes any more', tg_table_name, c using errcode = 'PN002';
    end if;
  end loop;
  foreach c in array coalesce (tg_argv[2], '{}')::text[] loop
    if o->>c is not null and n->c <> o->c then
      raise exception '%: its % is set once', tg_table_name, c using errcode = 'PN002';
    end if;
  end loop;
  return new;
end $$;
comment on function phien.row_fixed () is 'Trigger: row_fixed (may change, sealed once set, set once), each a text[] of columns.';
revoke execute on function phien.row_fixed () from public;

create or replace trigger person_cert_fixed before update on phien.person_cert for each row execute function phien.row_fixed ('{revoked_at}', '{revoked_at}');
create or replace trigger remote_credential_fixed before update on phien.remote_credential for each row execute function phien.row_fixed ('{revoked_at}', '{revoked_at}');
create or replace trigger sign_intake_fixed before update on phien.sign_intake for each row
  execute function phien.row_fixed ('{fetched_at,refused_code,refused_at,used_at,version_id,voided_at}', '{used_at,voided_at}');
create or replace trigger remote_sign_fixed before update on phien.remote_sign for each row
  execute function phien.row_fixed ('{refused_code,refused_at,cms,signed_at,used_at,version_id,voided_at}', '{used_at,voided_at}', '{cms}');
create or replace trigger substitution_fixed before update on phien.substitution for each row execute function phien.row_fixed ('{ended_at}', '{ended_at}');
create or replace trigger instruction_fixed before update on phien.instruction for each row execute function phien.row_fixed ('{done_by,done_at,report}', '{done_at}');
create or replace trigger register_in_fixed before update on phien.register_in for each row execute function phien.row_fixed ('{state,refuse_reason,verdict}', '{refuse_reason}');
create or replace trigger work_file_fixed before update on phien.work_file for each row execute function phien.row_fixed ('{closed_at,closed_by,ended_on}', '{closed_at}');
create or replace trigger register_out_fixed before update on phien.register_out for each row
  execute function phien.row_fixed ('{version_id,pages,sealed_by,sealed_at,recalled_by,recalled_at,recall_reason}', '{recalled_at}', '{sealed_at}');
drop function phien.person_cert_fixed (), phien.remote_credential_fixed (), phien.sign_intake_fixed (), phien.remote_sign_fixed (), phien.substitution_fixed (),
  phien.instruction_fixed (), phien.register_in_fixed (), phien.work_file_fixed (), phien.register_out_fixed ();

commit;
