/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/json-out.h"

#include <math.h>
#include <string.h>

static void
add_char (GString *out, gunichar c)
{
  if (c == '"' || c == '\\') {
    g_string_append_c (out, '\\');
    g_string_append_c (out, (char) c);
  } else if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029) {
    g_string_append_printf (out, "\\u%04x", c);
  } else {
    g_string_append_unichar (out, c);
  }
}

void
pn_json_add_string (GString *out, const char *text)
{
  if (text == NULL) {
    g_string_append (out, "null");
    return;
  }
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    add_char (out, g_utf8_get_char (p));
  g_string_append_c (out, '"');
}

void
pn_json_add_points (GString *out, double value)
{
  if (!isfinite (value) || fabs (value) > 1e9)
    value = 0;
  long long hundredths = llround (value * 100);
  if (hundredths < 0)
    g_string_append_c (out, '-');
  unsigned long long u = (unsigned long long) llabs (hundredths);
  g_string_append_printf (out, "%llu", u / 100);
  if (u % 100 != 0)
    g_string_append_printf (out, u % 10 == 0 ? ".%llu" : ".%02llu", u % 10 == 0 ? u % 100 / 10 : u % 100);
}
