-- Revert phien:site_equipment from pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
drop table phien.site_check, phien.site_source, phien.site_token;
commit;
