-- Revert phien:appschema from pg
begin;
drop function phien.refuse_change ();
drop function phien.check_state_move ();
drop table phien.state_move;
drop domain phien.slug;
drop domain phien.hash_sha256;
drop function phien.vn_fold (text);
drop schema phien;
commit;
