/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/mp4-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

#define VIDEO_SCALE 90000
#define FRAGMENT_NS G_GINT64_CONSTANT (1000000000)
#define PENDING_MAX (64 * 1024 * 1024) /* bytes waiting for the other track to begin */
#define NS G_GINT64_CONSTANT (1000000000)

/* What of a track is not on disk yet. The newest sample waits for its successor, which tells how long it
 * lasts. */
typedef struct {
  GByteArray *bytes;
  guint first;    /* its first sample's place among all */
  guint64 decode; /* when that one is due, units */
  guint64 last;   /* when the newest is due, units */
  guint32 usual;  /* a duration for the very last one */
} Pending;

struct PnMp4File {
  int fd;
  char *path;
  guint64 at;      /* end of what is written */
  guint64 mdat_at; /* where the header of the final mdat goes */
  gboolean begun;  /* the head is written */
  guint32 sequence;
  PnMp4Track tracks[PN_MP4_TRACKS];
  Pending pending[PN_MP4_TRACKS];
};

PnMp4File *
pn_mp4_file_new (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: %s", path, g_strerror (errno));
    return NULL;
  }
  PnMp4File *self = g_new0 (PnMp4File, 1);
  self->fd = fd;
  self->path = g_strdup (path);
  for (guint t = 0; t < PN_MP4_TRACKS; t++) {
    self->tracks[t].samples = g_array_new (FALSE, FALSE, sizeof (PnMp4Sample));
    self->tracks[t].chunks = g_array_new (FALSE, FALSE, sizeof (PnMp4Chunk));
    self->pending[t].bytes = g_byte_array_new ();
  }
  return self;
}

void
pn_mp4_file_free (PnMp4File *self)
{
  if (self == NULL)
    return;
  for (guint t = 0; t < PN_MP4_TRACKS; t++) {
    g_array_unref (self->tracks[t].samples);
    g_array_unref (self->tracks[t].chunks);
    g_byte_array_unref (self->pending[t].bytes);
    g_clear_pointer (&self->tracks[t].config, g_bytes_unref);
  }
  close (self->fd);
  g_free (self->path);
  g_free (self);
}

void
pn_mp4_file_video (PnMp4File *self, GBytes *config, int width, int height)
{
  PnMp4Track *track = &self->tracks[PN_MP4_VIDEO];
  if (track->config != NULL)
    return;
  track->config = g_bytes_ref (config);
  track->scale = VIDEO_SCALE;
  track->width = width;
  track->height = height;
}

void
pn_mp4_file_audio (PnMp4File *self, GBytes *config, int rate, int channels)
{
  PnMp4Track *track = &self->tracks[PN_MP4_AUDIO];
  if (track->config != NULL)
    return;
  track->config = g_bytes_ref (config);
  track->scale = (guint32) rate;
  track->channels = channels;
}

static gboolean
append (PnMp4File *self, const guint8 *bytes, gsize length, GError **error)
{
  while (length > 0) {
    ssize_t n = pwrite (self->fd, bytes, length, (off_t) self->at);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: %s", self->path, g_strerror (n < 0 ? errno : ENOSPC));
      return FALSE;
    }
    bytes += n;
    length -= (gsize) n;
    self->at += (guint64) n;
  }
  return TRUE;
}

/* ftyp, room for the header of the final mdat, moov. */
static gboolean
begin (PnMp4File *self, GError **error)
{
  static const guint8 room[16] = { 0, 0, 0, 16, 'f', 'r', 'e', 'e' };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  pn_mp4_ftyp (out);
  self->mdat_at = out->len;
  g_byte_array_append (out, room, sizeof room);
  pn_mp4_init (out, self->tracks);
  self->begun = TRUE;
  return append (self, out->data, out->len, error);
}

/* Samples of a track that may go out: all whose length is known; at the very end the newest too. */
static guint
ready (const PnMp4File *self, guint t, gboolean all)
{
  guint waiting = self->tracks[t].samples->len - self->pending[t].first;
  return all || waiting == 0 ? waiting : waiting - 1;
}

static gsize
bytes_of (const PnMp4File *self, guint t, guint n)
{
  gsize sum = 0;
  for (guint i = 0; i < n; i++)
    sum += g_array_index (self->tracks[t].samples, PnMp4Sample, self->pending[t].first + i).size;
  return sum;
}

static void
written (PnMp4File *self, guint t, guint n, guint64 at, gsize bytes)
{
  Pending *p = &self->pending[t];
  PnMp4Chunk chunk = { at, n };
  g_array_append_val (self->tracks[t].chunks, chunk);
  for (guint i = 0; i < n; i++)
    p->decode += g_array_index (self->tracks[t].samples, PnMp4Sample, p->first + i).duration;
  p->first += n;
  g_byte_array_remove_range (p->bytes, 0, (guint) bytes);
}

