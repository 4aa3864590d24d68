/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounded reader: line by line, each attribute we know into its struct, the rest skipped. */
#include <string.h>

#include "media/rtp/sdp.h"

typedef struct {
  PnSdp *sdp;
  PnSdpMedia *media; /* NULL while in the session part */
  const char *why;
} Reader;

static gboolean
fail (Reader *r, const char *why)
{
  r->why = why;
  return FALSE;
}

/* Decimal number at *p up to `max`, moving *p behind it. */
static gboolean
take_number (const char **p, guint64 max, guint64 *out)
{
  char *end;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  guint64 v = g_ascii_strtoull (*p, &end, 10);
  if (v > max)
    return FALSE;
  *p = end;
  *out = v;
  return TRUE;
}

/* The word at *p up to a space or the end; moves behind it and the spaces after. */
static gboolean
take_word (const char **p, char *out, gsize size)
{
  gsize n = strcspn (*p, " ");
  if (n == 0 || n >= size)
    return FALSE;
  memcpy (out, *p, n);
  out[n] = 0;
  *p += n;
  while (**p == ' ')
    (*p)++;
  return TRUE;
}

static gboolean
read_origin (Reader *r, const char *v)
{
  char user[64];
  if (!take_word (&v, user, sizeof user) || !take_number (&v, G_MAXUINT64, &r->sdp->session_id) || *v++ != ' '
      || !take_number (&v, G_MAXUINT64, &r->sdp->session_version))
    return fail (r, "o= line");
  return TRUE;
}

static PnSdpCodec *
find_codec (Reader *r, guint pt)
{
  for (guint i = 0; i < r->media->codecs->len; i++) {
    PnSdpCodec *c = g_ptr_array_index (r->media->codecs, i);
    if (c->pt == pt)
      return c;
  }
  return NULL;
}

/* The formats stand there before anything is said of them, in order of preference (RFC 8866 section 5.14). Each is a codec from
 * here on, without a name until its rtpmap comes: Firefox writes fmtp and rtcp-fb in front of that. */
static gboolean
read_media (Reader *r, const char *v)
{
  char kind[16], proto[32];
  guint64 port, pt;
  if (r->sdp->media->len >= PN_SDP_MAX_MEDIA)
    return fail (r, "too many m-lines");
  if (!take_word (&v, kind, sizeof kind) || !take_number (&v, 65535, &port) || *v++ != ' '
      || !take_word (&v, proto, sizeof proto))
    return fail (r, "m= line");
  r->media = pn_sdp_add_media (r->sdp, kind, "");
  r->media->port = (guint) port;
  g_strlcpy (r->media->proto, proto, sizeof r->media->proto);
  r->media->formats = g_strdup (v);
  while (*v != 0 && take_number (&v, 127, &pt)) {
    if (find_codec (r, (guint) pt) == NULL)
      pn_sdp_media_add_codec (r->media, (guint) pt, "", 0, 1, NULL);
    while (*v == ' ')
      v++;
  }
  return TRUE;
}

static gboolean
read_rtpmap (Reader *r, const char *v)
{
  guint64 pt, clock, channels = 1;
  char name[32];
  if (!take_number (&v, 127, &pt) || *v++ != ' ')
    return fail (r, "rtpmap");
  gsize n = strcspn (v, "/");
  if (n == 0 || n >= sizeof name || v[n] != '/')
    return fail (r, "rtpmap");
  memcpy (name, v, n);
  name[n] = 0;
  v += n + 1;
  if (!take_number (&v, 1000000, &clock) || clock == 0)
    return fail (r, "rtpmap clock");
  if (*v == '/' && (v++, !take_number (&v, 255, &channels)))
    return fail (r, "rtpmap channels");
  PnSdpCodec *c = find_codec (r, (guint) pt); /* mapped but not in the m-line: not offered */
  if (c == NULL || c->name[0] != 0)
    return TRUE;
  g_strlcpy (c->name, name, sizeof c->name);
  c->clock = (guint) clock;
  c->channels = (guint) channels;
  return TRUE;
}

static gboolean
read_fmtp (Reader *r, const char *v)
{
  guint64 pt;
  if (!take_number (&v, 127, &pt) || *v++ != ' ')
    return fail (r, "fmtp");
  PnSdpCodec *c = find_codec (r, (guint) pt);
  if (c != NULL && c->fmtp == NULL)
    c->fmtp = g_strdup (v);
  return TRUE;
}

static gboolean
read_rtcp_fb (Reader *r, const char *v)
{
  guint64 pt = 0;
  gboolean all = *v == '*';
  if (all)
    v++;
  else if (!take_number (&v, 127, &pt))
    return fail (r, "rtcp-fb");
  if (*v++ != ' ')
    return fail (r, "rtcp-fb");
  for (guint i = 0; i < r->media->codecs->len; i++) {
    PnSdpCodec *c = g_ptr_array_index (r->media->codecs, i);
    if (all || c->pt == pt)
      pn_sdp_codec_add_feedback (c, v);
  }
  return TRUE;
}

