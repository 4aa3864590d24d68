-- Deploy phien:documents to pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;

create table phien.blob (
  sha256 phien.hash_sha256 primary key,
  size bigint not null check (size > 0),
  media_type text not null default 'application/pdf' check (length (media_type) between 3 and 100),
  created_at timestamptz not null default now ()
);
comment on table phien.blob is 'Files by content; the bytes lie in $PHIEN_VAR/blobs, durable before the row is written.';
create trigger blob_fixed before update on phien.blob for each row execute function phien.refuse_change ();

create table phien.document (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references phien.meeting,
  item_id bigint,
  kind text not null default 'paper' check (kind in ('paper', 'minutes')),
  title text not null check (length (title) between 1 and 500),
  created_by bigint references phien.person,
  created_at timestamptz not null default now (),
  retracted_at timestamptz,
  unique (meeting_id, id),
  foreign key (meeting_id, item_id) references phien.agenda_item (meeting_id, id) on delete set null (item_id)
);
create unique index document_one_minutes on phien.document (meeting_id) where kind = 'minutes';
create index document_item on phien.document (item_id);
comment on table phien.document is 'A paper of a meeting, at an agenda item or at the meeting itself; one document is its minutes (R33).';
create trigger document_fixed before update of meeting_id on phien.document for each row execute function phien.meeting_fixed ();

create table phien.document_version (
  id bigint generated always as identity primary key,
  document_id bigint not null references phien.document,
  n int not null check (n between 1 and 100000),
  sha256 phien.hash_sha256 not null references phien.blob,
  filename text not null check (length (filename) between 1 and 255 and filename !~ '[/\\[:cntrl:]]'),
  page_count int not null check (page_count between 0 and 100000),
  pages jsonb not null default '[]' check (jsonb_typeof (pages) = 'array'),
  outline jsonb not null default '[]' check (jsonb_typeof (outline) = 'array'),
  frozen boolean not null default false,
  minutes_rev int,
  created_by bigint references phien.person,
  created_at timestamptz not null default now (),
  unique (document_id, n)
);
comment on table phien.document_version is 'What was laid before the meeting, byte by byte: a version never changes, a change is a new version (R10, R21).';
comment on column phien.document_version.pages is '[[width, height], …] in points, one pair for each page.';
comment on column phien.document_version.minutes_rev is 'Which revision of the minutes this PDF shows; null for papers.';
create index document_version_blob on phien.document_version (sha256);

create function phien.version_number () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
declare
  next int;
begin
  perform from document where id = new.document_id for no key update;
  select coalesce (max (n), 0) + 1 into next from document_version where document_id = new.document_id;
  new.n := coalesce (new.n, next);
  if new.n <> next then
    raise exception 'document %: the next version is %, not %', new.document_id, next, new.n using errcode = 'PN009';
  end if;
  return new;
end $$;
create trigger version_number before insert on phien.document_version for each row execute function phien.version_number ();
comment on function phien.version_number () is 'Versions count 1, 2, 3 … without a gap (PN009); leave n out to get the next.';

create function phien.version_fixed () returns trigger
  language plpgsql as $$
begin
  if tg_op = 'DELETE' or (to_jsonb (new) - 'frozen' - 'outline') <> (to_jsonb (old) - 'frozen' - 'outline') or (old.frozen and not new.frozen) then
    raise exception 'document version %: its bytes and number stay', old.id using errcode = 'PN012';
  end if;
  return new;
end $$;
create trigger version_fixed before update or delete on phien.document_version for each row execute function phien.version_fixed ();
comment on function phien.version_fixed () is 'PN012: what the leader saw is what gets signed (DESIGN rule 7); frozen never melts.';

create table phien.upload (
  id uuid primary key default gen_random_uuid (),
  account_id bigint not null references phien.account,
  person_id bigint not null references phien.person,
  meeting_id bigint not null references phien.meeting,
  item_id bigint,
  document_id bigint references phien.document,
  version_id bigint references phien.document_version,
  filename text not null check (length (filename) between 1 and 255 and filename !~ '[/\\[:cntrl:]]'),
  title text check (length (title) between 1 and 500),
  size bigint not null check (size between 1 and 1073741824),
  received bigint not null default 0,
  state text not null default 'receiving' check (state in ('receiving', 'checking', 'ready', 'refused')),
  error_code phien.slug,
  error_detail text check (length (error_detail) <= 1000),
  created_at timestamptz not null default now (),
  updated_at timestamptz not null default now (),
  check (received between 0 and size),
  constraint upload_whole check (state in ('receiving', 'refused') or received = size),
  constraint upload_ready check ((state = 'ready') = (version_id is not null)),
  constraint upload_refused check ((state = 'refused') = (error_code is not null))
);
create index upload_unfinished on phien.upload (updated_at) where state in ('receiving', 'checking');
comment on table phien.upload is 'A file on its way in; survives restarts of both sides. document_id given at birth = new version of that document.';
create trigger upload_state_move before insert or update of state on phien.upload for each row execute function phien.check_state_move ();

