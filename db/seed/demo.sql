-- SPDX-License-Identifier: GPL-3.0-or-later
-- The demo body: Ủy ban nhân dân tỉnh Sơn Hà, an invented province, in the two-tier shape of 2025 (R37).
-- All persons are invented. Run as phien_owner; a second run adds nothing. Times are relative to the day of the first run;
-- only the working group's meeting, while nobody opened it, follows to the day of the latest one.
-- Password of every account: Phien-2026 (Argon2id m=19456,t=2,p=1). Papers come later, over HTTP (tools/demo-papers.ts).
\set ON_ERROR_STOP 1
begin;
set local search_path = phien, public, pg_temp;
set local client_min_messages = warning;

-- Bodies. code is the key; the parent stands above its children.
insert into org_unit (parent_id, kind, name, code, sort, valid)
select (select id from org_unit where code = 'H99'), 'committee', 'Ủy ban nhân dân tỉnh Sơn Hà', 'H99', 0, '[1997-01-01,)'
on conflict (code) do nothing;

insert into org_unit (parent_id, kind, name, code, sort, valid)
select p.id, x.kind, x.name, x.code, x.sort, x.valid::daterange
  from (values
    ('office', 'Văn phòng Ủy ban nhân dân tỉnh', 'H99.01', 1, '[1997-01-01,)'),
    ('department', 'Sở Nội vụ', 'H99.02', 2, '[1997-01-01,)'),
    ('department', 'Sở Tư pháp', 'H99.03', 3, '[1997-01-01,)'),
    ('department', 'Sở Tài chính', 'H99.04', 4, '[2025-03-01,)'),
    ('department', 'Sở Công Thương', 'H99.05', 5, '[2008-04-01,)'),
    ('department', 'Sở Nông nghiệp và Môi trường', 'H99.06', 6, '[2003-08-01,)'),
    ('department', 'Sở Xây dựng', 'H99.07', 7, '[1997-01-01,)'),
    ('department', 'Sở Khoa học và Công nghệ', 'H99.08', 8, '[1997-01-01,)'),
    ('department', 'Sở Văn hóa, Thể thao và Du lịch', 'H99.09', 9, '[2008-04-01,)'),
    ('department', 'Sở Giáo dục và Đào tạo', 'H99.10', 10, '[1997-01-01,)'),
    ('department', 'Sở Y tế', 'H99.11', 11, '[1997-01-01,)'),
    ('department', 'Sở Dân tộc và Tôn giáo', 'H99.12', 12, '[2025-03-01,)'),
    ('department', 'Thanh tra tỉnh', 'H99.13', 13, '[1997-01-01,)'),
    ('department', 'Ban Quản lý các khu công nghiệp tỉnh', 'H99.14', 14, '[2004-06-01,)'),
    ('agency', 'Công an tỉnh', 'H99.15', 15, '[1997-01-01,)'),
    ('agency', 'Bộ Chỉ huy Quân sự tỉnh', 'H99.16', 16, '[1997-01-01,)'),
    ('agency', 'Kho bạc Nhà nước khu vực, Phòng Nghiệp vụ Sơn Hà', 'H99.17', 17, '[2025-03-01,)'),
    ('other', 'Thường trực Hội đồng nhân dân tỉnh', 'H99.18', 18, '[1997-01-01,)'),
    ('other', 'Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh', 'H99.19', 19, '[1997-01-01,)'),
    -- Merged in 2025: they keep code, papers and numbers.
    ('department', 'Sở Kế hoạch và Đầu tư', 'H99.31', 31, '[1997-01-01,2025-03-01)'),
    ('department', 'Sở Tài chính (trước hợp nhất)', 'H99.32', 32, '[1997-01-01,2025-03-01)'),
    ('other', 'Ủy ban nhân dân huyện Đồng Khê', 'H99.33', 33, '[1997-01-01,2025-07-01)'),
    ('ward', 'Ủy ban nhân dân phường Sơn Hà', 'H99.51', 51, '[2025-07-01,)'),
    ('ward', 'Ủy ban nhân dân phường Tân Hòa', 'H99.52', 52, '[2025-07-01,)'),
    ('ward', 'Ủy ban nhân dân phường Bình Minh', 'H99.53', 53, '[2025-07-01,)'),
    ('ward', 'Ủy ban nhân dân phường An Thịnh', 'H99.54', 54, '[2025-07-01,)'),
    ('commune', 'Ủy ban nhân dân xã Đồng Khê', 'H99.55', 55, '[2025-07-01,)'),
    ('commune', 'Ủy ban nhân dân xã Hòa Lâm', 'H99.56', 56, '[2025-07-01,)'),
    ('commune', 'Ủy ban nhân dân xã Suối Ngọc', 'H99.57', 57, '[2025-07-01,)'),
    ('commune', 'Ủy ban nhân dân xã Trà Vân', 'H99.58', 58, '[2025-07-01,)'),
    ('commune', 'Ủy ban nhân dân xã Long Thạnh', 'H99.59', 59, '[2025-07-01,)'),
    ('commune', 'Ủy ban nhân dân xã Vĩnh Sơn', 'H99.60', 60, '[2025-07-01,)'),
    ('commune', 'Ủy ban nhân dân xã Phú Cường', 'H99.61', 61, '[2025-07-01,)'),
    ('commune', 'Ủy ban nhân dân xã Bản Đông', 'H99.62', 62, '[2025-07-01,)')
  ) x (kind, name, code, sort, valid), org_unit p
 where p.code = 'H99'