static gboolean
read_extmap (Reader *r, const char *v)
{
  guint64 id;
  char uri[256];
  if (!take_number (&v, 255, &id) || id == 0)
    return fail (r, "extmap");
  v += strcspn (v, " "); /* an optional "/direction" */
  while (*v == ' ')
    v++;
  if (!take_word (&v, uri, sizeof uri))
    return fail (r, "extmap");
  if (r->media->exts->len < PN_SDP_MAX_ITEMS && pn_sdp_media_ext_id (r->media, uri) == 0)
    pn_sdp_media_add_ext (r->media, (guint) id, uri);
  return TRUE;
}

static gboolean
read_ssrc (Reader *r, const char *v)
{
  guint64 ssrc;
  if (!take_number (&v, G_MAXUINT32, &ssrc))
    return fail (r, "ssrc");
  GArray *list = r->media->ssrcs;
  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, PnSdpSsrc, i).ssrc == ssrc)
      return TRUE;
  if (list->len < PN_SDP_MAX_ITEMS)
    pn_sdp_media_add_ssrc (r->media, (guint32) ssrc, g_str_has_prefix (v, " cname:") ? v + 7 : NULL);
  return TRUE;
}

static gboolean
read_fingerprint (Reader *r, const char *v)
{
  PnSdp *s = r->sdp;
  if (s->fingerprint_len > 0)
    return TRUE;
  if (!take_word (&v, s->fingerprint_hash, sizeof s->fingerprint_hash))
    return fail (r, "fingerprint");
  gsize n = 0;
  while (g_ascii_isxdigit (v[0]) && g_ascii_isxdigit (v[1]) && n < sizeof s->fingerprint) {
    s->fingerprint[n++] = (guint8) (g_ascii_xdigit_value (v[0]) << 4 | g_ascii_xdigit_value (v[1]));
    v += 2;
    if (*v != ':')
      break;
    v++;
  }
  if (*v != 0 || n < 20)
    return fail (r, "fingerprint");
  s->fingerprint_len = n;
  return TRUE;
}

/* ICE credentials: the characters of RFC 8445 section 5.3, so that they may stand in a STUN username. */
static gboolean
read_ice (Reader *r, const char *v, char out[257], gsize least)
{
  gsize n = strlen (v);
  if (n < least || n > 256)
    return fail (r, "ice credentials");
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (v[i]) && v[i] != '+' && v[i] != '/' && v[i] != '-' && v[i] != '_')
      return fail (r, "ice credentials");
  if (out[0] == 0)
    g_strlcpy (out, v, 257);
  return TRUE;
}

static gboolean
read_group (Reader *r, const char *v)
{
  char mid[32];
  if (!g_str_has_prefix (v, "BUNDLE ") || r->sdp->bundle->len > 0)
    return TRUE;
  v += strlen ("BUNDLE ");
  while (*v != 0) {
    if (r->sdp->bundle->len >= PN_SDP_MAX_MEDIA || !take_word (&v, mid, sizeof mid))
      return fail (r, "BUNDLE");
    g_ptr_array_add (r->sdp->bundle, g_strdup (mid));
  }
  return TRUE;
}

static gboolean
read_session_attribute (Reader *r, const char *name, const char *v)
{
  if (g_str_equal (name, "ice-ufrag"))
    return read_ice (r, v, r->sdp->ice_ufrag, 4);
  if (g_str_equal (name, "ice-pwd"))
    return read_ice (r, v, r->sdp->ice_pwd, 22);
  if (g_str_equal (name, "fingerprint"))
    return read_fingerprint (r, v);
  if (g_str_equal (name, "ice-lite"))
    r->sdp->ice_lite = TRUE;
  else if (g_str_equal (name, "setup") && r->sdp->setup[0] == 0)
    g_strlcpy (r->sdp->setup, v, sizeof r->sdp->setup);
  else if (g_str_equal (name, "group"))
    return read_group (r, v);
  return TRUE;
}

static gboolean
read_direction (const char *name, PnSdpDirection *out)
{
  static const char *const names[] = { "sendrecv", "sendonly", "recvonly", "inactive" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i])) {
      *out = (PnSdpDirection) i;
      return TRUE;
    }
  return FALSE;
}

/* A mid goes into header extensions and answers: a token of at most 16 bytes there. */
static gboolean
read_mid (Reader *r, const char *v)
{
  gsize n = strlen (v);
  if (n == 0 || n > 16 || strchr (v, ' ') != NULL)
    return fail (r, "mid");
  g_strlcpy (r->media->mid, v, sizeof r->media->mid);
  return TRUE;
}

static gboolean
holds (const GPtrArray *ids, const char *id)
{
  return g_ptr_array_find_with_equal_func ((GPtrArray *) ids, id, g_str_equal, NULL);
}

