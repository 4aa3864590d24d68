/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/turn.h"

#define URLS_MAX 8

static PnJson *
url_list (const char *urls)
{
  PnJson *list = pn_wire_array ();
  g_auto (GStrv) parts = g_strsplit (urls, ",", URLS_MAX);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != 0)
      pn_wire_add_str (list, parts[i]);
  return list;
}

PnJson *
pn_turn_credentials (const char *urls, const char *secret, gint64 now_s, gint64 peer)
{
  guint8 mac[20];
  gsize len = sizeof mac;
  if (urls == NULL || *urls == 0 || secret == NULL || *secret == 0)
    return NULL;
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, now_s + PN_TURN_LIFE_S, peer);
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) secret, strlen (secret));
  g_hmac_update (hmac, (const guchar *) name, -1);
  g_hmac_get_digest (hmac, mac, &len);
  g_hmac_unref (hmac);
  g_autofree char *password = g_base64_encode (mac, len);
  PnJson *out = pn_wire_object ();
  pn_wire_set_take (out, "urls", url_list (urls));
  pn_wire_set_str (out, "username", name);
  pn_wire_set_str (out, "credential", password);
  return out;
}
