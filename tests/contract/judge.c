/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads cases from standard input and prints the C reader's verdict on each, one line a case; tests/contract compares it
 * with ajv's. A case is "WHICH LENGTH\n" and LENGTH bytes; the answer is "ok" or "CODE: why". */
#include "base/error.h"
#include "base/wire.h"
#include "protocol/messages.h"

#include <stdio.h>
#include <stdlib.h>

static gboolean
judge (const char *which, const void *bytes, gsize length, GError **error)
{
  gsize max = g_str_has_prefix (which, "command/") ? PN_WIRE_FRAME_MAX : PN_WIRE_LINK_MAX;
  g_autoptr (PnJson) json = pn_wire_parse (bytes, length, max, error);
  return json != NULL && pn_protocol_check (which, json, error);
}

int
main (void)
{
  char which[80];
  gsize length;
  while (scanf ("%79s %" G_GSIZE_FORMAT, which, &length) == 2) {
    g_autoptr (GError) error = NULL;
    g_autofree char *bytes = g_malloc (length + 1);
    if (getchar () != '\n' || fread (bytes, 1, length, stdin) != length)
      return EXIT_FAILURE;
    if (judge (which, bytes, length, &error))
      puts ("ok");
    else
      printf ("%s: %s\n", pn_error_name (pn_error_code (error)), error->message);
  }
  return EXIT_SUCCESS;
}
