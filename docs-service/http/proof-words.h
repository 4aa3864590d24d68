/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the database says of the work on one document, with its reason in both languages. Pure; any thread. */
#pragma once
#include "base/wire.h"

/* A copy whose "reason" is {code,vi,en}, as an error is answered, or nothing. transfer full */
PnJson *pn_proof_words (const PnJson *proof);
