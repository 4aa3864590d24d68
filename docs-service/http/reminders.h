/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job behind the bell: looks which clocks end today or have ended and leaves a reminder, each once. Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

void pn_reminders_kick (PnDocs *docs);
