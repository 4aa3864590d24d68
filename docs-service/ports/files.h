/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes on disk: uploads growing, and finished files by their SHA-256. What is acknowledged here is fsynced, file and folder.
 * Never reads what is in a file beyond hashing it. Slow work runs on the loop's thread pool; callbacks on the loop. */
#pragma once
#include <glib.h>

typedef struct PnFiles PnFiles;

typedef void (*PnFilesDone) (const GError *error, gpointer data);
typedef void (*PnFilesHashed) (const char *sha256, gint64 size, const GError *error, gpointer data);

/* Uploads are named by UUID. Writes `bytes` at `offset`; anything beyond it (unacknowledged, from before a crash) is cut off
 * first. Durable when done. */
void pn_files_append (PnFiles *self, const char *upload, gint64 offset, GBytes *bytes, PnFilesDone done, gpointer data);
int pn_files_open_upload (PnFiles *self, const char *upload, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_files_drop_upload (PnFiles *self, const char *upload);

/* Hashes an upload. */
void pn_files_hash_upload (PnFiles *self, const char *upload, PnFilesHashed done, gpointer data);
/* Puts the upload's bytes into the store under their hash (a link: the upload stays until dropped). Durable when done. */
void pn_files_keep_upload (PnFiles *self, const char *upload, PnFilesHashed done, gpointer data);

/* A new empty upload of our own making (minutes, signed files), open for writing; one that a killed process leaves is cleared away at the next start.
 * *upload: its name, transfer full. */
int pn_files_create (PnFiles *self, char **upload, GError **error) G_GNUC_WARN_UNUSED_RESULT;
int pn_files_open_blob (PnFiles *self, const char *sha256, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "ab/cdef…" below blobs/. transfer full */
char *pn_files_blob_name (const char *sha256);
/* Absolute path of a recording, or NULL when the name is no plain file name. transfer full */
char *pn_files_recording_path (PnFiles *self, const char *file);
char *pn_files_blob_path (PnFiles *self, const char *sha256);
