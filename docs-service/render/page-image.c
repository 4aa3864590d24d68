/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/page-image.h"

#include <gio/gio.h>
#include <png.h>
#include <string.h>
#include <turbojpeg.h>

#define JPEG_QUALITY 85
/* A photograph differs from its left neighbour nearly everywhere, a page of text at one pixel in ten. */
#define BUSY_PERCENT 30
#define SLOTS 1024 /* open addressing for at most 256 colours */

typedef struct {
  guint32 key[SLOTS]; /* colour + 1; 0 is empty */
  guint8 index[SLOTS];
  guint n;
} Colours;

static guint
slot_of (const Colours *c, guint32 colour)
{
  guint at = (colour * 2654435761u) >> 22;
  while (c->key[at] != 0 && c->key[at] != colour + 1)
    at = (at + 1) % SLOTS;
  return at;
}

/* FALSE when the 257th colour is met. */
static gboolean
note_colour (Colours *c, guint32 colour, guint32 palette[256])
{
  guint at = slot_of (c, colour);
  if (c->key[at] != 0)
    return TRUE;
  if (c->n == 256)
    return FALSE;
  c->key[at] = colour + 1;
  c->index[at] = (guint8) c->n;
  palette[c->n++] = colour;
  return TRUE;
}

static inline const guint32 *
row_of (const PnImage *image, guint y)
{
  return (const guint32 *) (const void *) (image->pixels + (gsize) y * image->stride);
}

static inline gboolean
is_grey (guint32 p)
{
  return ((p >> 16) & 0xff) == (p & 0xff) && ((p >> 8) & 0xff) == (p & 0xff);
}

static gboolean
is_busy (const PnImage *image)
{
  guint64 changes = 0, seen = 0;
  for (guint y = 0; y < image->height; y += 4) {
    const guint32 *row = row_of (image, y);
    for (guint x = 1; x < image->width; x++)
      changes += (row[x] ^ row[x - 1]) << 8 != 0;
    seen += image->width;
  }
  return changes * 100 > seen * BUSY_PERCENT;
}

PnImageKind
pn_image_classify (const PnImage *image, guint32 palette[256], guint *n)
{
  g_autofree Colours *colours = g_new0 (Colours, 1);
  gboolean grey = TRUE, few = TRUE;
  if (is_busy (image))
    return PN_IMAGE_PHOTO;
  for (guint y = 0; y < image->height && (grey || few); y++) {
    const guint32 *row = row_of (image, y);
    guint32 last = 0xff000000u; /* no pixel looks like this once masked */
    for (guint x = 0; x < image->width; x++) {
      guint32 p = row[x] & 0xffffff;
      if (p == last)
        continue;
      last = p;
      grey = grey && is_grey (p);
      few = few && note_colour (colours, p, palette);
      if (!grey && !few)
        return PN_IMAGE_PHOTO;
    }
  }
  *n = colours->n;
  if (grey)
    return PN_IMAGE_GREY4;
  return few ? PN_IMAGE_PALETTE : PN_IMAGE_PHOTO;
}

static void
pack_grey4 (const PnImage *image, guint y, guint8 *out)
{
  const guint32 *row = row_of (image, y);
  memset (out, 0, (image->width + 1) / 2);
  for (guint x = 0; x < image->width; x++) {
    guint level = ((row[x] & 0xff) + 8) / 17; /* 0 and 255 stay exact */
    out[x / 2] |= (guint8) (x % 2 == 0 ? level << 4 : level);
  }
}

static void
pack_palette (const PnImage *image, guint y, const Colours *colours, guint8 *out)
{
  const guint32 *row = row_of (image, y);
  guint32 last = 0xff000000u;
  guint8 index = 0;
  for (guint x = 0; x < image->width; x++) {
    guint32 p = row[x] & 0xffffff;
    if (p != last) {
      index = colours->index[slot_of (colours, p)];
      last = p;
    }
    out[x] = index;
  }
}

typedef struct {
  GByteArray *bytes;
  char problem[120];
} PngTarget;

static void
on_png_bytes (png_structp png, png_bytep data, png_size_t len)
{
  PngTarget *target = png_get_io_ptr (png);
  g_byte_array_append (target->bytes, data, (guint) len);
}

static void
on_png_flush (png_structp png)
{
}

static void
on_png_error (png_structp png, png_const_charp text)
{
  PngTarget *target = png_get_error_ptr (png);
  g_strlcpy (target->problem, text, sizeof target->problem);
  png_longjmp (png, 1);
}

static void
on_png_warning (png_structp png, png_const_charp text)
{
}

static void
write_head (png_structp png, png_infop info, const PnImage *image, PnImageKind kind, const guint32 palette[256], guint n)
{
  gboolean grey = kind == PN_IMAGE_GREY4;
  png_set_IHDR (png, info, image->width, image->height, grey ? 4 : 8, grey ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_PALETTE,
                PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!grey) {
    png_color colours[256];
    for (guint i = 0; i < n; i++)
      colours[i] = (png_color){ (png_byte) (palette[i] >> 16), (png_byte) (palette[i] >> 8), (png_byte) palette[i] };
    png_set_PLTE (png, info, colours, (int) n);
  }
  png_set_compression_level (png, 1);
  png_set_filter (png, 0, PNG_FILTER_NONE);
  png_write_info (png, info);
}

static void
write_rows (png_structp png, const PnImage *image, PnImageKind kind, const Colours *colours, guint8 *line)
{
  for (guint y = 0; y < image->height; y++) {
    if (kind == PN_IMAGE_GREY4)
      pack_grey4 (image, y, line);
    else
      pack_palette (image, y, colours, line);
    png_write_row (png, line);
  }
}

GByteArray *
pn_image_encode_png (const PnImage *image, PnImageKind kind, const guint32 palette[256], guint n, GError **error)
{
  g_autofree guint8 *line = g_malloc (image->width + 1);
  g_autofree Colours *colours = g_new0 (Colours, 1);
  guint32 again[256];
  PngTarget target = { .bytes = g_byte_array_sized_new (64 * 1024) };
  for (guint i = 0; i < n && kind == PN_IMAGE_PALETTE; i++)
    (void) note_colour (colours, palette[i], again);
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, &target, on_png_error, on_png_warning);
  png_infop info = png_create_info_struct (png);
  if (setjmp (png_jmpbuf (png)) != 0) {
    png_destroy_write_struct (&png, &info);
    g_byte_array_unref (target.bytes);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "png: %s", target.problem);
    return NULL;
  }
  png_set_write_fn (png, &target, on_png_bytes, on_png_flush);
  write_head (png, info, image, kind, palette, n);
  write_rows (png, image, kind, colours, line);
  png_write_end (png, info);
  png_destroy_write_struct (&png, &info);
  return target.bytes;
}

GByteArray *
pn_image_encode_jpeg (const PnImage *image, GError **error)
{
  tjhandle handle = tjInitCompress ();
  unsigned char *out = NULL;
  unsigned long len = 0;
  int rc = tjCompress2 (handle, image->pixels, (int) image->width, (int) image->stride, (int) image->height, TJPF_BGRX, &out,
                        &len, TJSAMP_420, JPEG_QUALITY, TJFLAG_FASTDCT);
  GByteArray *bytes = NULL;
  if (rc == 0) {
    bytes = g_byte_array_sized_new ((guint) len);
    g_byte_array_append (bytes, out, (guint) len);
  } else {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "jpeg: %s", tjGetErrorStr2 (handle));
  }
  tjFree (out);
  tjDestroy (handle);
  return bytes;
}