static gboolean
read_rid (Reader *r, const char *v)
{
  char id[17];
  if (take_word (&v, id, sizeof id) && g_str_has_prefix (v, "send") && r->media->rids->len < PN_SDP_MAX_RIDS
      && !holds (r->media->rids, id))
    g_ptr_array_add (r->media->rids, g_strdup (id));
  return TRUE;
}

/* "send q;~h,x;f": alternatives stand behind a comma, a tilde says paused (RFC 8853 section 5.1). */
static gboolean
read_simulcast (Reader *r, const char *v)
{
  char word[256];
  GPtrArray *ids = r->media->simulcast;
  while (take_word (&v, word, sizeof word) && !g_str_equal (word, "send"))
    ;
  if (ids->len > 0 || !take_word (&v, word, sizeof word))
    return TRUE;
  g_auto (GStrv) streams = g_strsplit (word, ";", PN_SDP_MAX_RIDS + 1);
  for (guint i = 0; streams[i] != NULL && ids->len < PN_SDP_MAX_RIDS; i++) {
    char *id = streams[i] + (streams[i][0] == '~');
    id[strcspn (id, ",")] = 0;
    if (id[0] != 0 && strlen (id) <= 16 && !holds (ids, id))
      g_ptr_array_add (ids, g_strdup (id));
  }
  return TRUE;
}

static gboolean
read_ssrc_group (Reader *r, const char *v)
{
  guint64 ssrc, rtx;
  if (!g_str_has_prefix (v, "FID "))
    return TRUE;
  v += strlen ("FID ");
  if (!take_number (&v, G_MAXUINT32, &ssrc) || *v++ != ' ' || !take_number (&v, G_MAXUINT32, &rtx))
    return fail (r, "ssrc-group");
  if (r->media->groups->len < PN_SDP_MAX_ITEMS)
    pn_sdp_media_add_group (r->media, (guint32) ssrc, (guint32) rtx);
  return TRUE;
}

static const struct {
  const char *name;
  gboolean (*read) (Reader *r, const char *value);
} media_attributes[] = {
  { "rtpmap", read_rtpmap }, { "fmtp", read_fmtp },           { "rtcp-fb", read_rtcp_fb },
  { "extmap", read_extmap }, { "ssrc", read_ssrc },           { "mid", read_mid },
  { "rid", read_rid },       { "simulcast", read_simulcast }, { "ssrc-group", read_ssrc_group },
};

static gboolean
read_attribute (Reader *r, char *v)
{
  char *colon = strchr (v, ':');
  const char *value = "";
  if (colon != NULL) {
    *colon = 0;
    value = colon + 1;
  }
  if (r->media == NULL)
    return read_session_attribute (r, v, value);
  if (read_direction (v, &r->media->direction))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (media_attributes); i++)
    if (g_str_equal (v, media_attributes[i].name))
      return media_attributes[i].read (r, value);
  if (g_str_equal (v, "msid") && r->media->msid == NULL)
    r->media->msid = g_strdup (value);
  return read_session_attribute (r, v, value);
}

/* Formats without an rtpmap are the static ones of RFC 3551: none that we know by another name. */
static void
drop_unnamed (PnSdpMedia *media)
{
  for (guint i = media->codecs->len; i-- > 0;)
    if (((PnSdpCodec *) g_ptr_array_index (media->codecs, i))->name[0] == 0)
      g_ptr_array_remove_index (media->codecs, i);
}

static gboolean
read_line (Reader *r, char *line)
{
  if (line[0] == 0)
    return TRUE;
  if (line[1] != '=' || line[0] < 'a' || line[0] > 'z')
    return fail (r, "line without type");
  switch (line[0]) {
  case 'o':
    return read_origin (r, line + 2);
  case 'm':
    return read_media (r, line + 2);
  case 'a':
    return read_attribute (r, line + 2);
  default:
    return TRUE;
  }
}

PnSdp *
pn_sdp_parse (const char *text, gsize len, const char **why)
{
  g_autoptr (PnSdp) sdp = pn_sdp_new ();
  Reader r = { .sdp = sdp, .why = "not an SDP" };
  *why = r.why;
  if (len == 0 || len > PN_SDP_MAX_BYTES || memchr (text, 0, len) != NULL
      || !g_utf8_validate (text, (gssize) len, NULL))
    return NULL;
  g_autofree char *copy = g_strndup (text, len);
  if (!g_str_has_prefix (copy, "v=0"))
    return NULL;
  for (char *line = copy, *next; line != NULL; line = next) {
    next = strchr (line, '\n');
    if (next != NULL)
      *next++ = 0;
    gsize n = strlen (line);
    if (n > 0 && line[n - 1] == '\r')
      line[n - 1] = 0;
    if (!read_line (&r, line)) {
      *why = r.why;
      return NULL;
    }
  }
  for (guint i = 0; i < sdp->media->len; i++)
    drop_unnamed (g_ptr_array_index (sdp->media, i));
  return g_steal_pointer (&sdp);
}
