/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The structs of a session description: making, asking, freeing. */
#include "media/rtp/sdp.h"

#include <string.h>

static void
codec_free (gpointer p)
{
  PnSdpCodec *c = p;
  g_free (c->fmtp);
  g_ptr_array_unref (c->feedback);
  g_free (c);
}

static void
ext_clear (gpointer p)
{
  g_free (((PnSdpExt *) p)->uri);
}

static void
ssrc_clear (gpointer p)
{
  g_free (((PnSdpSsrc *) p)->cname);
}

static void
media_free (gpointer p)
{
  PnSdpMedia *m = p;
  g_ptr_array_unref (m->codecs);
  g_array_unref (m->exts);
  g_array_unref (m->ssrcs);
  g_ptr_array_unref (m->rids);
  g_ptr_array_unref (m->simulcast);
  g_array_unref (m->groups);
  g_free (m->msid);
  g_free (m->formats);
  g_free (m);
}

PnSdp *
pn_sdp_new (void)
{
  PnSdp *self = g_new0 (PnSdp, 1);
  self->bundle = g_ptr_array_new_with_free_func (g_free);
  self->media = g_ptr_array_new_with_free_func (media_free);
  self->candidates = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
pn_sdp_free (PnSdp *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->bundle);
  g_ptr_array_unref (self->media);
  g_ptr_array_unref (self->candidates);
  g_free (self);
}

PnSdpMedia *
pn_sdp_add_media (PnSdp *self, const char *kind, const char *mid)
{
  PnSdpMedia *m = g_new0 (PnSdpMedia, 1);
  g_strlcpy (m->kind, kind, sizeof m->kind);
  g_strlcpy (m->mid, mid, sizeof m->mid);
  g_strlcpy (m->proto, "UDP/TLS/RTP/SAVPF", sizeof m->proto);
  m->port = 9;
  m->codecs = g_ptr_array_new_with_free_func (codec_free);
  m->exts = g_array_new (FALSE, TRUE, sizeof (PnSdpExt));
  g_array_set_clear_func (m->exts, ext_clear);
  m->ssrcs = g_array_new (FALSE, TRUE, sizeof (PnSdpSsrc));
  g_array_set_clear_func (m->ssrcs, ssrc_clear);
  m->rids = g_ptr_array_new_with_free_func (g_free);
  m->simulcast = g_ptr_array_new_with_free_func (g_free);
  m->groups = g_array_new (FALSE, TRUE, sizeof (PnSdpGroup));
  g_ptr_array_add (self->media, m);
  return m;
}

PnSdpCodec *
pn_sdp_media_add_codec (PnSdpMedia *media, guint pt, const char *name, guint clock, guint channels,
                        const char *fmtp)
{
  PnSdpCodec *c = g_new0 (PnSdpCodec, 1);
  c->pt = pt;
  g_strlcpy (c->name, name, sizeof c->name);
  c->clock = clock;
  c->channels = channels;
  c->fmtp = g_strdup (fmtp);
  c->feedback = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (media->codecs, c);
  return c;
}

void
pn_sdp_codec_add_feedback (PnSdpCodec *codec, const char *feedback)
{
  if (codec->feedback->len < PN_SDP_MAX_ITEMS && !pn_sdp_codec_has_feedback (codec, feedback))
    g_ptr_array_add (codec->feedback, g_strdup (feedback));
}

gboolean
pn_sdp_codec_has_feedback (const PnSdpCodec *codec, const char *feedback)
{
  return g_ptr_array_find_with_equal_func (codec->feedback, feedback, g_str_equal, NULL);
}

void
pn_sdp_media_add_ext (PnSdpMedia *media, guint id, const char *uri)
{
  PnSdpExt ext = { id, g_strdup (uri) };
  g_array_append_val (media->exts, ext);
}

guint
pn_sdp_media_ext_id (const PnSdpMedia *media, const char *uri)
{
  for (guint i = 0; i < media->exts->len; i++) {
    const PnSdpExt *ext = &g_array_index (media->exts, PnSdpExt, i);
    if (g_str_equal (ext->uri, uri))
      return ext->id;
  }
  return 0;
}

void
pn_sdp_media_add_ssrc (PnSdpMedia *media, guint32 ssrc, const char *cname)
{
  PnSdpSsrc s = { ssrc, g_strdup (cname) };
  g_array_append_val (media->ssrcs, s);
}

void
pn_sdp_media_add_group (PnSdpMedia *media, guint32 ssrc, guint32 rtx)
{
  PnSdpGroup g = { ssrc, rtx };
  g_array_append_val (media->groups, g);
}

guint32
pn_sdp_media_rtx_ssrc (const PnSdpMedia *media, guint32 ssrc)
{
  for (guint i = 0; i < media->groups->len; i++)
    if (g_array_index (media->groups, PnSdpGroup, i).ssrc == ssrc)
      return g_array_index (media->groups, PnSdpGroup, i).rtx;
  return 0;
}

gboolean
pn_sdp_fmtp_param (const char *fmtp, const char *key, char *out, gsize size)
{
  if (fmtp == NULL)
    return FALSE;
  g_auto (GStrv) parts = g_strsplit (fmtp, ";", 64);
  gsize n = strlen (key);
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *p = g_strstrip (parts[i]);
    if (g_ascii_strncasecmp (p, key, n) == 0 && p[n] == '=') {
      g_strlcpy (out, p + n + 1, size);
      return TRUE;
    }
  }
  return FALSE;
}
