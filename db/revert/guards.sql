-- Revert phien:guards from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create function phien.register_out_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - '{version_id,pages,sealed_by,sealed_at,recalled_by,recalled_at,recall_reason}'::text[]
     <> to_jsonb (old) - '{version_id,pages,sealed_by,sealed_at,recalled_by,recalled_at,recall_reason}'::text[]
     or (old.sealed_at is not null and new.sealed_at is distinct from old.sealed_at) or (old.recalled_at is not null) then
    raise exception 'register %/%: written once', old.series, old.number using errcode = 'PN002';
  end if;
  return new;
end $$;
create function phien.register_in_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - '{state,refuse_reason,verdict}'::text[] <> to_jsonb (old) - '{state,refuse_reason,verdict}'::text[] or old.state = 'refused' then
    raise exception 'incoming register %/%: written once', old.year, old.number using errcode = 'PN002';
  end if;
  return new;
end $$;
create function phien.instruction_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - '{done_by,done_at,report}'::text[] <> to_jsonb (old) - '{done_by,done_at,report}'::text[] or old.done_at is not null then
    raise exception 'instruction %: written once', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create function phien.person_cert_fixed () returns trigger
  language plpgsql as $$
begin
  if old.revoked_at is not null or to_jsonb (new) - 'revoked_at' <> to_jsonb (old) - 'revoked_at' then
    raise exception 'a registered certificate is only revoked, never rewritten' using errcode = 'PN002';
  end if;
  return new;
end $$;
create function phien.sign_intake_fixed () returns trigger
  language plpgsql as $$
begin
  if old.used_at is not null or old.voided_at is not null
     or to_jsonb (new) - '{fetched_at,refused_code,refused_at,used_at,version_id,voided_at}'::text[]
     <> to_jsonb (old) - '{fetched_at,refused_code,refused_at,used_at,version_id,voided_at}'::text[] then
    raise exception 'intake %: written once', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create function phien.remote_credential_fixed () returns trigger
  language plpgsql as $$
begin
  if old.revoked_at is not null or to_jsonb (new) - 'revoked_at' <> to_jsonb (old) - 'revoked_at' then
    raise exception 'a bound credential is only released, never rewritten' using errcode = 'PN002';
  end if;
  return new;
end $$;
create function phien.remote_sign_fixed () returns trigger
  language plpgsql as $$
begin
  if old.used_at is not null or old.voided_at is not null or (old.cms is not null and new.cms is distinct from old.cms)
     or to_jsonb (new) - '{refused_code,refused_at,cms,signed_at,used_at,version_id,voided_at}'::text[]
     <> to_jsonb (old) - '{refused_code,refused_at,cms,signed_at,used_at,version_id,voided_at}'::text[] then
    raise exception 'remote signature %: written once', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create function phien.substitution_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - 'ended_at' <> to_jsonb (old) - 'ended_at' or old.ended_at is not null then
    raise exception 'substitution %: written once, then only ended', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;
create function phien.work_file_fixed () returns trigger
  language plpgsql as $$
begin
  if to_jsonb (new) - '{closed_at,closed_by,ended_on}'::text[] <> to_jsonb (old) - '{closed_at,closed_by,ended_on}'::text[] or old.closed_at is not null then
    raise exception 'file %: written once, then closed', old.id using errcode = 'PN002';
  end if;
  return new;
end $$;

create or replace trigger register_out_fixed before update on phien.register_out for each row execute function phien.register_out_fixed ();
create or replace trigger register_in_fixed before update on phien.register_in for each row execute function phien.register_in_fixed ();
create or replace trigger instruction_fixed before update on phien.instruction for each row execute function phien.instruction_fixed ();
create or replace trigger person_cert_fixed before update on phien.person_cert for each row execute function phien.person_cert_fixed ();
create or replace trigger sign_intake_fixed before update on phien.sign_intake for each row execute function phien.sign_intake_fixed ();
create or replace trigger remote_credential_fixed before update on phien.remote_credential for each row execute function phien.remote_credential_fixed ();
create or replace trigger remote_sign_fixed before update on phien.remote_sign for each row execute function phien.remote_sign_fixed ();
create or replace trigger substitution_fixed before update on phien.substitution for each row execute function phien.substitution_fixed ();
create or replace trigger work_file_fixed before update on phien.work_file for each row execute function phien.work_file_fixed ();
revoke execute on function phien.register_out_fixed (), phien.register_in_fixed (), phien.instruction_fixed (), phien.person_cert_fixed (), phien.sign_intake_fixed (),
  phien.remote_credential_fixed (), phien.remote_sign_fixed (), phien.substitution_fixed (), phien.work_file_fixed () from public;
drop function phien.row_fixed ();

commit;
