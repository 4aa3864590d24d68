-- Revert phien:outside from pg
begin;
drop function phien.intake_take (bigint, bigint, text, text, text, bigint);
drop function phien.intake_refused (bigint, text);
drop function phien.intake_fetched (text);
drop function phien.intake_find (text);
drop function phien.intake_open (bigint, bigint, text, text);
drop function phien.certs_of (bigint);
drop table phien.sign_intake;
drop function phien.sign_intake_fixed ();
drop table phien.person_cert;
drop function phien.person_cert_fixed ();
commit;
