/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-scan.h"

#include <string.h>

#define NESTING_MAX 64
#define DIGITS_MAX 15

static gboolean
is_space (guint8 c)
{
  return c == 0 || c == 9 || c == 10 || c == 12 || c == 13 || c == 32;
}

static gboolean
is_delimiter (guint8 c)
{
  return strchr ("()<>[]{}/%", c) != NULL && c != 0;
}

/* White space and comments (ISO 32000-1 7.2.3). */
void
pn_scan_space (PnScan *s)
{
  while (s->at < s->end) {
    if (s->p[s->at] == '%') {
      while (s->at < s->end && s->p[s->at] != '\n' && s->p[s->at] != '\r')
        s->at++;
    } else if (is_space (s->p[s->at])) {
      s->at++;
    } else {
      return;
    }
  }
}

gboolean
pn_scan_word (PnScan *s, const char *word)
{
  gsize n = strlen (word);

  pn_scan_space (s);
  if (s->end - s->at < n || memcmp (s->p + s->at, word, n) != 0)
    return FALSE;
  s->at += n;
  return TRUE;
}

gboolean
pn_scan_number (PnScan *s, guint64 *value)
{
  gsize start;
  guint64 v = 0;

  pn_scan_space (s);
  start = s->at;
  while (s->at < s->end && g_ascii_isdigit (s->p[s->at]) && s->at - start < DIGITS_MAX)
    v = v * 10 + (s->p[s->at++] - '0');
  *value = v;
  return s->at > start && (s->at == s->end || is_space (s->p[s->at]) || is_delimiter (s->p[s->at]));
}

static gboolean
skip_literal_string (PnScan *s)
{
  guint depth = 0;

  for (; s->at < s->end; s->at++) {
    guint8 c = s->p[s->at];
    if (c == '\\')
      s->at++;
    else if (c == '(')
      depth++;
    else if (c == ')' && --depth == 0) {
      s->at++;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
skip_until (PnScan *s, char last)
{
  while (s->at < s->end && s->p[s->at] != (guint8) last)
    s->at++;
  return s->at < s->end && s->at++ < s->end;
}

/* A name, number, keyword. */
static gboolean
skip_word (PnScan *s)
{
  gsize start = s->at;

  if (s->at < s->end && s->p[s->at] == '/')
    s->at++;
  while (s->at < s->end && !is_space (s->p[s->at]) && !is_delimiter (s->p[s->at]))
    s->at++;
  return s->at > start;
}

/* One value, or one half of a nested one: `depth` follows the brackets. */
gboolean
pn_scan_token (PnScan *s, guint *depth)
{
  pn_scan_space (s);
  if (s->at >= s->end)
    return FALSE;
  if (pn_scan_word (s, "<<") || pn_scan_word (s, "["))
    return ++*depth <= NESTING_MAX;
  if (pn_scan_word (s, ">>") || pn_scan_word (s, "]")) {
    if (*depth == 0)
      return FALSE;
    --*depth;
    return TRUE;
  }
  if (s->p[s->at] == '(')
    return skip_literal_string (s);
  if (s->p[s->at] == '<')
    return skip_until (s, '>');
  return skip_word (s);
}

gboolean
pn_scan_is_key (PnScan *s, const char *key)
{
  gsize n = strlen (key);

  if (s->end - s->at <= n || memcmp (s->p + s->at, key, n) != 0)
    return FALSE;
  return is_space (s->p[s->at + n]) || is_delimiter (s->p[s->at + n]);
}

gboolean
pn_scan_value (PnScan *s)
{
  guint depth = 0;

  do {
    if (!pn_scan_token (s, &depth))
      return FALSE;
  } while (depth > 0);
  return TRUE;
}

gboolean
pn_scan_reference (PnScan *s, guint64 *number, guint64 *generation)
{
  gsize before = s->at;

  if (pn_scan_number (s, number) && pn_scan_number (s, generation) && pn_scan_word (s, "R")
      && (s->at == s->end || is_space (s->p[s->at]) || is_delimiter (s->p[s->at])))
    return TRUE;
  s->at = before;
  return FALSE;
}

static gboolean
read_value (PnScan *s, gsize *from)
{
  guint64 number, generation;

  pn_scan_space (s);
  *from = s->at;
  return pn_scan_reference (s, &number, &generation) || pn_scan_value (s);
}

static PnScanKey *
find_key (const guint8 *name, gsize length, PnScanKey *keys, gsize n_keys)
{
  for (gsize i = 0; i < n_keys; i++)
    if (strlen (keys[i].key) == length && memcmp (keys[i].key, name, length) == 0)
      return &keys[i];
  return NULL;
}

gboolean
pn_scan_dictionary (PnScan *s, PnScanKey *keys, gsize n_keys)
{
  if (!pn_scan_word (s, "<<"))
    return FALSE;
  while (!pn_scan_word (s, ">>")) {
    gsize name = s->at, from;
    if (s->at >= s->end || s->p[s->at] != '/' || !skip_word (s)
        || memchr (s->p + name, '#', s->at - name) != NULL)
      return FALSE;
    PnScanKey *key = find_key (s->p + name, s->at - name, keys, n_keys);
    if (!read_value (s, &from) || (key != NULL && key->to != 0))
      return FALSE;
    if (key != NULL) {
      key->name = name;
      key->from = from;
      key->to = s->at;
    }
  }
  return TRUE;
}
