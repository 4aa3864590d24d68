/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for each line, each published layer and each stream sent, for an operator who looks into one meeting: Prometheus text 0.0.4 on
 * /metrics/peers. Rooms and peers by number, never by name. Costs nothing while nobody asks: rows are made once a second, on the worker's
 * thread, for PN_STATISTICS_KEPT_US after the last question. Asking is for any thread. */
#pragma once
#include <glib.h>

#define PN_STATISTICS_KEPT_US (90 * G_USEC_PER_SEC) /* longer than scrapers pause */
#define PN_STATISTICS_MAX 5000                      /* rows of one metric and worker; what is beyond is counted */

typedef struct PnStatistics PnStatistics;

PnStatistics *pn_statistics_new (void);
void pn_statistics_free (PnStatistics *self);
/* Worker's thread, at each tick. `rooms`: gint64 → PnRoom. */
void pn_statistics_tick (PnStatistics *self, GHashTable *rooms, gint64 now);
/* Asks for rows from now on. */
void pn_statistics_want (PnStatistics *self, gint64 now);
/* The whole page from the rows of several workers; those asked for the first time have none yet. transfer full */
char *pn_statistics_page (PnStatistics *const *workers, guint n);
