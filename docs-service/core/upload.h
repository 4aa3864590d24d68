/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One upload: which states it passes, which chunk it may take, and what its file may be called. Pure logic, no file, no
 * database; any thread. Sizes and offsets in bytes. */
#pragma once
#include <glib.h>
#include "base/error.h"

#define PN_UPLOAD_SIZE_MAX (G_GINT64_CONSTANT (512) << 20) /* a scanned annex; the story asks for 50 MB */
#define PN_UPLOAD_CHUNK_MAX (4 << 20)
#define PN_UPLOAD_NAME_MAX 200 /* bytes of a file name kept */

typedef enum { PN_UPLOAD_RECEIVING, PN_UPLOAD_CHECKING, PN_UPLOAD_READY, PN_UPLOAD_REFUSED } PnUploadState;

typedef struct {
  PnUploadState state;
  gint64 size;     /* announced */
  gint64 received; /* on disk and fsynced: what was acknowledged */
} PnUpload;

const char *pn_upload_state_name (PnUploadState state);
gboolean pn_upload_state_from_name (const char *name, PnUploadState *state) G_GNUC_WARN_UNUSED_RESULT;

/* The one function that moves it. WRONG_STATE names both states; CHECKING before the last byte is WRONG_STATE too. */
gboolean pn_upload_set_state (PnUpload *self, PnUploadState next, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* BAD_VALUE: no size, or larger than allowed is TOO_LARGE. */
gboolean pn_upload_check_size (gint64 size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* May `length` bytes be written at `offset`? CONFLICT when the offset is not where we stand (the client asks and resumes),
 * TOO_LARGE past the announced size, BAD_VALUE for nothing at all. */
gboolean pn_upload_check_chunk (const PnUpload *self, gint64 offset, gint64 length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The last part of whatever path a client sent, without control characters, separators of any system, leading dots or
 * direction marks; "tai-lieu.pdf" when nothing is left. Shown to people and sent as a download name; never a path of ours. */
char *pn_upload_clean_name (const char *filename);
