/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a note's JSON into the shape core/annotation.h judges; shared by the routes that make and change notes. Any thread. */
#pragma once
#include "docs-service/core/annotation.h"
#include "docs-service/http/api.h"

/* {page,kind,layer,data,client?}: data = {text?,color?,rects?:[[x,y,w,h],…],points?:[[x,y],…] or [[[x,y],…],…],x?,y?,…}. `kind_known`: the
 * kind of the note being changed, or -1 when the body must say it. Errors as pn_note_check. */
gboolean pn_notes_check_body (const PnJson *body, int kind_known, gint64 page_count, gboolean *shared, GError **error) G_GNUC_WARN_UNUSED_RESULT;
