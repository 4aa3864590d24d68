/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/metrics.h"

#include <string.h>

typedef enum { COUNTER, GAUGE, HISTOGRAM } Kind;

static const double bounds[] = { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 };

struct PnMetric {
  Kind kind;
  char *name;
  char *help;
  char *label; /* NULL: none */
  char *label_value;
  double value; /* histogram: sum */
  guint64 count;
  guint64 buckets[G_N_ELEMENTS (bounds)];
};

static GMutex lock;
static GPtrArray *all; /* in order of birth; series of one name stand together in the page */

static void
metric_free (gpointer data)
{
  PnMetric *self = data;
  g_free (self->name);
  g_free (self->help);
  g_free (self->label);
  g_free (self->label_value);
  g_free (self);
}

static PnMetric *
metric_get (Kind kind, const char *name, const char *help, const char *label, const char *value)
{
  g_mutex_lock (&lock);
  if (all == NULL)
    all = g_ptr_array_new_with_free_func (metric_free);
  PnMetric *found = NULL;
  for (guint i = 0; i < all->len && found == NULL; i++) {
    PnMetric *m = all->pdata[i];
    if (strcmp (m->name, name) == 0 && g_strcmp0 (m->label_value, value) == 0)
      found = m;
  }
  if (found == NULL) {
    found = g_new0 (PnMetric, 1);
    *found = (PnMetric){ .kind = kind, .name = g_strdup (name), .help = g_strdup (help), .label = g_strdup (label),
                         .label_value = g_strdup (value) };
    g_ptr_array_add (all, found);
  }
  g_mutex_unlock (&lock);
  return found;
}

PnMetric *
pn_metric_counter (const char *name, const char *help)
{
  return metric_get (COUNTER, name, help, NULL, NULL);
}

PnMetric *
pn_metric_gauge (const char *name, const char *help)
{
  return metric_get (GAUGE, name, help, NULL, NULL);
}

PnMetric *
pn_metric_histogram (const char *name, const char *help)
{
  return metric_get (HISTOGRAM, name, help, NULL, NULL);
}

PnMetric *
pn_metric_counter_with (const char *name, const char *help, const char *label, const char *value)
{
  return metric_get (COUNTER, name, help, label, value);
}

PnMetric *
pn_metric_gauge_with (const char *name, const char *help, const char *label, const char *value)
{
  return metric_get (GAUGE, name, help, label, value);
}

PnMetric *
pn_metric_histogram_with (const char *name, const char *help, const char *label, const char *value)
{
  return metric_get (HISTOGRAM, name, help, label, value);
}

void
pn_metric_add (PnMetric *metric, double amount)
{
  g_mutex_lock (&lock);
  metric->value += amount;
  g_mutex_unlock (&lock);
}

void
pn_metric_set (PnMetric *metric, double value)
{
  g_mutex_lock (&lock);
  metric->value = value;
  g_mutex_unlock (&lock);
}

void
pn_metric_observe (PnMetric *metric, double seconds)
{
  g_mutex_lock (&lock);
  metric->value += seconds;
  metric->count++;
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++) {
    if (seconds <= bounds[i])
      metric->buckets[i]++;
  }
  g_mutex_unlock (&lock);
}

double
pn_metric_value (PnMetric *metric)
{
  g_mutex_lock (&lock);
  double value = metric->kind == HISTOGRAM ? (double) metric->count : metric->value;
  g_mutex_unlock (&lock);
  return value;
}

static void
render_labels (GString *page, const PnMetric *m, const char *le)
{
  if (m->label == NULL && le == NULL)
    return;
  g_string_append_c (page, '{');
  if (m->label != NULL)
    g_string_append_printf (page, "%s=\"%s\"%s", m->label, m->label_value, le != NULL ? "," : "");
  if (le != NULL)
    g_string_append_printf (page, "le=\"%s\"", le);
  g_string_append_c (page, '}');
}

static void
render_value (GString *page, const PnMetric *m, const char *suffix, const char *le, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (page, "%s%s", m->name, suffix);
  render_labels (page, m, le);
  g_string_append_printf (page, " %s\n", g_ascii_dtostr (number, sizeof number, value));
}

static void
render_one (GString *page, const PnMetric *m)
{
  if (m->kind != HISTOGRAM) {
    render_value (page, m, "", NULL, m->value);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++) {
    char le[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd (le, sizeof le, "%g", bounds[i]);
    render_value (page, m, "_bucket", le, (double) m->buckets[i]);
  }
  render_value (page, m, "_bucket", "+Inf", (double) m->count);
  render_value (page, m, "_sum", NULL, m->value);
  render_value (page, m, "_count", NULL, (double) m->count);
}

char *
pn_metrics_render (void)
{
  static const char *const kinds[] = { "counter", "gauge", "histogram" };
  GString *page = g_string_new (NULL);
  g_mutex_lock (&lock);
  for (guint i = 0; all != NULL && i < all->len; i++) {
    const PnMetric *first = all->pdata[i];
    gboolean seen = FALSE;
    for (guint j = 0; j < i && !seen; j++)
      seen = strcmp (((PnMetric *) all->pdata[j])->name, first->name) == 0;
    if (seen)
      continue;
    g_string_append_printf (page, "# HELP %s %s\n# TYPE %s %s\n", first->name, first->help, first->name, kinds[first->kind]);
    for (guint j = i; j < all->len; j++) {
      if (strcmp (((PnMetric *) all->pdata[j])->name, first->name) == 0)
        render_one (page, all->pdata[j]);
    }
  }
  g_mutex_unlock (&lock);
  return g_string_free (page, FALSE);
}

void
pn_metrics_free_all (void)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&all, g_ptr_array_unref);
  g_mutex_unlock (&lock);
}
