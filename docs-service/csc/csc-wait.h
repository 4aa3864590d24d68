/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is under way at the service and will be asked for again: authorisations that wait for their holder, signatures that are being made, pages that
 * people were sent to. In memory only, for a quarter of an hour, bounded; never a PIN or a token; several threads may call. */
#pragma once

#include <glib.h>

#define PN_CSC_WAIT_SECONDS 900
#define PN_CSC_WAIT_MAX 1000

typedef struct PnCscWait PnCscWait;
typedef enum { PN_CSC_WAIT_SAD, PN_CSC_WAIT_VALUE } PnCscWaitKind;

PnCscWait *pn_csc_wait_new (void);
void pn_csc_wait_free (PnCscWait *self);

/* hash: base64 of what is signed. An older one of the same kind and hash is forgotten. */
void pn_csc_wait_keep (PnCscWait *self, PnCscWaitKind kind, const char *hash, const char *id);
/* The id, once; NULL when there is none or it is too old. transfer full */
char *pn_csc_wait_take (PnCscWait *self, PnCscWaitKind kind, const char *hash);

/* Somebody goes to the service's page for this hash: the state he must come back with (RFC 6749 10.12). transfer full */
char *pn_csc_wait_page (PnCscWait *self, const char *hash, const char *verifier);
/* The verifier (RFC 7636), once, if that state belongs to this hash. transfer full */
char *pn_csc_wait_back (PnCscWait *self, const char *state, const char *hash);
/* S256 of the verifier (RFC 7636 4.2). transfer full */
char *pn_csc_wait_challenge (const char *verifier);