on conflict (code) do nothing;

insert into org_unit (parent_id, kind, name, code, sort, valid)
select p.id, 'division', x.name, x.code, x.sort, '[2021-01-01,)'
  from (values ('H99.01', 'Phòng Hành chính - Quản trị', 'H99.01.01', 1), ('H99.01', 'Phòng Tổng hợp', 'H99.01.02', 2),
               ('H99.01', 'Trung tâm Thông tin - Hội nghị', 'H99.01.03', 3)) x (parent, name, code, sort)
  join org_unit p on p.code = x.parent
on conflict (code) do nothing;

insert into org_merger (from_id, into_id, at, decision)
select f.id, t.id, x.at, x.decision
  from (values
    ('H99.31', 'H99.04', date '2025-03-01', 'Nghị quyết số 12/NQ-HĐND của HĐND tỉnh Sơn Hà'),
    ('H99.32', 'H99.04', date '2025-03-01', 'Nghị quyết số 12/NQ-HĐND của HĐND tỉnh Sơn Hà'),
    ('H99.33', 'H99.55', date '2025-07-01', 'Kết thúc hoạt động cấp huyện'),
    ('H99.33', 'H99.56', date '2025-07-01', 'Kết thúc hoạt động cấp huyện')) x (f, t, at, decision)
  join org_unit f on f.code = x.f join org_unit t on t.code = x.t
on conflict do nothing;

-- Sở Nông nghiệp và Môi trường was Sở Tài nguyên và Môi trường until the merger: the same unit under two names.
update org_unit_past h set valid = '[2025-03-01,)' from org_unit u
 where u.id = h.unit_id and u.code = 'H99.06' and h.name = u.name and h.valid <> '[2025-03-01,)'::daterange;
insert into org_unit_past (unit_id, name, code, parent_id, valid)
select id, 'Sở Tài nguyên và Môi trường', code, parent_id, '[2003-08-01,2025-03-01)' from org_unit where code = 'H99.06'
on conflict do nothing;

insert into position_title (name, rank) values
  ('Chủ tịch UBND tỉnh', 10), ('Phó Chủ tịch Thường trực UBND tỉnh', 15), ('Phó Chủ tịch UBND tỉnh', 20),
  ('Phó Chủ tịch HĐND tỉnh', 12), ('Chủ tịch Ủy ban MTTQ Việt Nam tỉnh', 13),
  ('Chánh Văn phòng UBND tỉnh', 30), ('Giám đốc Công an tỉnh', 32), ('Chỉ huy trưởng Bộ Chỉ huy Quân sự tỉnh', 33),
  ('Giám đốc Sở', 35), ('Chánh Thanh tra tỉnh', 36), ('Trưởng Ban', 38), ('Phó Chánh Văn phòng UBND tỉnh', 45),
  ('Giám đốc Kho bạc', 48), ('Chủ tịch UBND phường', 60), ('Chủ tịch UBND xã', 61), ('Trưởng phòng', 70), ('Chuyên viên', 90), ('Kỹ thuật viên', 95)
