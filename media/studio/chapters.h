/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chapters of a finished MP4: a Nero `chpl` box inside moov/udta (ISO/IEC 14496-12 section 8.10.1 for udta),
 * which ffmpeg, VLC and mpv read. The list is pure; only pn_chapters_write touches a file. Any thread. */
#pragma once

#include <glib.h>

#define PN_CHAPTERS_MAX 255      /* the count is one byte */
#define PN_CHAPTER_TITLE_MAX 255 /* bytes: so is the length */

typedef struct {
  gint64 at_ms; /* from the beginning of the file */
  char *title;
} PnChapter;

typedef struct PnChapters PnChapters;

PnChapters *pn_chapters_new (void);
void pn_chapters_free (PnChapters *self);
/* In order of time. A chapter at the same moment as the last replaces it; one too many is dropped. */
void pn_chapters_add (PnChapters *self, gint64 at_ms, const char *title);
guint pn_chapters_length (const PnChapters *self);
const PnChapter *pn_chapters_at (const PnChapters *self, guint i);
/* The whole udta box. transfer full */
GBytes *pn_chapters_udta (const PnChapters *self);
