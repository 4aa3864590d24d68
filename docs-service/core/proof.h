/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raising a signed document from B-B to B-T and B-LTA: which step is next, when to try again, whether a raised file is as it must be.
 * Pure: no file, JSON, SQL or clock (times are handed in, µs since 1970); any thread may call. */
#pragma once
#include <glib.h>

typedef enum { PN_LEVEL_B, PN_LEVEL_T, PN_LEVEL_LT, PN_LEVEL_LTA } PnLevel; /* EN 319 142-1 6 */
typedef enum { PN_PROOF_NONE, PN_PROOF_STAMP, PN_PROOF_ARCHIVE } PnProofStep;

/* "B-LTA"; anything else (a document time-stamp, an unknown kind) is PN_LEVEL_B. */
PnLevel pn_level_from_name (const char *name);
const char *pn_level_name (PnLevel level);
/* A bare signature first gets a time (a document time-stamp over it), whatever else is wanted: that is what a lost line endangers. */
PnProofStep pn_proof_step (PnLevel level, PnLevel want, gboolean renew);

#define PN_PROOF_ATTEMPTS_MAX 400 /* of a service that is away: more than four days at the longest pause */
/* Seconds until the next try; -1: never by itself. attempts counts from 1; away: a service did not answer, else the file was refused. */
gint64 pn_proof_again (guint attempts, gboolean away);
/* When a time-stamp that is good until `until_us` is renewed: `before_us` earlier, but never sooner than after half of what is left. */
gint64 pn_proof_renew_at (gint64 now_us, gint64 until_us, gint64 before_us);

typedef struct {
  guint before, after; /* signatures in the file as it was and as it became, time-stamps of the document among them */
  gboolean intact;     /* all whole, and nothing forbidden since any of them */
  PnLevel level;       /* of the weakest signature */
  gboolean revoked;    /* a certificate of one of them was revoked before its proven time */
} PnProofFacts;

/* The raised file against what the step was for: exactly one time-stamp more, all intact, the level reached.
 * Errors: INTERNAL (never to be served), SIGNER_REVOKED, PROOF_INCOMPLETE (intact, but the evidence does not reach a root). */
gboolean pn_proof_judge (const PnProofFacts *facts, PnProofStep step, GError **error) G_GNUC_WARN_UNUSED_RESULT;
