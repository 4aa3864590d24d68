/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which capacities somebody may sign for a unit, and the lines printed above his name: TM., Q., KT., TL., TUQ. of Decree 30/2020
 * Art. 13 and Annex I (R11). Pure logic: standing and grants are handed in as the database knows them; any thread. */
#pragma once
#include <glib.h>
#include "base/error.h"

typedef enum { PN_STANDING_NONE, PN_STANDING_STAFF, PN_STANDING_MEMBER, PN_STANDING_DEPUTY, PN_STANDING_HEAD } PnStanding;
PnStanding pn_standing_from_name (const char *name); /* NULL or unknown: NONE */

#define PN_AUTHORITY_LINES 4

typedef struct {
  const char *capacity; /* "", "TM.", "Q.", "KT.", "TL.", "TUQ." */
  gint64 grant;         /* id of the grant it rests on, 0: the office itself */
  char *lines[PN_AUTHORITY_LINES + 1]; /* printed in this order, NULL-ended: "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH" */
} PnCapacity;

typedef struct {
  gint64 id;
  const char *capacity; /* "Q.", "TL.", "TUQ." */
} PnGrant;

typedef struct {
  const char *collective;   /* "ỦY BAN NHÂN DÂN"; "" where the head signs in his own name */
  const char *head_title;   /* "CHỦ TỊCH" */
  const char *deputy_title; /* "PHÓ CHỦ TỊCH" */
  PnStanding standing;
  const char *own_title;    /* of the signer's own office, for TL. and TUQ.: "Chánh Văn phòng" */
  const PnGrant *grants;
  guint n_grants;
} PnAuthorityFacts;

/* Array of PnCapacity, the most usual first; empty when this person may not sign at all. transfer full */
GPtrArray *pn_authority_capacities (const PnAuthorityFacts *facts);
/* The entry of that capacity, or NULL with NO_AUTHORITY. Borrowed from the array. */
const PnCapacity *pn_authority_require (const GPtrArray *capacities, const char *capacity, GError **error) G_GNUC_WARN_UNUSED_RESULT;
