/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters, gauges and histograms of one process, written out in Prometheus text format 0.0.4.
 * Never stores personal data (no names or ids in labels); any thread may call. Rows that grow with the load are a page of their own
 * (pn_daemon_add_page). */
#pragma once

#include <glib.h>

/* Made once, lives as long as the process; asking again for the same name and label value gives the same one. */
typedef struct PnMetric PnMetric;

PnMetric *pn_metric_counter (const char *name, const char *help);
PnMetric *pn_metric_gauge (const char *name, const char *help);
/* Seconds; buckets 0.5 ms … 10 s. */
PnMetric *pn_metric_histogram (const char *name, const char *help);
/* One label: pn_metric_counter_with ("phien_commands_total", "…", "type", "vote.cast"). Label values must be from a small set. */
PnMetric *pn_metric_counter_with (const char *name, const char *help, const char *label, const char *value);
PnMetric *pn_metric_gauge_with (const char *name, const char *help, const char *label, const char *value);
PnMetric *pn_metric_histogram_with (const char *name, const char *help, const char *label, const char *value);

void pn_metric_add (PnMetric *metric, double amount);
void pn_metric_set (PnMetric *metric, double value);
void pn_metric_observe (PnMetric *metric, double seconds);
double pn_metric_value (PnMetric *metric); /* histogram: number of observations */

char *pn_metrics_render (void);
/* Forgets all (end of process and tests). */
void pn_metrics_free_all (void);
