/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Big-endian reading and writing of single fields in a buffer whose bounds the caller has checked.
 * Touches nothing but the bytes given; any thread may call. */
#pragma once
#include <glib.h>

static inline guint16
pn_get16 (const guint8 *p)
{
  return (guint16) (p[0] << 8 | p[1]);
}

static inline guint32
pn_get24 (const guint8 *p)
{
  return (guint32) p[0] << 16 | (guint32) p[1] << 8 | p[2];
}

static inline guint32
pn_get32 (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

static inline guint64
pn_get64 (const guint8 *p)
{
  return (guint64) pn_get32 (p) << 32 | pn_get32 (p + 4);
}

static inline void
pn_put16 (guint8 *p, guint16 v)
{
  p[0] = (guint8) (v >> 8);
  p[1] = (guint8) v;
}

static inline void
pn_put24 (guint8 *p, guint32 v)
{
  p[0] = (guint8) (v >> 16);
  p[1] = (guint8) (v >> 8);
  p[2] = (guint8) v;
}

static inline void
pn_put32 (guint8 *p, guint32 v)
{
  pn_put16 (p, (guint16) (v >> 16));
  pn_put16 (p + 2, (guint16) v);
}

static inline void
pn_put64 (guint8 *p, guint64 v)
{
  pn_put32 (p, (guint32) (v >> 32));
  pn_put32 (p + 4, (guint32) v);
}
