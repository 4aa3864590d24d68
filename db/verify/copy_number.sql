-- Verify phien:copy_number on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select phien.copy_next (0);
rollback;
