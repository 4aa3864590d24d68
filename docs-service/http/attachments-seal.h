/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clerk's signature on each attachment that is a file of its own, before the document itself is sealed: text form, number and symbol and the time
 * (Decree 30/2020 Annex I, R5). Each is recorded by itself, so that after a crash the next try goes on with the next. Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* step: as PN_Q_DESK_STEP answers; borrowed, and handed to `then` when every attachment is signed. On an error the call is answered and ended. */
void pn_attachments_seal (PnCall *take, const PnJson *step, void (*then) (PnCall *call, const PnJson *step));
