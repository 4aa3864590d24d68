/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How each command is run: whether it changes the record, which meeting it belongs to, and what may run beside it.
 * One table; the rights are elsewhere (core/policy). Any thread may call. */
#pragma once

#include <glib.h>

typedef enum {
  PN_RUN_FREE,   /* belongs to no meeting, changes nothing */
  PN_RUN_CREATE, /* belongs to no meeting yet, changes the record */
  PN_RUN_READ,   /* needs the hall, records nothing */
  PN_RUN_SHARED, /* records something that does not touch what others of this mode do: runs beside them */
  PN_RUN_WRITE,  /* records something: alone in its meeting */
} PnRunMode;

typedef enum { PN_KEY_NONE, PN_KEY_MEETING, PN_KEY_ITEM, PN_KEY_VOTE } PnRunKey;

typedef struct {
  const char *type;
  PnRunMode mode;
  PnRunKey key;          /* which field of the body tells the meeting */
  gboolean idempotent;   /* its reply is stored under the command's id */
} PnSpec;

const PnSpec *pn_spec_find (const char *type); /* never NULL for a type of the dispatch table */
