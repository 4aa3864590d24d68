/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo service's own authority and the keys of its demo people, as PEM files of one directory, made when
 * first asked for. Never touches a socket or a key of the product; any thread may ask once it is open. */
#pragma once

#include "docs-service/signer/authority.h"

typedef struct {
  const char *id, *name, *title, *kind; /* kind as PnSubject */
  const char *pin;                      /* NULL: none is asked */
  gboolean otp;
  gboolean foreign; /* certified by an authority nobody trusts */
  const char *mode; /* "implicit", "oauth2code"; NULL: explicit */
  gboolean pss;     /* signs RSASSA-PSS only */
} DemoCredential;

extern const DemoCredential demo_credentials[];
extern const guint demo_n_credentials;

/* Root and the TLS certificate of "localhost"; dies when they cannot be made. */
void demo_keys_open (const char *dir);
const DemoCredential *demo_credential_find (const char *id);
/* Borrowed; the same for ever. */
const PnIdentity *demo_identity (const DemoCredential *credential);
X509 *demo_root (const DemoCredential *credential);
