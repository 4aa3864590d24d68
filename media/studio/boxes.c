/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/studio/boxes.h"

#include <string.h>

#define TRACK_ENABLED 7          /* enabled, in the movie, in the preview */
#define SAMPLE_KEY 0x02000000u   /* depends on no other: 14496-12 section 8.8.3.1 */
#define SAMPLE_DELTA 0x01010000u /* depends on others, is no sync sample */
#define LANGUAGE_VIE 0x593A      /* "vie", five bits a letter: 8.4.2.3 */

static const guint32 matrix[9] = { 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000 };

/* ---- bytes */

static void
u8 (GByteArray *out, guint8 value)
{
  g_byte_array_append (out, &value, 1);
}

static void
u16 (GByteArray *out, guint16 value)
{
  guint16 big = GUINT16_TO_BE (value);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
u32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
u64 (GByteArray *out, guint64 value)
{
  guint64 big = GUINT64_TO_BE (value);
  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
zeros (GByteArray *out, guint n)
{
  for (guint i = 0; i < n; i++)
    u8 (out, 0);
}

static void
text (GByteArray *out, const char *four)
{
  g_byte_array_append (out, (const guint8 *) four, (guint) strlen (four));
}

/* Opens a box; close with the returned place. */
static guint
box (GByteArray *out, const char *type)
{
  guint at = out->len;
  u32 (out, 0);
  text (out, type);
  return at;
}

static guint
full_box (GByteArray *out, const char *type, guint8 version, guint32 flags)
{
  guint at = box (out, type);
  u32 (out, (guint32) version << 24 | flags);
  return at;
}

static void
end (GByteArray *out, guint at)
{
  guint32 size = GUINT32_TO_BE (out->len - at);
  memcpy (out->data + at, &size, sizeof size);
}

static void
patch (GByteArray *out, guint at, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);
  memcpy (out->data + at, &big, sizeof big);
}

/* ---- what both moovs have */

void
pn_mp4_ftyp (GByteArray *out)
{
  guint b = box (out, "ftyp");
  text (out, "isom");
  u32 (out, 0x200);
  text (out, "isomiso5avc1mp42");
  end (out, b);
}

static guint64
duration_of (const PnMp4Track *track)
{
  guint64 sum = 0;
  for (guint i = 0; i < track->samples->len; i++)
    sum += g_array_index (track->samples, PnMp4Sample, i).duration;
  return sum;
}

static guint64
movie_time (const PnMp4Track *track, guint64 units)
{
  return units * PN_MP4_MOVIE_SCALE / track->scale;
}

static void
mvhd (GByteArray *out, guint64 duration)
{
  guint b = full_box (out, "mvhd", 1, 0);
  u64 (out, 0);
  u64 (out, 0);
  u32 (out, PN_MP4_MOVIE_SCALE);
  u64 (out, duration);
  u32 (out, 0x10000); /* rate 1 */
  u16 (out, 0x100);   /* volume 1 */
  zeros (out, 10);
  for (guint i = 0; i < G_N_ELEMENTS (matrix); i++)
    u32 (out, matrix[i]);
  zeros (out, 24);
  u32 (out, PN_MP4_TRACKS + 1); /* next track */
  end (out, b);
}

static void
tkhd (GByteArray *out, const PnMp4Track *track, guint id, guint64 duration)
{
  guint b = full_box (out, "tkhd", 1, TRACK_ENABLED);
  u64 (out, 0);
  u64 (out, 0);
  u32 (out, id);
  u32 (out, 0);
  u64 (out, duration);
  zeros (out, 8);
  u16 (out, 0);
  u16 (out, 0);
  u16 (out, track->width == 0 ? 0x100 : 0);
  u16 (out, 0);
  for (guint i = 0; i < G_N_ELEMENTS (matrix); i++)
    u32 (out, matrix[i]);
  u32 (out, (guint32) track->width << 16);
  u32 (out, (guint32) track->height << 16);
  end (out, b);
}

/* The track begins `start` after the movie: an empty edit first (8.6.6). */
static void
edts (GByteArray *out, const PnMp4Track *track, guint64 duration)
{
  if (track->start == 0 || track->samples->len == 0)
    return;
  guint b = box (out, "edts"), list = full_box (out, "elst", 1, 0);
  u32 (out, 2);
  u64 (out, movie_time (track, track->start));
  u64 (out, G_MAXUINT64); /* -1: nothing */
  u32 (out, 0x10000);
  u64 (out, movie_time (track, duration));
  u64 (out, 0);
  u32 (out, 0x10000);
  end (out, list);
  end (out, b);
}

static void
avc1 (GByteArray *out, const PnMp4Track *track)
{
  gsize length;
  const guint8 *config = g_bytes_get_data (track->config, &length);
  guint b = box (out, "avc1");
  zeros (out, 6);
  u16 (out, 1); /* data reference */
  zeros (out, 16);
  u16 (out, (guint16) track->width);
  u16 (out, (guint16) track->height);
  u32 (out, 72u << 16); /* dots per inch */
  u32 (out, 72u << 16);
  u32 (out, 0);
  u16 (out, 1); /* one picture a sample */
  zeros (out, 32);
  u16 (out, 24);
  u16 (out, 0xFFFF);
  guint c = box (out, "avcC");
  g_byte_array_append (out, config, (guint) length);
  end (out, c);
  end (out, b);
}

/* ISO/IEC 14496-1 section 7.2.6.5: ES descriptor > decoder configuration > decoder specific information. */
static void
esds (GByteArray *out, const PnMp4Track *track)
{
  gsize length;
  const guint8 *config = g_bytes_get_data (track->config, &length);
  guint8 n = (guint8) MIN (length, 64);
  guint b = full_box (out, "esds", 0, 0);
  u8 (out, 3);
  u8 (out, (guint8) (3 + 2 + 13 + 2 + n + 3));
  u16 (out, 0);
  u8 (out, 0);
  u8 (out, 4);
  u8 (out, (guint8) (13 + 2 + n));
  u8 (out, 0x40); /* AAC */
  u8 (out, 0x15); /* audio stream */
  zeros (out, 11);
  u8 (out, 5);
  u8 (out, n);
  g_byte_array_append (out, config, n);
  u8 (out, 6);
  u8 (out, 1);
  u8 (out, 2);
  end (out, b);
}

static void
mp4a (GByteArray *out, const PnMp4Track *track)
{
  guint b = box (out, "mp4a");
  zeros (out, 6);
  u16 (out, 1);
  zeros (out, 8);
  u16 (out, (guint16) track->channels);
  u16 (out, 16);
  u32 (out, 0);
  u32 (out, track->scale << 16);
  esds (out, track);
  end (out, b);
}

static void
hdlr (GByteArray *out, const char *kind)
{
  guint b = full_box (out, "hdlr", 0, 0);
  u32 (out, 0);
  text (out, kind);
  zeros (out, 12);
  text (out, "Phien");
  u8 (out, 0);
  end (out, b);
}

static void
dinf (GByteArray *out)
{
  guint b = box (out, "dinf"), dref = full_box (out, "dref", 0, 0);
  u32 (out, 1);
  end (out, full_box (out, "url ", 0, 1)); /* in this file */
  end (out, dref);
  end (out, b);
}

/* ---- sample tables (8.6, 8.7) */

static void
stts (GByteArray *out, const GArray *samples)
{
  guint b = full_box (out, "stts", 0, 0), count_at = out->len, runs = 0;
  u32 (out, 0);
  for (guint i = 0; i < samples->len;) {
    guint32 duration = g_array_index (samples, PnMp4Sample, i).duration;
    guint first = i;
    while (i < samples->len && g_array_index (samples, PnMp4Sample, i).duration == duration)
      i++;
    u32 (out, i - first);
    u32 (out, duration);
    runs++;
  }
  patch (out, count_at, runs);
  end (out, b);
}

static void
stss (GByteArray *out, const GArray *samples)
{
  guint b = full_box (out, "stss", 0, 0), count_at = out->len, n = 0;
  u32 (out, 0);
  for (guint i = 0; i < samples->len; i++) {
    if (!g_array_index (samples, PnMp4Sample, i).key)
      continue;
    u32 (out, i + 1);
    n++;
  }
  patch (out, count_at, n);
  end (out, b);
}

static void
stsc (GByteArray *out, const GArray *chunks)
{
  guint b = full_box (out, "stsc", 0, 0), count_at = out->len, runs = 0;
  guint32 before = 0;
  u32 (out, 0);
  for (guint i = 0; i < chunks->len; i++) {
    guint32 n = g_array_index (chunks, PnMp4Chunk, i).n;
    if (n == before)
      continue;
    u32 (out, i + 1);
    u32 (out, n);
    u32 (out, 1);
    before = n;
    runs++;
  }
  patch (out, count_at, runs);
  end (out, b);
}

static void
stsz (GByteArray *out, const GArray *samples)
{
  guint b = full_box (out, "stsz", 0, 0);
  u32 (out, 0);
  u32 (out, samples->len);
  for (guint i = 0; i < samples->len; i++)
    u32 (out, g_array_index (samples, PnMp4Sample, i).size);
  end (out, b);
}

static void
co64 (GByteArray *out, const GArray *chunks)
{
  guint b = full_box (out, "co64", 0, 0);
  u32 (out, chunks->len);
  for (guint i = 0; i < chunks->len; i++)
    u64 (out, g_array_index (chunks, PnMp4Chunk, i).at);
  end (out, b);
}

static void
stbl (GByteArray *out, const PnMp4Track *track, gboolean samples)
{
  static const GArray none = { NULL, 0 };
  const GArray *list = samples ? track->samples : &none, *chunks = samples ? track->chunks : &none;
  guint b = box (out, "stbl"), stsd = full_box (out, "stsd", 0, 0);
  u32 (out, 1);
  if (track->width > 0)
    avc1 (out, track);
  else
    mp4a (out, track);
  end (out, stsd);
  stts (out, list);
  if (track->width > 0 && samples)
    stss (out, list);
  stsc (out, chunks);
  stsz (out, list);
  co64 (out, chunks);
  end (out, b);
}

static void
trak (GByteArray *out, const PnMp4Track *track, guint id, gboolean samples)
{
  guint64 duration = samples ? duration_of (track) : 0;
  guint b = box (out, "trak");
  tkhd (out, track, id, samples ? movie_time (track, track->start + duration) : 0);
  if (samples)
    edts (out, track, duration);
  guint mdia = box (out, "mdia"), mdhd = full_box (out, "mdhd", 1, 0);
  u64 (out, 0);
  u64 (out, 0);
  u32 (out, track->scale);
  u64 (out, duration);
  u16 (out, LANGUAGE_VIE);
  u16 (out, 0);
  end (out, mdhd);
  hdlr (out, track->width > 0 ? "vide" : "soun");
  guint minf = box (out, "minf"),
        head = full_box (out, track->width > 0 ? "vmhd" : "smhd", 0, track->width > 0 ? 1 : 0);
  zeros (out, track->width > 0 ? 8 : 4);
  end (out, head);
  dinf (out);
  stbl (out, track, samples);
  end (out, minf);
  end (out, mdia);
  end (out, b);
}

void
pn_mp4_init (GByteArray *out, const PnMp4Track *tracks)
{
  guint b = box (out, "moov");
  mvhd (out, 0);
  for (guint t = 0; t < PN_MP4_TRACKS; t++)
    trak (out, &tracks[t], t + 1, FALSE);
  guint mvex = box (out, "mvex");
  for (guint t = 0; t < PN_MP4_TRACKS; t++) {
    guint trex = full_box (out, "trex", 0, 0);
    u32 (out, t + 1);
    u32 (out, 1);
    zeros (out, 12);
    end (out, trex);
  }
  end (out, mvex);
  end (out, b);
}

/* ---- fragments (8.8) */

static guint
traf (GByteArray *out, const PnMp4Track *track, guint id, guint first, guint n, guint64 decode)
{
  guint b = box (out, "traf"), tfhd = full_box (out, "tfhd", 0, 0x020000); /* offsets count from the moof */
  u32 (out, id);
  end (out, tfhd);
  guint tfdt = full_box (out, "tfdt", 1, 0);
  u64 (out, decode);
  end (out, tfdt);
  guint trun = full_box (out, "trun", 0, 0x701); /* offset; duration, size and flags of each */
  u32 (out, n);
  guint offset_at = out->len;
  u32 (out, 0);
  for (guint i = 0; i < n; i++) {
    const PnMp4Sample *s = &g_array_index (track->samples, PnMp4Sample, first + i);
    u32 (out, s->duration);
    u32 (out, s->size);
    u32 (out, s->key ? SAMPLE_KEY : SAMPLE_DELTA);
  }
  end (out, trun);
  end (out, b);
  return offset_at;
}

void
pn_mp4_fragment (GByteArray *out, const PnMp4Track *tracks, guint32 sequence, const guint *first,
                 const guint *n, const guint64 *decode)
{
  guint offset_at[PN_MP4_TRACKS] = { 0 };
  guint moof = box (out, "moof"), mfhd = full_box (out, "mfhd", 0, 0);
  u32 (out, sequence);
  end (out, mfhd);
  for (guint t = 0; t < PN_MP4_TRACKS; t++)
    if (n[t] > 0)
      offset_at[t] = traf (out, &tracks[t], t + 1, first[t], n[t], decode[t]);
  end (out, moof);
  guint32 data = out->len - moof + 8; /* behind the header of the mdat */
  for (guint t = 0; t < PN_MP4_TRACKS; t++) {
    if (n[t] > 0)
      patch (out, offset_at[t], data);
    for (guint i = 0; i < n[t]; i++)
      data += g_array_index (tracks[t].samples, PnMp4Sample, first[t] + i).size;
  }
}

void
pn_mp4_index (GByteArray *out, const PnMp4Track *tracks, const PnChapters *chapters)
{
  guint64 longest = 0;
  guint b = box (out, "moov");
  for (guint t = 0; t < PN_MP4_TRACKS; t++)
    if (tracks[t].config != NULL)
      longest = MAX (longest, movie_time (&tracks[t], tracks[t].start + duration_of (&tracks[t])));
  mvhd (out, longest);
  for (guint t = 0; t < PN_MP4_TRACKS; t++)
    if (tracks[t].config != NULL)
      trak (out, &tracks[t], t + 1, TRUE);
  if (pn_chapters_length (chapters) > 0) {
    g_autoptr (GBytes) udta = pn_chapters_udta (chapters);
    g_byte_array_append (out, g_bytes_get_data (udta, NULL), (guint) g_bytes_get_size (udta));
  }
  end (out, b);
}