on conflict (name) do nothing;

-- code, name, unit, position, member of the committee (21 in all)
create temp table demo_person (code text, name text, unit text, title text, member boolean) on commit drop;
insert into demo_person values
  ('SH01', 'Nguyễn Văn Thành', 'H99', 'Chủ tịch UBND tỉnh', true),
  ('SH02', 'Trần Thị Minh Hạnh', 'H99', 'Phó Chủ tịch Thường trực UBND tỉnh', true),
  ('SH03', 'Lê Quốc Hùng', 'H99', 'Phó Chủ tịch UBND tỉnh', true),
  ('SH04', 'Phạm Đức Long', 'H99', 'Phó Chủ tịch UBND tỉnh', true),
  ('SH05', 'Hoàng Thị Lan Anh', 'H99', 'Phó Chủ tịch UBND tỉnh', true),
  ('SH06', 'Đặng Ngọc Sơn', 'H99.01', 'Chánh Văn phòng UBND tỉnh', true),
  ('SH07', 'Vũ Thanh Bình', 'H99.02', 'Giám đốc Sở', true),
  ('SH08', 'Bùi Thị Thu Hương', 'H99.03', 'Giám đốc Sở', true),
  ('SH09', 'Đỗ Mạnh Cường', 'H99.04', 'Giám đốc Sở', true),
  ('SH10', 'Ngô Xuân Trường', 'H99.05', 'Giám đốc Sở', true),
  ('SH11', 'Dương Văn Khánh', 'H99.06', 'Giám đốc Sở', true),
  ('SH12', 'Lý Hoàng Nam', 'H99.07', 'Giám đốc Sở', true),
  ('SH13', 'Hồ Thị Bích Ngọc', 'H99.08', 'Giám đốc Sở', true),
  ('SH14', 'Trịnh Quang Vinh', 'H99.09', 'Giám đốc Sở', true),
  ('SH15', 'Mai Thị Phương Thảo', 'H99.10', 'Giám đốc Sở', true),
  ('SH16', 'Cao Minh Đức', 'H99.11', 'Giám đốc Sở', true),
  ('SH17', 'Y Thiên Ksor', 'H99.12', 'Giám đốc Sở', true),
  ('SH18', 'Phan Hữu Nghĩa', 'H99.13', 'Chánh Thanh tra tỉnh', true),
  ('SH19', 'Tạ Đình Phúc', 'H99.14', 'Trưởng Ban', true),
  ('SH20', 'Lương Trọng Nghĩa', 'H99.15', 'Giám đốc Công an tỉnh', true),
  ('SH21', 'Đinh Công Tráng', 'H99.16', 'Chỉ huy trưởng Bộ Chỉ huy Quân sự tỉnh', true),
  ('SH22', 'Nguyễn Thị Hồng Nhung', 'H99.01', 'Phó Chánh Văn phòng UBND tỉnh', false),
  ('SH23', 'Trần Anh Tuấn', 'H99.01.02', 'Trưởng phòng', false),
  ('SH24', 'Lê Thị Kim Oanh', 'H99.01.02', 'Chuyên viên', false),
  ('SH25', 'Võ Thành Công', 'H99.01.03', 'Kỹ thuật viên', false),
  ('SH26', 'Phùng Gia Bảo', 'H99.01.01', 'Trưởng phòng', false),
  ('SH27', 'Huỳnh Thị Mỹ Dung', 'H99.18', 'Phó Chủ tịch HĐND tỉnh', false),
  ('SH28', 'Châu Văn Hiệp', 'H99.19', 'Chủ tịch Ủy ban MTTQ Việt Nam tỉnh', false),
  ('SH29', 'Thái Bá Lộc', 'H99.17', 'Giám đốc Kho bạc', false),
  ('SH30', 'Bùi Thị Hải Yến', 'H99.01.01', 'Chuyên viên', false),
  ('SH31', 'Nguyễn Hữu Phước', 'H99.51', 'Chủ tịch UBND phường', false),
  ('SH32', 'Trần Quốc Toản', 'H99.52', 'Chủ tịch UBND phường', false),
  ('SH33', 'Lê Thị Ánh Tuyết', 'H99.53', 'Chủ tịch UBND phường', false),
  ('SH34', 'Phạm Văn Tài', 'H99.54', 'Chủ tịch UBND phường', false),
  ('SH35', 'Hà Trung Kiên', 'H99.55', 'Chủ tịch UBND xã', false),
  ('SH36', 'Vi Thị Mai', 'H99.56', 'Chủ tịch UBND xã', false),
  ('SH37', 'Nông Văn Đại', 'H99.57', 'Chủ tịch UBND xã', false),
  ('SH38', 'Đoàn Thị Thanh Xuân', 'H99.58', 'Chủ tịch UBND xã', false),
  ('SH39', 'Kiều Minh Tuấn', 'H99.59', 'Chủ tịch UBND xã', false),
  ('SH40', 'Lò Văn Hặc', 'H99.60', 'Chủ tịch UBND xã', false),
  ('SH41', 'Tô Thị Ngọc Diệp', 'H99.61', 'Chủ tịch UBND xã', false),
  ('SH42', 'Quách Đại Nghĩa', 'H99.62', 'Chủ tịch UBND xã', false);
