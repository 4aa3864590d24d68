/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One signature on one stored file: prepare and finish run in the cage, the key stays in phien-signer; this process only carries a digest
 * one way, a CMS the other, and appends: the old bytes stay a prefix (DESIGN 2.7). Loop's thread only; nothing is recorded here. */
#pragma once
#include "docs-service/http/api.h"

typedef struct {
  gint64 person;
  gboolean seal; /* the body's key instead of the person's */
  const char *name, *unit, *title;
  const char *ticket; /* of sign-unlock.h; NULL: none */
} PnSignWho;

/* record: {digest, cert_subject, cert_sha256, level, sha256, size, page_count, pages} of the signed file, which is in the store; NULL with error. */
typedef void (*PnSignDone) (PnCall *call, const PnJson *record, const GError *error);

/* spec_take: what the SIGN job of render/jobs.c wants ({field, …}). lock: key in docs->busy; CONFLICT while another holds it.
 * `done` runs once, and may run inside this call. */
void pn_sign_run (PnCall *call, const char *sha256, const PnSignWho *who, PnJson *spec_take, const char *lock, PnSignDone done);
/* The halves apart, for a key that answers later or to another process. prepare: record is {digest}. finish: the same spec makes the same
 * revision again, cms (base64) goes in; record_take is what is known already ({digest, cert_subject, cert_sha256}) and comes back complete. */
void pn_sign_prepare (PnCall *call, const char *sha256, PnJson *spec_take, const char *lock, PnSignDone done);
void pn_sign_finish (PnCall *call, const char *sha256, PnJson *spec_take, PnJson *record_take, const char *cms, const char *lock, PnSignDone done);
/* The stored bytes and then those of append, written to out. */
gboolean pn_append_revision (PnDocs *docs, const char *sha256, int out, GBytes *append, GError **error) G_GNUC_WARN_UNUSED_RESULT;
