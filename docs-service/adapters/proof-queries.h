/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The work on proofs as SQL, as in desk-queries.h (db/deploy/proof.sql). Included by store-queries.c only. */
#pragma once

#define PROOF_JSON \
  "jsonb_build_object ('level', p.level, 'want', p.want, 'state', p.state, 'renew', p.renew, 'progress', p.progress, 'attempts', p.attempts, 'next_at', " ISO ("p.next_at") ", " \
  "'reason', p.reason_code, 'proven_until', " ISO ("p.proven_until") ", 'renew_at', " ISO ("p.renew_at") ")"
#define LEVEL_OF(document) "(select p.level from phien.proof p where p.document_id = " document ")"
#define THE_LEASE "a.id, (a.j->>'lease')::uuid"

#define PN_PROOF_QUERIES \
  [PN_Q_PROOF] = { A "select " IF_READER ("jsonb_build_object ('proof', (select " PROOF_JSON " from phien.proof p where p.document_id = d.id))") " from a join phien.document d on d.id = a.id" }, \
  [PN_Q_PROOF_CLAIM] = { A "select phien.proof_claim (a.j->>'holder') from a" }, \
  [PN_Q_PROOF_PROGRESS] = { A "select jsonb_build_object ('document', a.id) from a, phien.proof_progress (" THE_LEASE ", a.j->>'progress')" }, \
  [PN_Q_PROOF_RAISED] = { A "select jsonb_build_object ('version', phien.proof_raised (" THE_LEASE ", a.j)) from a" }, \
  [PN_Q_PROOF_FAILED] = { A "select jsonb_build_object ('document', a.id) from a, phien.proof_failed (" THE_LEASE ", a.j->>'code', a.j->>'detail', (a.j->>'again')::timestamptz)" }, \
  [PN_Q_PROOF_RESUME] = { A "select jsonb_build_object ('n', phien.proof_resume (a.j->>'holder')) from a" }, \
  [PN_Q_PROOF_COUNTS] = { A "select phien.proof_counts () from a" }, \
  [PN_Q_PROOF_RETRY] = { A "select " IF_READER ("jsonb_build_object ('n', phien.proof_retry (d.id))") " from a join phien.document d on d.id = a.id" }, \
  [PN_Q_PROOFS] = { A "select phien.proofs_of (a.person) from a" }, \
  [PN_Q_PROOFS_RETRY] = { A "select jsonb_build_object ('n', phien.proofs_retry (a.person, nullif (a.id, 0))) from a" },
