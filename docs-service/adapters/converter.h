/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The converter behind ports/convert.h: starts phien-convert for one document at a time, the others wait in a bounded queue.
 * Reads one line of its output and nothing of the documents; loop's thread only. */
#pragma once
#include <uv.h>
#include "docs-service/ports/convert.h"

#define PN_CONVERT_QUEUE_MAX 32
#define PN_CONVERT_MS 120000 /* it ends itself after 90 s */

/* program: path of phien-convert; a missing one is CONVERTER_AWAY for whoever asks. */
PnConverter *pn_converter_new (uv_loop_t *loop, const char *program);
/* Ends the one at work, answers all with CANCELLED; the loop must run once more for the handles to go. */
void pn_converter_free (PnConverter *self);
