/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a .docx before anything opens it: a whole zip of sane size, a text document by its content types, without macros, password,
 * embedded objects or pictures that lie outside it.
 * Reads memory within bounds, unpacks its lists of types and relationships and, piece by piece, its text; no file, no state, any thread. */
#pragma once

#include <glib.h>

#define PN_DOCX_BYTES_MAX (64 << 20)             /* as uploaded */
#define PN_DOCX_UNPACKED_MAX (256u << 20)        /* said by its directory; the cage holds whoever lies */
#define PN_DOCX_ENTRIES_MAX 4000

/* Errors: DOCX_DAMAGED, DOCX_ENCRYPTED (a password, or the old binary format), DOCX_MACROS, DOCX_OBJECTS, DOCX_TOO_LARGE. */
gboolean pn_docx_check (const guint8 *bytes, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
