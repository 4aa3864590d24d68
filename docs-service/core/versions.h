/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may follow what among the versions of one document. Pure logic; any thread. */
#pragma once
#include <glib.h>
#include "base/error.h"

typedef enum {
  PN_VERSION_UPLOAD, /* a person replaces the paper */
  PN_VERSION_RENDER, /* the minutes composed again */
  PN_VERSION_SIGN,   /* the same bytes with one signature more: the old ones stay a prefix for ever (DESIGN 2.7) */
} PnVersionCause;

typedef struct {
  gint64 n;           /* newest version */
  gboolean frozen;    /* its minutes revision, or the version itself, is final */
  gboolean signed_;   /* it carries a signature */
  gboolean newest;    /* the one spoken of is the newest */
} PnVersionFacts;

/* WRONG_STATE: a signed document is only ever signed again; only frozen minutes are signed; only the newest version. */
gboolean pn_version_may_follow (const PnVersionFacts *facts, PnVersionCause cause, GError **error) G_GNUC_WARN_UNUSED_RESULT;
