/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/match.h"

#include <string.h>

/* How many bytes at the start satisfy the test. */
static gsize
span (const char *text, gboolean (*fits) (char))
{
  gsize n = 0;
  while (fits (text[n]))
    n++;
  return n;
}

static gboolean
is_lower_hex (char c)
{
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static gboolean
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

static gboolean
is_word (char c)
{
  return (c >= 'a' && c <= 'z') || c == '_';
}

static gboolean
is_slug (char c)
{
  return is_word (c) || is_digit (c);
}

static gboolean
is_mid (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

gboolean
pn_match_line (const char *text)
{
  for (const char *c = text; *c != '\0'; c++) {
    if ((guchar) *c < 0x20 || *c == 0x7f)
      return FALSE;
  }
  return TRUE;
}

gboolean
pn_match_text (const char *text)
{
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == 0x7f || ((guchar) *c < 0x20 && *c != '\t' && *c != '\n' && *c != '\r'))
      return FALSE;
  }
  return TRUE;
}

/* Two digits at `text` as a number, or -1. */
static int
two_digits (const char *text)
{
  if (!is_digit (text[0]) || !is_digit (text[1]))
    return -1;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

static gboolean
between (int value, int from, int to)
{
  return value >= from && value <= to;
}

gboolean
pn_match_time (const char *text)
{
  static const char form[] = "####-##-##T##:##:##";
  for (gsize i = 0; i < sizeof form - 1; i++) {
    if (form[i] == '#' ? !is_digit (text[i]) : text[i] != form[i])
      return FALSE;
  }
  if (!between (two_digits (text + 5), 1, 12) || !between (two_digits (text + 8), 1, 31)
      || !between (two_digits (text + 11), 0, 23) || !between (two_digits (text + 14), 0, 59)
      || !between (two_digits (text + 17), 0, 59))
    return FALSE;
  text += sizeof form - 1;
  if (*text == '.') {
    gsize digits = span (text + 1, is_digit);
    if (digits < 1 || digits > 6)
      return FALSE;
    text += 1 + digits;
  }
  return g_str_equal (text, "Z");
}

gboolean
pn_match_uuid (const char *text)
{
  if (strlen (text) != 36)
    return FALSE;
  for (int i = 0; i < 36; i++) {
    gboolean dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_lower_hex (text[i]))
      return FALSE;
  }
  return TRUE;
}

gboolean
pn_match_sha256 (const char *text)
{
  gsize n = span (text, is_lower_hex);
  return n == 64 && text[n] == '\0';
}

gboolean
pn_match_slug (const char *text)
{
  gsize n = span (text, is_slug);
  return n >= 1 && n <= 32 && text[n] == '\0' && g_ascii_islower (text[0]);
}

/* [a-z][a-z_]{0,19}; returns its length or 0. */
static gsize
word (const char *text)
{
  gsize n = span (text, is_word);
  return n >= 1 && n <= 20 && text[0] != '_' ? n : 0;
}

gboolean
pn_match_message_type (const char *text)
{
  gsize area = word (text);
  if (area == 0 || text[area] != '.')
    return FALSE;
  gsize verb = word (text + area + 1);
  return verb > 0 && text[area + 1 + verb] == '\0';
}

gboolean
pn_match_command_name (const char *text)
{
  gsize area = word (text);
  return (area > 0 && text[area] == '\0') || pn_match_message_type (text);
}

gboolean
pn_match_mid (const char *text)
{
  gsize n = span (text, is_mid);
  return n >= 1 && n <= 16 && text[n] == '\0';
}

gboolean
pn_match_track_id (const char *text)
{
  gsize n = span (text, is_digit);
  if (n < 1 || n > 16 || text[n] != '/')
    return FALSE;
  const char *source = text + n + 1;
  return g_str_equal (source, "mic") || g_str_equal (source, "camera") || g_str_equal (source, "screen");
}

gboolean
pn_match_wanted_track (const char *text)
{
  if (g_str_has_prefix (text, "loud/"))
    return text[5] >= '1' && text[5] <= '8' && text[6] == '\0';
  return pn_match_track_id (text);
}
