/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/metrics.h"

#include <string.h>

typedef enum { COUNTER, GAUGE, HISTOGRAM } Kind;

static const double bounds[] = { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 };
#define N_BOUNDS G_N_ELEMENTS (bounds)

struct PnMetric {
  char *name, *help, *label, *value;
  Kind kind;
  double sum; /* counter and gauge: the value */
  guint64 count;
  guint64 buckets[N_BOUNDS];
};

static GMutex lock; /* protects everything below and every metric */
static GPtrArray *all;

static void
metric_free (gpointer data)
{
  PnMetric *m = data;
  g_free (m->name);
  g_free (m->help);
  g_free (m->label);
  g_free (m->value);
  g_free (m);
}

static PnMetric *
find (const char *name, const char *value)
{
  for (guint i = 0; i < all->len; i++) {
    PnMetric *m = all->pdata[i];
    if (strcmp (m->name, name) == 0 && g_strcmp0 (m->value, value) == 0)
      return m;
  }
  return NULL;
}

static PnMetric *
get (Kind kind, const char *name, const char *help, const char *label, const char *value)
{
  g_mutex_lock (&lock);
  if (all == NULL)
    all = g_ptr_array_new_with_free_func (metric_free);
  PnMetric *m = find (name, value);
  if (m == NULL) {
    m = g_new0 (PnMetric, 1);
    m->name = g_strdup (name);
    m->help = g_strdup (help);
    m->label = g_strdup (label);
    m->value = g_strdup (value);
    m->kind = kind;
    g_ptr_array_add (all, m);
  }
  g_mutex_unlock (&lock);
  return m;
}

PnMetric *
pn_metric_counter (const char *name, const char *help)
{
  return get (COUNTER, name, help, NULL, NULL);
}

PnMetric *
pn_metric_gauge (const char *name, const char *help)
{
  return get (GAUGE, name, help, NULL, NULL);
}

PnMetric *
pn_metric_histogram (const char *name, const char *help)
{
  return get (HISTOGRAM, name, help, NULL, NULL);
}

PnMetric *
pn_metric_counter_with (const char *name, const char *help, const char *label, const char *value)
{
  return get (COUNTER, name, help, label, value);
}

PnMetric *
pn_metric_gauge_with (const char *name, const char *help, const char *label, const char *value)
{
  return get (GAUGE, name, help, label, value);
}

PnMetric *
pn_metric_histogram_with (const char *name, const char *help, const char *label, const char *value)
{
  return get (HISTOGRAM, name, help, label, value);
}

void
pn_metric_add (PnMetric *metric, double amount)
{
  g_mutex_lock (&lock);
  metric->sum += amount;
  g_mutex_unlock (&lock);
}

void
pn_metric_set (PnMetric *metric, double value)
{
  g_mutex_lock (&lock);
  metric->sum = value;
  g_mutex_unlock (&lock);
}

void
pn_metric_observe (PnMetric *metric, double seconds)
{
  g_mutex_lock (&lock);
  metric->sum += seconds;
  metric->count++;
  for (gsize i = 0; i < N_BOUNDS; i++) {
    if (seconds <= bounds[i]) {
      metric->buckets[i]++;
      break;
    }
  }
  g_mutex_unlock (&lock);
}

double
pn_metric_value (PnMetric *metric)
{
  g_mutex_lock (&lock);
  double value = metric->kind == HISTOGRAM ? (double) metric->count : metric->sum;
  g_mutex_unlock (&lock);
  return value;
}

/* Label values escaped as the format asks: backslash, quote, newline. */
static void
append_labels (GString *out, const PnMetric *m, const char *le)
{
  if (m->label == NULL && le == NULL)
    return;
  g_string_append_c (out, '{');
  if (m->label != NULL) {
    g_string_append_printf (out, "%s=\"", m->label);
    for (const char *p = m->value; *p != '\0'; p++) {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      g_string_append (out, *p == '\n' ? "\\n" : (char[]){ *p, '\0' });
    }
    g_string_append (out, le != NULL ? "\"," : "\"");
  }
  if (le != NULL)
    g_string_append_printf (out, "le=\"%s\"", le);
  g_string_append_c (out, '}');
}

static void
append_sample (GString *out, const PnMetric *m, const char *suffix, const char *le, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (out, "%s%s", m->name, suffix);
  append_labels (out, m, le);
  g_string_append_printf (out, " %s\n", g_ascii_formatd (number, sizeof number, "%.15g", value));
}

static void
append_metric (GString *out, const PnMetric *m)
{
  if (m->kind != HISTOGRAM) {
    append_sample (out, m, "", NULL, m->sum);
    return;
  }
  guint64 below = 0;
  for (gsize i = 0; i < N_BOUNDS; i++) {
    char le[G_ASCII_DTOSTR_BUF_SIZE];
    below += m->buckets[i];
    append_sample (out, m, "_bucket", g_ascii_formatd (le, sizeof le, "%g", bounds[i]), (double) below);
  }
  append_sample (out, m, "_bucket", "+Inf", (double) m->count);
  append_sample (out, m, "_sum", NULL, m->sum);
  append_sample (out, m, "_count", NULL, (double) m->count);
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
  const PnMetric *x = *(PnMetric *const *) a, *y = *(PnMetric *const *) b;
  gint order = strcmp (x->name, y->name);
  return order != 0 ? order : g_strcmp0 (x->value, y->value);
}

char *
pn_metrics_render (void)
{
  static const char *const kinds[] = { "counter", "gauge", "histogram" };
  GString *out = g_string_new (NULL);
  const char *last = "";
  g_mutex_lock (&lock);
  if (all != NULL)
    g_ptr_array_sort (all, by_name);
  for (guint i = 0; all != NULL && i < all->len; i++) {
    const PnMetric *m = all->pdata[i];
    if (strcmp (m->name, last) != 0)
      g_string_append_printf (out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name, kinds[m->kind]);
    last = m->name;
    append_metric (out, m);
  }
  g_mutex_unlock (&lock);
  return g_string_free (out, FALSE);
}

void
pn_metrics_free_all (void)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&all, g_ptr_array_unref);
  g_mutex_unlock (&lock);
}
