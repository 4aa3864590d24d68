/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name of a page image in the cache: content hash, page and width make it, so it never goes stale. Pure logic; any
 * thread. */
#pragma once
#include <glib.h>

/* Goes into every name: raise it when poppler or our encoder changes what a page looks like. */
#define PN_PAGE_RENDERER "r1"

/* One of 200, 800, 1200, 1600, 2400 pixels: the nearest at least as wide, the widest for more. */
guint pn_page_width (gint64 wanted);
/* "ab/<sha256>/r1-p12-w1600" without suffix; NULL when sha256 is no hash or page < 1. transfer full */
char *pn_page_key (const char *sha256, guint page, guint width);
