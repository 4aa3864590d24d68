-- Deploy phien:all_kinds to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The kinds of administrative documents of Decree 30/2020 Art. 7 with their abbreviations of Annex III (R2); thư công, a personal letter of a leader, has
-- neither symbol nor number and is no kind here. Series and symbol of a number are said in one place (doc_series, doc_symbol; R13).
begin;

insert into phien.doc_kind values
  ('regulation', 'Quy chế', 'Working regulation', 'QC', 15), ('rule', 'Quy định', 'Rules', 'QyĐ', 16), ('communique', 'Thông cáo', 'Communiqué', 'TC', 17),
  ('option', 'Phương án', 'Option', 'PA', 18), ('project', 'Dự án', 'Project', 'DA', 19), ('contract', 'Hợp đồng', 'Contract', 'HĐ', 20),
  ('telegram', 'Công điện', 'Official telegram', 'CĐ', 21), ('memorandum', 'Bản ghi nhớ', 'Memorandum', 'BGN', 22), ('agreement', 'Bản thỏa thuận', 'Agreement', 'BTT', 23),
  ('proxy', 'Giấy ủy quyền', 'Proxy', 'GUQ', 24), ('introduction', 'Giấy giới thiệu', 'Letter of introduction', 'GGT', 25), ('leave', 'Giấy nghỉ phép', 'Leave paper', 'GNP', 26),
  ('dispatch_slip', 'Phiếu gửi', 'Dispatch slip', 'PG', 27), ('transfer_slip', 'Phiếu chuyển', 'Transfer slip', 'PC', 28), ('notice_slip', 'Phiếu báo', 'Notice slip', 'PB', 29);

create or replace function phien.desk_number (step bigint, actor bigint, day date) returns phien.register_out
  language plpgsql security definer set search_path = phien, pg_temp as $$
declare
  s sign_step := desk_step_lock (step, actor, array['number']);
  r sign_request;
  o register_out;
begin
  select * into r from sign_request where id = s.request_id;
  select * into o from register_out x where x.request_id = r.id;
  if found then
    return o; -- given before a crash: the same number again
  end if;
  perform desk_check_duties (s.request_id, s.round);
  insert into register_out (unit_id, year, series, number, notation, issued_on, kind, subject, signer_id, signer_capacity, drafter_id, recipients, urgency, request_id, numbered_by)
    select r.unit_id, extract (year from day)::int, x.series, next_number (r.unit_id, extract (year from day)::int, x.series), doc_symbol (r.unit_id, r.kind, r.drafting_unit_id), day, r.kind,
           r.subject, g.person_id, g.capacity, r.drafter_id, r.recipients, r.urgency, r.id, actor
      from doc_series (r.unit_id, r.kind, r.secrecy) x (series), sign_step g where g.request_id = r.id and g.round = s.round and g.kind = 'sign'
    returning * into o;
  return o;
end $$;

commit;
