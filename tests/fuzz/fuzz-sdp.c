/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as an offer: read, judged, answered, and what we write must be readable by ourselves. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "media/sfu/negotiate.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  const char *why;
  const PnOutgoing outgoing = { 1, 2, "c", "s t" };
  PnLine line;
  g_autoptr (PnSdp) s = pn_sdp_parse ((const char *) data, len, &why);
  if (s == NULL || !pn_offer_check (s, &why))
    return 0;
  g_autoptr (PnSdp) answer = pn_sdp_new ();
  for (guint i = 0; i < s->media->len; i++) {
    pn_line_read (&line, s, g_ptr_array_index (s->media, i));
    if (!line.usable)
      pn_answer_refuse (answer, &line);
    else if (i & 1)
      pn_answer_send (answer, &line, i & 2 ? &outgoing : NULL);
    else
      pn_answer_receive (answer, &line, pn_line_publish_codec (&line));
  }
  g_autofree char *text = pn_sdp_write (answer);
  g_autoptr (PnSdp) again = strlen (text) <= PN_SDP_MAX_BYTES ? pn_sdp_parse (text, strlen (text), &why) : NULL;
  g_assert (again == NULL || again->media->len == answer->media->len);
  return 0;
}
