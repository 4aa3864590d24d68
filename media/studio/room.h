/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One meeting in the studio: its tracks come in, its programme is composed while somebody wants it: a
 * recording, a live list, or both. Knows no link and no rights; tells its host what happens. Loop's thread
 * only. */
#pragma once

#include "media/studio/layout.h"
#include "media/studio/receive.h"
#include "media/studio/recording.h"

typedef struct PnStudioRoom PnStudioRoom;

typedef struct {
  uv_loop_t *loop;
  const char *recordings, *pages, *hls; /* directories */
  /* A source should send a key frame. */
  void (*keyframe) (gint64 room, const char *track, gpointer data);
  /* Once for each recording, asked for or not. The room may be freed inside. */
  void (*recorded) (gint64 room, const char *file, const PnRecordingEnd *end, gpointer data);
  /* The live list ended by itself. */
  void (*hls_lost) (gint64 room, gpointer data);
  gpointer data;
} PnStudioHost;

PnStudioRoom *pn_studio_room_new (const PnStudioHost *host, gint64 id);
void pn_studio_room_free (PnStudioRoom *self);
/* Neither recorded nor watched: may be freed. */
gboolean pn_studio_room_is_idle (const PnStudioRoom *self);

/* WRONG_STATE when it is recorded already, IO. */
gboolean pn_studio_room_record (PnStudioRoom *self, const char *file, const char *title,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_studio_room_is_recording (const PnStudioRoom *self);
/* `recorded` tells when the file is whole, at most 10 s later. */
void pn_studio_room_stop_recording (PnStudioRoom *self);

gboolean pn_studio_room_watch (PnStudioRoom *self, const char *title,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_studio_room_is_watched (const PnStudioRoom *self);
void pn_studio_room_unwatch (PnStudioRoom *self);

/* Port for the track's RTP, 0 on failure: BAD_VALUE (codec), IO. A track of that name that is there is
 * replaced. */
int pn_studio_room_add (PnStudioRoom *self, const PnStudioTrack *track,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_studio_room_remove (PnStudioRoom *self, const char *track);
void pn_studio_room_speaker (PnStudioRoom *self, const char *track);
void pn_studio_room_layout (PnStudioRoom *self, PnLayout layout, const char *const *tracks);
/* file: below the pages directory; NULL: nothing is presented. BAD_VALUE when it is not inside. */
gboolean pn_studio_room_page (PnStudioRoom *self, const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_studio_room_caption (PnStudioRoom *self, const char *text);
void pn_studio_room_chapter (PnStudioRoom *self, const char *title);
