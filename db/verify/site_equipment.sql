-- Verify phien:site_equipment on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select id, meeting_id, site_id, purpose, follows_site_id, token_sha256, created_by, created_at, expires_at, revoked_at, last_used_at, live_peer from phien.site_token where false;
select site_id, meeting_id, url, username, password, updated_by, updated_at from phien.site_source where false;
select id, meeting_id, site_id, person_id, passed, result, at from phien.site_check where false;
select 1 / has_column_privilege ('phien_meeting', 'phien.site_token', 'revoked_at', 'update')::int,
       1 / has_table_privilege ('phien_meeting', 'phien.site_source', 'select')::int,
       1 / (not has_table_privilege ('phien_docs', 'phien.site_source', 'select'))::int;
rollback;
