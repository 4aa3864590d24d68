/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programme of one meeting: all voices mixed; who speaks, the called sites and the presented page on one
 * canvas of 1280 x 720 at 15 pictures a second with a caption below; H264 and AAC out to any number of
 * outlets. Knows no files, no rights and no network. Loop's thread only. */
#pragma once

#include "media/studio/branch.h"
#include "media/studio/outlet.h"

typedef struct PnProgramme PnProgramme;

/* This picture is wanted from now on: its source should send a key frame. */
typedef void (*PnKeyWanted) (const char *track, gpointer data);

/* title stands on the canvas while nobody has a picture. IO. */
PnProgramme *pn_programme_new (uv_loop_t *loop, const PnMoment *moment, PnBusWatch *watch, const char *title,
                               PnKeyWanted key, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_programme_free (PnProgramme *self);

/* The receiver has to stay until it is removed here. BAD_VALUE, IO. */
gboolean pn_programme_add (PnProgramme *self, PnReceive *receive, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_programme_remove (PnProgramme *self, const char *track);

/* Whose picture is on top; a screen stands in for the page and brings its person's camera along. NULL:
 * nobody's. */
void pn_programme_speaker (PnProgramme *self, const char *track);
/* tracks: the called sites in order, NULL-ended; empty: whoever has a camera, the speaker first. */
void pn_programme_layout (PnProgramme *self, PnLayout layout, const char *const *tracks);
/* The presented page as an image file; NULL: none. */
void pn_programme_page (PnProgramme *self, const char *path);
void pn_programme_caption (PnProgramme *self, const char *text);

void pn_programme_attach (PnProgramme *self, PnOutlet *outlet);
void pn_programme_detach (PnProgramme *self, PnOutlet *outlet);

/* A message of the watch. TRUE: it was about this programme and dealt with; *failed: the whole of it has
 * failed. */
gboolean pn_programme_message (PnProgramme *self, GstMessage *message, gboolean *failed);
