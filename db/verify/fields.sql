-- Verify phien:fields on pg
begin;
select request_id, language, description, issued_amount, receivers, saved_by, saved_at from phien.outgoing_field where false;
select language, description, signer_title, signer_name, to_places, page_amount, trace from phien.register_in where false;
select phien.incoming_same (0, '', '');
rollback;
