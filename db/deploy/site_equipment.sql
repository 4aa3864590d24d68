-- Deploy phien:site_equipment to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
-- What stands at a bridge site besides people: keys for encoders and decoders (WHIP, WHEP), a room system's own stream (RTSP),
-- and the technician's card from the hour before (R40).
begin;

create table phien.site_token (
  id bigint generated always as identity primary key,
  meeting_id bigint not null,
  site_id bigint not null,
  purpose text not null check (purpose in ('publish', 'watch')),
  follows_site_id bigint,
  token_sha256 bytea not null unique check (octet_length (token_sha256) = 32),
  created_by bigint not null references phien.person,
  created_at timestamptz not null default now (),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  live_peer bigint check (live_peer > 0),
  foreign key (meeting_id, site_id) references phien.site (meeting_id, id) on delete cascade,
  foreign key (meeting_id, follows_site_id) references phien.site (meeting_id, id) on delete cascade,
  constraint site_token_follows check (follows_site_id is null or purpose = 'watch'),
  constraint site_token_expires check (expires_at > created_at and expires_at <= created_at + interval '31 days')
);
comment on table phien.site_token is 'Key of one encoder (publish, WHIP) or hall decoder (watch, WHEP) at a site. Holds the hash only: the key is shown once.';
comment on column phien.site_token.follows_site_id is 'Watch this site; null: whoever speaks, and what is presented.';
comment on column phien.site_token.live_peer is 'Connection of the media server that runs with it now; left over after a crash, dropped at the next start.';
create index site_token_meeting on phien.site_token (meeting_id, site_id);

create table phien.site_source (
  site_id bigint primary key,
  meeting_id bigint not null,
  url text not null check (url ~ '^rtsps?://[^[:space:][:cntrl:]@]+$' and length (url) <= 500),
  username text not null default '' check (length (username) <= 100),
  password text not null default '' check (length (password) <= 200),
  updated_by bigint not null references phien.person,
  updated_at timestamptz not null default now (),
  foreign key (meeting_id, site_id) references phien.site (meeting_id, id) on delete cascade
);
comment on table phien.site_source is 'RTSP camera or encoder of a site. Only phien-meeting reads it and hands it to phien-studio; clients learn that there is one.';
comment on column phien.site_source.url is 'Without user and password: those stand beside it and are in no log.';

create table phien.site_check (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references phien.meeting,
  site_id bigint,
  person_id bigint not null references phien.person,
  passed boolean not null,
  result jsonb not null check (jsonb_typeof (result) = 'object' and length (result::text) <= 4000),
  at timestamptz not null default now (),
  foreign key (meeting_id, site_id) references phien.site (meeting_id, id) on delete set null (site_id)
);
comment on table phien.site_check is 'Device and line check sent by a site''s technician (R40: 60 minutes before). What was measured stays as it was.';
create index site_check_meeting on phien.site_check (meeting_id, at desc);

-- Of a token only its end, its last use and its connection change: who made it for what stays.
grant select, insert (meeting_id, site_id, purpose, follows_site_id, token_sha256, created_by, expires_at), update (revoked_at, last_used_at, live_peer)
  on phien.site_token to phien_meeting;
grant select, insert, update, delete on phien.site_source to phien_meeting;
grant select, insert (meeting_id, site_id, person_id, passed, result) on phien.site_check to phien_meeting;

commit;
