-- Verify phien:proof_watch on pg
-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
select day, raised, renewed, stopped from phien.proof_day where false;
select has_function_privilege ('phien_docs', 'phien.proofs_of (bigint)', 'execute') and has_function_privilege ('phien_docs', 'phien.proofs_retry (bigint, bigint)', 'execute');
rollback;
