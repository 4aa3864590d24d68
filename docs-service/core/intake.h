/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a file that came back from a person's token is taken: what the checks found, weighed in one place. Pure: no file, JSON, SQL; any
 * thread may call. */
#pragma once
#include <glib.h>

typedef struct {
  gboolean prefix;      /* the file begins with exactly the bytes that went out */
  guint before, after;  /* signatures in what went out, and in the file */
  guint added;          /* signatures among what came later, counted from our bytes on */
  gboolean intact;      /* all signatures whole, nothing forbidden since any of them, the last one covers the file */
  gboolean only_signed; /* beside the signature nothing but what it brings with itself */
  gboolean visible;     /* it can be seen on a page */
  gboolean own_cert;    /* certificate registered for this person, neither revoked nor expired */
  const char *locked;   /* "" or why number, date or seal can no longer follow */
} PnIntakeFacts;

/* Errors, in this order: INTAKE_NOT_OURS, _UNSIGNED, _NOT_ONE, _CHANGED, _WRONG_CERT, _INVISIBLE, _LOCKED. */
gboolean pn_intake_judge (const PnIntakeFacts *facts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A change of pdf-check.h that a signing program makes beside its signature: validation data, metadata, structure. */
gboolean pn_intake_change_is_beside (const char *change);
/* SHA-256, hex, over the two parts of `bytes` a /ByteRange names; NULL when they do not lie in them. transfer full */
char *pn_intake_digest (const guint8 *bytes, gsize length, const gint64 range[4]);