insert into person (name, code, email, phone)
select name, code, lower (code) || '@sonha.example', '0200 380 ' || lpad ((substr (code, 3)::int * 37 % 10000)::text, 4, '0') from demo_person
on conflict (code) do nothing;
insert into tenure (person_id, unit_id, title_id, member, valid)
select p.id, u.id, t.id, d.member and d.unit = 'H99', '[2025-07-01,)'
  from demo_person d join person p using (code) join org_unit u on u.code = d.unit join position_title t on t.name = d.title
on conflict do nothing;
-- Directors are members of the committee beside their office.
insert into position_title (name, rank) values ('Ủy viên UBND tỉnh', 40) on conflict (name) do nothing;
insert into tenure (person_id, unit_id, title_id, main, member, valid)
select p.id, u.id, t.id, false, true, '[2025-07-01,)'
  from demo_person d join person p using (code), org_unit u, position_title t
 where d.member and d.unit <> 'H99' and u.code = 'H99' and t.name = 'Ủy viên UBND tỉnh'
on conflict do nothing;

insert into account (person_id, username, system_role, password_phc)
select p.id, x.username, x.role, x.phc
  from (values
    ('SH01', 'chutich', 'user', '$argon2id$v=19$m=19456,t=2,p=1$IeQhSoYWtLLPt9gfbB2+mQ$DaoKy6HniknzcMPtpqhDFeywWdEwhtTUT0ORJ8VZa54'),
    ('SH22', 'thuky', 'secretary', '$argon2id$v=19$m=19456,t=2,p=1$BpbGq/FCqM7UXigkY9xKvw$wcNxaWmI3mDNQRXwbmHK2ht8cGRJUFiJodx3m+p1YmE'),
    ('SH02', 'uyvien1', 'user', '$argon2id$v=19$m=19456,t=2,p=1$vyRroT+QYV8u08n3uv+3hg$pdHIi8NqbwuLa4FpZIiauotbJpw9cvomz014x0bICHY'),
    ('SH03', 'uyvien2', 'user', '$argon2id$v=19$m=19456,t=2,p=1$2gzXpZk+Mkcu4l4NI8FyxA$tKYs1IWKjHngwVXiwc4zCBJGnV32A5OMLUSJ0bsXS4o'),
    ('SH09', 'uyvien3', 'user', '$argon2id$v=19$m=19456,t=2,p=1$mVfR4UjQAhbCy+Pk8K51yA$GVD8oAmWbQ5NsJCIaULm6UvCmOktPQ1JNF+mDiFTKtk'),
    ('SH11', 'uyvien4', 'user', '$argon2id$v=19$m=19456,t=2,p=1$SkNUBi58uFMGxugXc7u+lw$u3WYO0XuRpkMYiqeY6VMUvaZzEJESQiE8Jd6gj/kFds'),
    ('SH12', 'uyvien5', 'user', '$argon2id$v=19$m=19456,t=2,p=1$dnsGB1GTzBHc7dD3M//wrg$CLF5Q8H4b678NuJ9YQjq3g/JG8raVMJs+W178w+lJr8'),
    ('SH07', 'uyvien6', 'user', '$argon2id$v=19$m=19456,t=2,p=1$6PlIxtTrsGekPZXe7zTFtw$VO81fyjGQe/pjEqlvyR25GOgP1ji9psnu760VrouV3U'),
    ('SH29', 'khach1', 'user', '$argon2id$v=19$m=19456,t=2,p=1$RRo+7z9QCJfS/AZX7s3H/A$ZUyUp+Fri2a6UF06vt607oab9Ba8445jILxwwjy2RCs'),
    ('SH23', 'truongphong', 'user', '$argon2id$v=19$m=19456,t=2,p=1$Y2IzZTFmMjZkNGY0MzU5OA$oGF2gz+M+bEikaHi6xke+L3brBx3BCTwgiDLYKlPMig'),
    ('SH24', 'chuyenvien', 'user', '$argon2id$v=19$m=19456,t=2,p=1$MDY0MWYwY2I0NmJkMmMwZg$Omw/fXCDUYlQNEPX63YXTKGHoYQVhftOW2VVQK22Rmo'),
    ('SH30', 'vanthu', 'user', '$argon2id$v=19$m=19456,t=2,p=1$NmE4MzI3YTZlYTNmODQ1NQ$B9w72WxJUsOHlMarL30m+O3ze7xAEgByjrcjAXN7usM'),
    ('SH26', 'quantri', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$zjqdQskw+eueiSTsF0q42w$H+UOb14GMWky+5HFhKs401ySABDyRhQCQVu2Majw5IU')) x (code, username, role, phc)
  join person p using (code)
on conflict do nothing;

-- Who signs how, who keeps the seal (R9, R11): the committee, its office and one department.
update position_title set standing = case
  when name ~ '^Phó ' then 'deputy' when name ~ '^(Chủ tịch|Giám đốc|Chánh |Trưởng|Chỉ huy trưởng)' then 'head'
  when name ~ '^Ủy viên' then 'member' else 'staff' end where standing = 'staff';
insert into unit_letter (unit_id, abbr, collective, head_title, deputy_title, place)
select u.id, x.abbr, x.collective, x.head, x.deputy, 'Sơn Hà'
  from (values ('H99', 'UBND', 'ỦY BAN NHÂN DÂN', 'CHỦ TỊCH', 'PHÓ CHỦ TỊCH'), ('H99.01', 'VP', '', 'CHÁNH VĂN PHÒNG', 'PHÓ CHÁNH VĂN PHÒNG'),
               ('H99.01.02', 'TH', '', 'TRƯỞNG PHÒNG', 'PHÓ TRƯỞNG PHÒNG'), ('H99.08', 'SKHCN', '', 'GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC')) x (code, abbr, collective, head, deputy)
  join org_unit u using (code)
on conflict do nothing;
insert into unit_clerk (unit_id, person_id, valid)
select u.id, p.id, '[2025-07-01,)' from org_unit u, person p where u.code in ('H99', 'H99.01') and p.code = 'SH30' on conflict do nothing;
insert into unit_checker (unit_id, person_id, valid)
select u.id, p.id, '[2025-07-01,)' from org_unit u, person p where u.code in ('H99', 'H99.01') and p.code = 'SH22' on conflict do nothing;
insert into authority_grant (unit_id, capacity, from_id, to_id, kinds, basis, valid)
select u.id, 'TL.', f.id, t.id, '{notice,conclusion_notice,invitation,official_letter}', 'Quy chế làm việc của UBND tỉnh Sơn Hà, Điều 21', '[2025-07-01,)'
  from org_unit u, person f, person t
 where u.code = 'H99' and f.code = 'SH01' and t.code = 'SH06'
   and not exists (select from authority_grant g where g.unit_id = u.id and g.to_id = t.id and g.capacity = 'TL.');

-- Days off against the common calendar, written down without the announcements of 2026 and 2027 at hand: each has no source and so is shown as "to be
-- confirmed" until an administrator, or phien calendar load, names the announcement.
insert into calendar_day (day, work, name) values
  ('2026-02-16', false, 'Tết Nguyên đán'), ('2026-02-17', false, 'Tết Nguyên đán'), ('2026-02-18', false, 'Tết Nguyên đán'), ('2026-02-19', false, 'Tết Nguyên đán'), ('2026-02-20', false, 'Tết Nguyên đán'),
  ('2026-04-27', false, 'Nghỉ bù Giỗ Tổ Hùng Vương'), ('2026-09-01', false, 'Quốc khánh'),
  ('2027-02-05', false, 'Tết Nguyên đán'), ('2027-02-08', false, 'Tết Nguyên đán'), ('2027-02-09', false, 'Tết Nguyên đán'), ('2027-02-10', false, 'Tết Nguyên đán'), ('2027-02-11', false, 'Tết Nguyên đán'),
  ('2027-04-16', false, 'Giỗ Tổ Hùng Vương'), ('2027-09-03', false, 'Quốc khánh')
on conflict do nothing;

-- The committee's own rule names its source; the numbers are those of R35.
insert into body_rule (unit_id, kind, basis, num, den, comparison, cite)
select id, 'quorum', 'total_members', 2, 3, 'at_least', 'Luật Tổ chức chính quyền địa phương 2015, Điều 113 (R35); Quy chế làm việc của UBND tỉnh'
  from org_unit where code = 'H99' on conflict do nothing;
insert into body_rule (unit_id, kind, basis, num, den, comparison, cite)
select id, 'majority', 'total_members', 1, 2, 'more_than', 'Luật Tổ chức chính quyền địa phương 2015, Điều 117 (R35); Quy chế làm việc của UBND tỉnh'
  from org_unit where code = 'H99' on conflict do nothing;

insert into meeting_template (unit_id, title, kind, place, description)
select id, 'Phiên họp thường kỳ UBND tỉnh', 'regular', 'Phòng họp số 1, trụ sở UBND tỉnh Sơn Hà',
  'Đánh giá tình hình kinh tế - xã hội trong tháng, triển khai nhiệm vụ tháng tới và xem xét các nội dung thuộc thẩm quyền của UBND tỉnh.'
  from org_unit where code = 'H99' on conflict do nothing;
insert into template_item (template_id, position, parent_position, title, minutes, internal)
select t.id, x.position, x.parent, x.title, x.minutes, x.internal
  from meeting_template t, (values
    (1, null, 'Khai mạc, thông qua chương trình phiên họp', 5, false),
    (2, null, 'Báo cáo tình hình kinh tế - xã hội trong tháng, nhiệm vụ trọng tâm tháng tới', 45, false),
    (3, 2, 'Tình hình thu, chi ngân sách và giải ngân vốn đầu tư công', 15, false),
    (4, 2, 'Kết quả thực hiện các nhiệm vụ do Chủ tịch UBND tỉnh giao', 15, false),
    (5, null, 'Các tờ trình thuộc thẩm quyền của UBND tỉnh', 60, false),
    (6, null, 'Nội dung nội bộ', 15, true),
    (7, null, 'Kết luận phiên họp', 10, false)) x (position, parent, title, minutes, internal)
 where t.title = 'Phiên họp thường kỳ UBND tỉnh' and t.unit_id = (select id from org_unit where code = 'H99')
on conflict do nothing;

\ir demo-meetings.psql
\ir demo-today.psql
commit;
