/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo authority of an installation as the commands use it: its keys, and its services for the higher PAdES levels.
 * Main thread only; makes what is missing below $PHIEN_VAR. */
#pragma once

#include "docs-service/pdf/pades.h"
#include "docs-service/signer/keystore.h"

#define PN_DEMO_BODY "Ủy ban nhân dân tỉnh Sơn Hà"

/* The process is then the owner of the data directory until pn_cli_be_root. key: made when it is missing, of this kind (PnSubject.key; NULL: P-256); NULL for none. */
PnKeystore *pn_cli_keys (const char *key, const char *kind, GError **error);
/* Writes what checkers trust, and what was revoked, to run/roots.pem. */
gboolean pn_cli_publish_roots (PnKeystore *store, GError **error);
PnPadesServices pn_cli_services (PnKeystore *store);
