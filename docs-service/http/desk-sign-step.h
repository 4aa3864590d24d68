/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One signature or seal on one waiting step, from the facts of PN_Q_DESK_STEP to the recorded version: used
 * for one document and for many. No SQL, no PDF; loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* json: {request,version}, borrowed; NULL with error. May run inside the call of pn_desk_sign_step. */
typedef void (*PnDeskSigned) (PnCall *call, const PnJson *json, const GError *error);

#define PN_DESK_SIGN_FIELD "ChuKy"

typedef struct {
  gboolean seal;      /* the body's signature by its clerk instead of the person's own */
  const char *seen;   /* SHA-256 of the version the person saw */
  const char *ticket; /* of the signer's, for exactly this file (sign-unlock.h); NULL: the key has no PIN, or
                         it is the seal's */
} PnDeskWish;

/* Whether this step may be signed so: NOT_YOUR_TURN, WRONG_STATE, STALE_REVISION, NO_AUTHORITY (R11). */
gboolean pn_desk_may_sign (const PnJson *step, gboolean seal, const char *seen,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The parameter of the SIGN job: field, look, what may still change afterwards (R9). transfer full */
PnJson *pn_desk_sign_spec (const PnJson *step, gboolean seal);
/* call->flow is given back as it was before `done` runs. */
void pn_desk_sign_step (PnCall *call, const PnJson *step, const PnDeskWish *wish, PnDeskSigned done);