/* One fragment in one write: it is there whole, or its end is missing and players stop before it. */
static gboolean
flush (PnMp4File *self, gboolean all, GError **error)
{
  guint first[PN_MP4_TRACKS], n[PN_MP4_TRACKS];
  guint64 decode[PN_MP4_TRACKS];
  gsize bytes[PN_MP4_TRACKS], sum = 0;
  for (guint t = 0; t < PN_MP4_TRACKS; t++) {
    n[t] = ready (self, t, all);
    first[t] = self->pending[t].first;
    decode[t] = self->pending[t].decode;
    sum += bytes[t] = bytes_of (self, t, n[t]);
  }
  if (n[PN_MP4_VIDEO] + n[PN_MP4_AUDIO] == 0 || (!self->begun && !begin (self, error)))
    return n[PN_MP4_VIDEO] + n[PN_MP4_AUDIO] == 0;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  pn_mp4_fragment (out, self->tracks, ++self->sequence, first, n, decode);
  guint32 size = GUINT32_TO_BE ((guint32) (sum + 8));
  g_byte_array_append (out, (const guint8 *) &size, sizeof size);
  g_byte_array_append (out, (const guint8 *) "mdat", 4);
  guint64 at = self->at + out->len;
  for (guint t = 0; t < PN_MP4_TRACKS; t++)
    g_byte_array_append (out, self->pending[t].bytes->data, (guint) bytes[t]);
  if (!append (self, out->data, out->len, error))
    return FALSE;
  for (guint t = 0; t < PN_MP4_TRACKS; t++) {
    if (n[t] > 0)
      written (self, t, n[t], at, bytes[t]);
    at += bytes[t];
  }
  return TRUE;
}

static gboolean
is_due (const PnMp4File *self, guint t)
{
  const Pending *p = &self->pending[t];
  return t == PN_MP4_VIDEO && self->tracks[PN_MP4_AUDIO].config != NULL
         && self->tracks[PN_MP4_AUDIO].samples->len > 0
         && (gint64) (p->last - p->decode) * NS / VIDEO_SCALE >= FRAGMENT_NS;
}

gboolean
pn_mp4_file_write (PnMp4File *self, guint t, const guint8 *bytes, gsize length, gint64 pts, gboolean key,
                   GError **error)
{
  PnMp4Track *track = &self->tracks[t];
  Pending *p = &self->pending[t];
  g_assert (track->config != NULL);
  guint64 due = (guint64) MAX (pts, 0) * track->scale / NS;
  if (track->samples->len == 0) {
    track->start = p->decode = p->last = due;
  } else {
    PnMp4Sample *before = &g_array_index (track->samples, PnMp4Sample, track->samples->len - 1);
    due = MAX (due, p->last + 1);
    before->duration = p->usual = (guint32) (due - p->last);
  }
  if (p->bytes->len + length > PENDING_MAX) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: the other track does not come", self->path);
    return FALSE;
  }
  p->last = due;
  PnMp4Sample sample = { (guint32) length, p->usual, key };
  g_array_append_val (track->samples, sample);
  g_byte_array_append (p->bytes, bytes, (guint) length);
  return !is_due (self, t) || flush (self, FALSE, error);
}

/* The 16 bytes kept free behind ftyp become the header of one mdat around everything up to the index (size 1:
 * 64 bits follow). */
static gboolean
close_mdat (PnMp4File *self, guint64 to, GError **error)
{
  guint8 header[16] = { 0, 0, 0, 1, 'm', 'd', 'a', 't' };
  guint64 size = GUINT64_TO_BE (to - self->mdat_at);
  memcpy (header + 8, &size, sizeof size);
  if (fdatasync (self->fd) == 0
      && pwrite (self->fd, header, sizeof header, (off_t) self->mdat_at) == sizeof header)
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: %s", self->path, g_strerror (errno));
  return FALSE;
}

gboolean
pn_mp4_file_finish (PnMp4File *self, const PnChapters *chapters, GError **error)
{
  g_autoptr (GByteArray) index = g_byte_array_new ();
  gboolean both = self->tracks[PN_MP4_VIDEO].config != NULL && self->tracks[PN_MP4_AUDIO].config != NULL;
  if (!both) /* ended before it began: an empty file */
    return TRUE;
  if (!flush (self, TRUE, error))
    return FALSE;
  guint64 end = self->at;
  pn_mp4_index (index, self->tracks, chapters);
  return !self->begun || (append (self, index->data, index->len, error) && close_mdat (self, end, error));
}
