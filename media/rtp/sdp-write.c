/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer: one function per struct, so that a description is always put together the same way. */
#include "media/rtp/sdp.h"

static const char *const directions[] = { "sendrecv", "sendonly", "recvonly", "inactive" };

static void
write_transport (const PnSdp *s, GString *out)
{
  g_string_append_printf (out, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:%s ", s->ice_ufrag,
                          s->ice_pwd, s->fingerprint_hash);
  for (gsize i = 0; i < s->fingerprint_len; i++)
    g_string_append_printf (out, "%s%02X", i > 0 ? ":" : "", s->fingerprint[i]);
  g_string_append_printf (out, "\r\na=setup:%s\r\n", s->setup);
}

static void
write_codec (const PnSdpCodec *c, GString *out)
{
  g_string_append_printf (out, "a=rtpmap:%u %s/%u", c->pt, c->name, c->clock);
  if (c->channels > 1)
    g_string_append_printf (out, "/%u", c->channels);
  g_string_append (out, "\r\n");
  for (guint i = 0; i < c->feedback->len; i++)
    g_string_append_printf (out, "a=rtcp-fb:%u %s\r\n", c->pt,
                            (const char *) g_ptr_array_index (c->feedback, i));
  if (c->fmtp != NULL)
    g_string_append_printf (out, "a=fmtp:%u %s\r\n", c->pt, c->fmtp);
}

static void
write_m_line (const PnSdpMedia *m, GString *out)
{
  g_string_append_printf (out, "m=%s %u %s", m->kind, m->port, m->proto);
  for (guint i = 0; i < m->codecs->len; i++)
    g_string_append_printf (out, " %u", ((PnSdpCodec *) g_ptr_array_index (m->codecs, i))->pt);
  if (m->codecs->len == 0)
    g_string_append_printf (out, " %s", m->formats != NULL ? m->formats : "0");
  g_string_append (out, "\r\nc=IN IP4 0.0.0.0\r\n");
}

static void
write_ssrcs (const PnSdpMedia *m, GString *out)
{
  for (guint i = 0; i < m->groups->len; i++) {
    const PnSdpGroup *g = &g_array_index (m->groups, PnSdpGroup, i);
    g_string_append_printf (out, "a=ssrc-group:FID %u %u\r\n", g->ssrc, g->rtx);
  }
  for (guint i = 0; i < m->ssrcs->len; i++) {
    const PnSdpSsrc *ssrc = &g_array_index (m->ssrcs, PnSdpSsrc, i);
    g_string_append_printf (out, "a=ssrc:%u cname:%s\r\n", ssrc->ssrc,
                            ssrc->cname != NULL ? ssrc->cname : "phien");
    if (m->msid != NULL)
      g_string_append_printf (out, "a=ssrc:%u msid:%s\r\n", ssrc->ssrc, m->msid);
  }
}

static void
write_simulcast (const PnSdpMedia *m, GString *out)
{
  const char *way = m->direction == PN_SDP_RECVONLY ? "recv" : "send";
  for (guint i = 0; i < m->rids->len; i++)
    g_string_append_printf (out, "a=rid:%s %s\r\n", (const char *) g_ptr_array_index (m->rids, i), way);
  if (m->simulcast->len == 0)
    return;
  g_string_append_printf (out, "a=simulcast:%s ", way);
  for (guint i = 0; i < m->simulcast->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ";" : "",
                            (const char *) g_ptr_array_index (m->simulcast, i));
  g_string_append (out, "\r\n");
}

static void
write_media (const PnSdp *s, const PnSdpMedia *m, GString *out)
{
  write_m_line (m, out);
  g_string_append_printf (out, "a=mid:%s\r\na=%s\r\n", m->mid, directions[m->direction]);
  if (m->port == 0)
    return;
  write_transport (s, out);
  g_string_append (out, "a=rtcp-mux\r\na=rtcp-rsize\r\n");
  for (guint i = 0; i < m->exts->len; i++) {
    const PnSdpExt *e = &g_array_index (m->exts, PnSdpExt, i);
    g_string_append_printf (out, "a=extmap:%u %s\r\n", e->id, e->uri);
  }
  for (guint i = 0; i < m->codecs->len; i++)
    write_codec (g_ptr_array_index (m->codecs, i), out);
  if (m->msid != NULL)
    g_string_append_printf (out, "a=msid:%s\r\n", m->msid);
  write_ssrcs (m, out);
  write_simulcast (m, out);
  for (guint i = 0; i < s->candidates->len; i++)
    g_string_append_printf (out, "a=candidate:%s\r\n", (const char *) g_ptr_array_index (s->candidates, i));
  if (s->candidates->len > 0)
    g_string_append (out, "a=end-of-candidates\r\n");
}

char *
pn_sdp_write (const PnSdp *self)
{
  GString *out = g_string_new ("v=0\r\n");
  g_string_append_printf (out, "o=phien %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " IN IP4 127.0.0.1\r\n",
                          self->session_id, self->session_version);
  g_string_append (out, "s=-\r\nt=0 0\r\n");
  if (self->ice_lite)
    g_string_append (out, "a=ice-lite\r\n");
  if (self->bundle->len > 0) {
    g_string_append (out, "a=group:BUNDLE");
    for (guint i = 0; i < self->bundle->len; i++)
      g_string_append_printf (out, " %s", (const char *) g_ptr_array_index (self->bundle, i));
    g_string_append (out, "\r\n");
  }
  g_string_append (out, "a=msid-semantic: WMS *\r\n");
  for (guint i = 0; i < self->media->len; i++)
    write_media (self, g_ptr_array_index (self->media, i), out);
  return g_string_free (out, FALSE);
}
