/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One track inside the programme: decoded and joined to the mixer or the compositor. A picture that is not
 * shown is not decoded, and one that is called for begins at a key frame. Never decides what is shown; made,
 * placed and freed on the loop's thread. */
#pragma once

#include "media/studio/layout.h"
#include "media/studio/receive.h"

#define PN_PROGRAMME_LATENCY (400 * GST_MSECOND) /* what the mixers wait for what comes late */

typedef struct PnBranch PnBranch;

/* `mixer`: the compositor for a picture, the audio mixer for a voice. An APPLICATION message "picture" tells
 * when a picture that was called for has come. IO. */
PnBranch *pn_branch_new (GstBin *pipeline, GstElement *mixer, PnReceive *receive,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes it out of the running pipeline; the receiver must still be there. */
void pn_branch_free (PnBranch *self);
PnReceive *pn_branch_receive (const PnBranch *self);
gboolean pn_branch_owns (const PnBranch *self, GstObject *source);

/* ---- pictures only */
/* TRUE: decode from the next key frame on. Returns TRUE when a key frame should be asked for. */
gboolean pn_branch_call (PnBranch *self, gboolean wanted);
/* A picture has come since it was called for. */
gboolean pn_branch_has_picture (const PnBranch *self);
/* NULL: not shown. */
void pn_branch_place (PnBranch *self, const PnBox *box, gboolean with_name);
