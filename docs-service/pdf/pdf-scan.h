/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokens of PDF (ISO 32000-1 7.2), passed over one at a time in bytes nobody trusts: what the readers by
 * hand stand on. Allocates nothing and never leaves [at, end); private to docs-service/pdf; any thread may
 * call. */
#pragma once

#include <glib.h>

typedef struct {
  const guint8 *p;
  gsize at, end; /* at <= end; where the scan stands, and where the bytes end */
} PnScan;

void pn_scan_space (PnScan *s); /* white space and comments */
/* Each is FALSE when something else stands there; the scan is then somewhere behind where it was. */
gboolean pn_scan_word (PnScan *s, const char *word) G_GNUC_WARN_UNUSED_RESULT; /* these very bytes */
gboolean pn_scan_number (PnScan *s, guint64 *value) G_GNUC_WARN_UNUSED_RESULT; /* at most 15 digits */
gboolean pn_scan_token (PnScan *s, guint *depth)
    G_GNUC_WARN_UNUSED_RESULT; /* one value, or one bracket: `depth` follows them, at most 64 */
gboolean pn_scan_value (PnScan *s)
    G_GNUC_WARN_UNUSED_RESULT; /* one whole value; of a reference only its first number */
gboolean pn_scan_is_key (PnScan *s, const char *key)
    G_GNUC_WARN_UNUSED_RESULT; /* stands at "/Prev" and not at a longer name; moves nothing */

typedef struct {
  const char *key; /* "/Prev" */
  gsize name;      /* where it stands in p */
  gsize from, to;  /* its value, without white space around it; to == 0: not there */
} PnScanKey;

/* "<< … >>" and where the wanted values of its outermost level stand. FALSE also for what two readers might
 * take differently: a name with
 * #-escapes as key, a wanted key twice. */
gboolean pn_scan_dictionary (PnScan *s, PnScanKey *keys, gsize n_keys) G_GNUC_WARN_UNUSED_RESULT;
/* "12 0 R": both numbers; FALSE and the scan where it was when no reference stands there. */
gboolean pn_scan_reference (PnScan *s, guint64 *number, guint64 *generation) G_GNUC_WARN_UNUSED_RESULT;