create table phien.page_text (
  sha256 phien.hash_sha256 not null references phien.blob on delete cascade,
  page int not null check (page between 1 and 100000),
  text text not null,
  words jsonb not null default '[]' check (jsonb_typeof (words) = 'array'),
  folded text generated always as (phien.vn_fold (text)) stored,
  primary key (sha256, page)
);
create index page_text_folded on phien.page_text using gin (folded gin_trgm_ops);
comment on table phien.page_text is 'Text layer of a page by content: words = [[x, y, w, h, "t"], …] in points from the top left.';
comment on column phien.page_text.folded is 'vn_fold(text): search with folded like ''%'' || vn_fold(query) || ''%''.';

create table phien.annotation (
  id bigint generated always as identity primary key,
  client_id uuid not null default gen_random_uuid (),
  version_id bigint not null references phien.document_version,
  person_id bigint not null references phien.person,
  page int not null check (page >= 1),
  kind text not null check (kind in ('highlight', 'note', 'ink', 'box')),
  layer text not null check (layer in ('private', 'shared')),
  data jsonb not null check (jsonb_typeof (data) = 'object' and octet_length (data::text) <= 65536),
  created_at timestamptz not null default now (),
  updated_at timestamptz not null default now (),
  unique (person_id, client_id)
);
create index annotation_version on phien.annotation (version_id, page);
comment on table phien.annotation is 'Overlay on a page; never in the file. client_id makes a repeated POST the same annotation.';
create function phien.annotation_page () returns trigger
  language plpgsql set search_path = phien, pg_temp as $$
begin
  perform from document_version where id = new.version_id and page_count >= new.page;
  if not found then
    raise exception 'version % has no page %', new.version_id, new.page using errcode = 'PN011';
  end if;
  return new;
end $$;
create trigger annotation_page before insert or update of version_id, page on phien.annotation
  for each row execute function phien.annotation_page ();

create table phien.document_read (
  person_id bigint not null references phien.person,
  version_id bigint not null references phien.document_version,
  last_page int not null default 1 check (last_page >= 1),
  first_at timestamptz not null default now (),
  last_at timestamptz not null default now (),
  primary key (person_id, version_id)
);
comment on table phien.document_read is 'Who has opened which version, and where he stopped (R20, R21).';

create table phien.signature (
  id bigint generated always as identity primary key,
  version_id bigint not null references phien.document_version,
  person_id bigint not null references phien.person,
  capacity text not null default '' check (capacity in ('', 'TM.', 'Q.', 'KT.', 'TL.', 'TUQ.')),
  field_name text not null default '',
  cert_subject text not null,
  cert_sha256 phien.hash_sha256 not null,
  digest_sha256 phien.hash_sha256 not null,
  signed_at timestamptz not null default now (),
  unique (version_id, person_id)
);
comment on table phien.signature is 'Signatures made here: version_id is the signed file. Written once.';
comment on column phien.signature.capacity is 'Signing capacity of Decree 30/2020, Art. 13 (R11).';
create trigger signature_fixed before update or delete on phien.signature for each row execute function phien.refuse_change ();
create function phien.signature_freezes () returns trigger
  language plpgsql security definer set search_path = phien, pg_temp as $$
begin
  update document_version set frozen = true where id = new.version_id and not frozen;
  return null;
end $$;
create trigger signature_freezes after insert on phien.signature for each row execute function phien.signature_freezes ();

-- One place says who may see what; both daemons ask here.
create function phien.may_see_meeting (person bigint, meeting bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.meeting m
     where m.id = may_see_meeting.meeting and m.deleted_at is null
       and (person in (m.chair_id, m.secretary_id, m.created_by)
            or (m.state <> 'draft' and exists (
                 select from phien.participant p where p.meeting_id = m.id and person in (p.person_id, p.proxy_id)))));
end;
comment on function phien.may_see_meeting (bigint, bigint) is 'Chair, secretary and author always; those invited, and their proxies, once it is published.';

create function phien.may_prepare_meeting (person bigint, meeting bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.meeting m
     where m.id = may_prepare_meeting.meeting and m.deleted_at is null
       and (person in (m.chair_id, m.secretary_id)
            or exists (select from phien.participant p where p.meeting_id = m.id and p.person_id = person and p.role in ('chair', 'secretary'))));
end;
comment on function phien.may_prepare_meeting (bigint, bigint) is 'Chair and secretaries: may upload papers and write minutes.';

create function phien.may_read_document (person bigint, document bigint) returns boolean
  language sql stable security definer set search_path = phien, pg_temp
begin atomic
  select exists (
    select from phien.document d
      left join phien.agenda_item i on i.id = d.item_id
     where d.id = may_read_document.document
       and (phien.may_prepare_meeting (person, d.meeting_id)
            or (d.retracted_at is null and phien.may_see_meeting (person, d.meeting_id)
                and (not coalesce (i.internal, false) or exists (
                      select from phien.participant p
                       where p.meeting_id = d.meeting_id and person in (p.person_id, p.proxy_id) and p.role in ('chair', 'secretary', 'delegate'))))));
end;
comment on function phien.may_read_document (bigint, bigint) is 'Who sees the meeting sees its papers, but those of an internal item only as chair, secretary, delegate or delegate''s proxy.';

commit;
