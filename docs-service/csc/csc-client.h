/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation with a remote signing service (CSC API v2.0.0.2): token, list, info, challenge, authorize,
 * signHash. A PIN or code is sent once and kept nowhere. Blocks; several threads may ask at once. */
#pragma once

#include <glib.h>

#include "docs-service/csc/csc-cert.h"
#include "docs-service/csc/csc-http.h"

typedef struct PnCscClient PnCscClient;

typedef struct {
  const char *credential;
  const char *cert_sha256; /* hex: the certificate that was bound; another one is refused */
  const char *pin, *otp;   /* "" for what the credential does not ask */
  const char *code, *state; /* of the service's page, for a credential of mode oauth2code; "" else */
  const guint8 *digest;    /* 32 bytes: SHA-256 over the ByteRange */
} PnCscWish;

/* redirect: where the service's page sends people back, "" when none is configured; oauth2: base of that page, "" for the API's own.
 * secret_file (mode 0600, not readable by others): lines client_id=…, client_secret=…, or access_token=….
 * web, copied by reference, outlives the client. Errors: CONFIG, IO. */
PnCscClient *pn_csc_client_new (const PnCscWeb *web, const char *secret_file, const char *roots_file, const char *oauth2,
                                const char *redirect, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_csc_client_free (PnCscClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnCscClient, pn_csc_client_free)

/* All: REMOTE_AWAY, REMOTE_BAD_ANSWER, REMOTE_REFUSED and what is said beside each. */
char **pn_csc_client_list (PnCscClient *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A credential whose certificate has passed csc-cert.h. *how may be NULL. Errors: REMOTE_WRONG_CERT */
PnCscCert *pn_csc_client_credential (PnCscClient *self, const char *credential, PnCscCredential **how,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The service sends the person a one-time code. */
gboolean pn_csc_client_challenge (PnCscClient *self, const char *credential,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Where the person goes to authorise on a page of the service (OAuth 2.0 with PKCE, scope credential, bound to the hash), and comes back from
 * with code and state; good for a quarter of an hour, once, and not beyond our end. transfer full: the address */
char *pn_csc_client_page (PnCscClient *self, const PnCscWish *wish, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* CMS, DER, of a PAdES B-B signature, its value checked. Errors: REMOTE_WRONG_CERT, REMOTE_BAD_PIN, REMOTE_WAITING (the person has not confirmed
 * yet, or the service has not signed yet: the same wish without PIN goes on from there) */
GBytes *pn_csc_client_sign (PnCscClient *self, const PnCscWish *wish,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
