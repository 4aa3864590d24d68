/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lengths of core/fields applied to a request's JSON. No SQL; any thread. */
#pragma once
#include "base/wire.h"
#include "docs-service/core/fields.h"

/* Every field of the set, as a string member. Errors: FIELD_TOO_LONG, BAD_VALUE, BAD_MESSAGE. */
gboolean pn_fields_check_json (PnFieldSet set, const PnJson *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
