/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers one worker counts, written by it alone and read by the metrics page.
 * Relaxed atomics are enough: a reader may be a packet behind. */
#pragma once
#include <glib.h>

typedef struct {
#define PN_COUNT(field, name, help) guint64 field;
#include "media/sfu/counters.inc"
#undef PN_COUNT
#define PN_GAUGE(field, name, help, label, value) guint64 field;
#include "media/sfu/gauges.inc"
#undef PN_GAUGE
} PnCounters;

#define PN_INC(counters, field) PN_ADD (counters, field, 1)
#define PN_ADD(counters, field, n) \
  __atomic_store_n (&(counters)->field, (counters)->field + (guint64) (n), __ATOMIC_RELAXED)
