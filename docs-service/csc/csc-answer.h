/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a remote signing service answers (CSC API v2.0.0.2), read within bounds: bytes in, values out. Never
 * touches a socket, a key or a certificate's meaning (csc-cert.h); any thread may call. */
#pragma once

#include <glib.h>

#define PN_CSC_ANSWER_MAX (256 * 1024) /* bytes of a body */
#define PN_CSC_CREDENTIALS_MAX 100
#define PN_CSC_CHAIN_MAX 6

/* Who asks the holder (11.5, auth/mode): we, for PIN and code; the service by itself, on his telephone; a page of the service, by OAuth 2.0. */
typedef enum { PN_CSC_EXPLICIT, PN_CSC_IMPLICIT, PN_CSC_OAUTH2CODE } PnCscMode;

/* One key at the service, as credentials/info tells (11.5). */
typedef struct {
  PnCscMode mode;
  GPtrArray *chain; /* GBytes, DER; the holder's own first */
  GPtrArray *algos; /* char *, OIDs of key/algo */
  char *pin_id;     /* auth object of type Password; NULL: none is asked for */
  char *otp_id;     /* of type ChallengeResponse, or a Password with a generator (a code from his own app); NULL likewise */
  gboolean otp_sent; /* the code comes when asked for (getChallenge) */
  gboolean binds;   /* SCAL 2: the authorisation holds for the very hashes */
} PnCscCredential;

void pn_csc_credential_free (PnCscCredential *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnCscCredential, pn_csc_credential_free)

/* All: REMOTE_BAD_ANSWER when the body is not what the specification says; nothing is guessed. */

/* The service speaks version 2 and knows the methods used here (11.1); *later: it signs asynchronously when asked so. */
gboolean pn_csc_read_info (GBytes *body, gboolean *later, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* OAuth 2.0 (RFC 6749 5.1) of type "Bearer", or "SAD" for a credential's authorisation; *lives: seconds, 0 when not told. transfer full */
char *pn_csc_read_token (GBytes *body, const char *type, gint64 *lives, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* credentials/list: the ids. transfer full */
char **pn_csc_read_list (GBytes *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Also REMOTE_WRONG_CERT (disabled, expired, revoked, suspended: the service's own word) and REMOTE_REFUSED
 * for an object of explicit authorisation other than PIN and one-time code. */
PnCscCredential *pn_csc_read_credential (GBytes *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* credentials/authorize and authorizeCheck (11.6, 11.7): the signature activation data, or, while the holder is still asked, a handle to come
 * back with; one of them, transfer full. */
gboolean pn_csc_read_sad (GBytes *body, char **sad, char **handle, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* signatures/signHash of one hash and signPolling (11.10, 11.12): exactly one signature value, or the id of an answer that comes later; `asked`: the
 * id that was asked with, kept when the answer says only that it is not there yet. One of them, transfer full. */
gboolean pn_csc_read_signature (GBytes *body, const char *asked, GBytes **value, char **later, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Why an HTTP status other than 200 came (10.1: {"error","error_description"}): always FALSE.
 * REMOTE_BAD_PIN, REMOTE_REFUSED, REMOTE_AWAY (5xx, 429) or REMOTE_BAD_ANSWER (a redirect, no CSC error). */
gboolean pn_csc_read_failure (long status, GBytes *body, GError **error);
