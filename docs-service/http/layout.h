/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file's form judged in the cage by Decree 30/2020/NĐ-CP (docs-service/layout). Loop's thread only. */
#pragma once
#include "docs-service/http/api.h"

/* report: as pn_layout_report_json, borrowed; NULL with error. */
typedef void (*PnLayoutDone) (PnCall *call, const PnJson *report, const GError *error);

/* `input` is borrowed (duplicated). own: composed by this house. `done` runs once, not inside this call. */
void pn_docs_layout_run (PnCall *call, int input, gboolean own, PnLayoutDone done);
