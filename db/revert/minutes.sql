-- Revert phien:minutes from pg
begin;
drop table phien.recording;
drop trigger version_shows_minutes on phien.document_version;
drop function phien.version_shows_minutes ();
drop table phien.minutes_revision;
drop function phien.minutes_fixed ();
drop function phien.minutes_born ();
commit;
