/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a backup: walk a tree, link or copy, hash, and the list of hashes that sha256sum(1) can check too.
 * Never overwrites a file; main thread only. */
#pragma once

#include <glib.h>

#define PN_COPIES_SUMS "SHA256SUMS"

/* The folders below the data directory that belong to the record, NULL-ended. Keys are not among them: they stay with the
 * signer and are kept safe in their own way (docs/operations.md). */
extern const char *const pn_copies_folders[];

typedef struct {
  gint64 files, bytes;
} PnCopiesCount;

/* Every plain file below from/folder to the same place below to; hard link where the file system allows, else a copy. A
 * missing folder is an empty one; half-written files (".part", ".tmp") are left out. */
gboolean pn_copies_tree (const char *from, const char *to, const char *folder, PnCopiesCount *count, GError **error);
/* Writes to/SHA256SUMS over everything below `to`. */
gboolean pn_copies_seal (const char *to, PnCopiesCount *count, GError **error);
/* Every file listed is there and unchanged, and no other. */
gboolean pn_copies_verify (const char *dir, GError **error);
/* TRUE when there is no such folder, or nothing in it but empty folders. */
gboolean pn_copies_is_empty (const char *dir);
