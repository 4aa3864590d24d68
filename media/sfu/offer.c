/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An offer applied to a connection, m-section by m-section, and answered. */
#include <string.h>

#include "media/sfu/objects.h"

#define MAX_LINES 128

/* The m-line is the how-many-eth of its kind, and so is what it gets. */
static const char *
wanted_by_kind (const PnCommand *command, const PnSdpMedia *media)
{
  guint nth = 0;
  for (guint i = 0; g_ptr_array_index (command->offer->media, i) != media; i++)
    nth += g_str_equal (((PnSdpMedia *) g_ptr_array_index (command->offer->media, i))->kind, media->kind);
  for (guint i = 0; i < command->wants->len; i++) {
    const PnWant *w = &g_array_index (command->wants, PnWant, i);
    if (g_str_equal (media->kind, w->video ? "video" : "audio") && nth-- == 0)
      return w->name;
  }
  return NULL;
}

static const char *
wanted_for (const PnCommand *command, const PnSdpMedia *media)
{
  const char *mid = media->mid;
  if (command->automatic)
    return wanted_by_kind (command, media);
  for (guint i = 0; i < command->wants->len; i++) {
    const PnWant *w = &g_array_index (command->wants, PnWant, i);
    if (g_str_equal (w->mid, mid))
      return w->name;
  }
  return NULL;
}

static gint
find_track (const PnConn *self, const char *mid)
{
  for (guint i = 0; i < self->tracks->len; i++)
    if (g_str_equal (((PnTrack *) g_ptr_array_index (self->tracks, i))->mid, mid))
      return (gint) i;
  return -1;
}

static gint
find_sender (const PnConn *self, const char *mid)
{
  for (guint i = 0; i < self->senders->len; i++)
    if (g_str_equal (((PnSender *) g_ptr_array_index (self->senders, i))->mid, mid))
      return (gint) i;
  return -1;
}

static void
update_track (PnConn *self, PnTrack *track, const PnLine *line)
{
  const PnSdpMedia *offer = line->offer;
  track->pt = (guint8) line->codecs[track->codec]->pt;
  track->red_pt = line->red_pt;
  track->rtx_pt = line->rtx_pts[track->codec];
  track->mid_ext = line->mid_ext;
  track->level_ext = line->level_ext;
  track->rid_ext = line->rid_ext;
  track->rrid_ext = line->rrid_ext;
  /* Sound is asked for again too, though nobody offers it: see pn_answer_receive. */
  track->nack = !pn_codec_is_video (track->codec) || pn_line_has_feedback (line, track->codec, "nack");
  PnLayer *only = track->layers[0];
  guint32 ssrc = offer->ssrcs->len > 0 ? g_array_index (offer->ssrcs, PnSdpSsrc, 0).ssrc : 0;
  if (track->n_layers == 1 && ssrc != 0 && ssrc != only->ssrc)
    pn_conn_renew_layer (self, only, ssrc);
  if (track->n_layers == 1 && ssrc != 0)
    pn_conn_set_ssrc (self, only, &only->rtx_ssrc, pn_sdp_media_rtx_ssrc (offer, ssrc));
}

static gboolean
has_these_layers (const PnTrack *track, const PnLine *line)
{
  if (track->n_layers != MAX (1, line->n_rids))
    return FALSE;
  for (guint i = 0; i < line->n_rids; i++) {
    gboolean found = FALSE;
    for (guint k = 0; k < track->n_layers; k++)
      found |= g_str_equal (track->layers[k]->rid, line->rids[i]);
    if (!found)
      return FALSE;
  }
  return TRUE;
}

static void
remove_track (PnConn *self, gint i)
{
  PnTrack *track = g_ptr_array_index (self->tracks, (guint) i);
  for (guint k = 0; k < track->n_layers; k++) {
    pn_conn_set_ssrc (self, track->layers[k], &track->layers[k]->ssrc, 0);
    pn_conn_set_ssrc (self, track->layers[k], &track->layers[k]->rtx_ssrc, 0);
  }
  g_ptr_array_remove_index_fast (self->tracks, (guint) i);
}

void
pn_conn_remove_track (PnConn *self, PnTrack *track)
{
  guint i;
  if (g_ptr_array_find (self->tracks, track, &i))
    remove_track (self, (gint) i);
}

static void
apply_publish (PnConn *self, const PnLine *line, const char *name, PnSdp *answer)
{
  PnSource source = PN_SOURCE_MIC;
  gint i = find_track (self, line->offer->mid);
  gboolean sends = line->offer->direction == PN_SDP_SENDONLY || line->offer->direction == PN_SDP_SENDRECV;
  gboolean live = line->usable && sends && name != NULL && pn_source_from_name (name, &source);
  PnTrack *old = i >= 0 ? g_ptr_array_index (self->tracks, (guint) i) : NULL;
  if (old != NULL
      && (!live || old->source != source || old->codec != pn_line_publish_codec (line)
          || !has_these_layers (old, line))) {
    remove_track (self, i);
    i = -1;
  }
  if (!line->usable) {
    pn_answer_refuse (answer, line);
    return;
  }
  if (live && i < 0) {
    i = (gint) self->tracks->len;
    g_ptr_array_add (self->tracks, pn_track_new (self, source, line));
  }
  if (live)
    update_track (self, g_ptr_array_index (self->tracks, (guint) i), line);
  pn_answer_receive (answer, line, pn_line_publish_codec (line));
}

static PnSender *
make_sender (PnConn *self, const char *want)
{
  PnSender *s = pn_sender_new (self->peer->room, self, want);
  g_ptr_array_add (self->senders, s);
  g_ptr_array_add (self->peer->room->senders, s);
  g_hash_table_insert (self->by_ssrc, GUINT_TO_POINTER (s->ssrc), s);
  return s;
}

/* The stream of one person's microphone and camera is one: that is what browsers keep in lip sync. A screen
 * goes alone. */
static char *
make_msid (const char *want)
{
  if (pn_loud_slot (want) > 0) /* now this one's voice, now another's */
    return g_strdup_printf ("loud-%u loud-%u", pn_loud_slot (want), pn_loud_slot (want));
  g_auto (GStrv) parts = g_strsplit (want, "/", 2);
  gboolean screen = parts[0] != NULL && g_strcmp0 (parts[1], "screen") == 0;
  return g_strdup_printf ("p%s%s p%s-%s", parts[0], screen ? "-screen" : "", parts[0],
                          parts[1] != NULL ? parts[1] : "x");
}

static void
apply_subscribe (PnConn *self, const PnLine *line, const char *want, PnSdp *answer)
{
  gint i = find_sender (self, line->offer->mid);
  PnSender *s = i >= 0 ? g_ptr_array_index (self->senders, (guint) i) : NULL;
  if (!line->usable) {
    if (s != NULL) {
      g_hash_table_remove (self->by_ssrc, GUINT_TO_POINTER (s->ssrc));
      g_ptr_array_remove_index_fast (self->senders, (guint) i);
    }
    pn_answer_refuse (answer, line);
    return;
  }
  if (s == NULL)
    s = make_sender (self, want != NULL ? want : "");
  pn_sender_line (s, line);
  if (g_strcmp0 (s->want, want != NULL ? want : "") != 0)
    pn_sender_set_want (s, want != NULL ? want : "");
  g_snprintf (s->cname, sizeof s->cname, "phien-%" G_GINT64_FORMAT, g_ascii_strtoll (s->want, NULL, 10));
  if (s->slot == 0)
    pn_sender_bind (s, g_hash_table_lookup (self->peer->room->tracks, s->want));
  g_autofree char *msid = want != NULL ? make_msid (want) : NULL;
  PnOutgoing outgoing = { s->ssrc, pn_line_has_rtx (line) ? s->rtx_ssrc : 0, s->cname, msid };
  pn_answer_send (answer, line, want != NULL ? &outgoing : NULL);
}

static PnSdp *
start_answer (PnConn *self)
{
  PnHost *host = self->peer->room->host;
  PnSdp *a = pn_sdp_new ();
  const PnIce *ice = pn_transport_ice (self->transport);
  a->session_id = self->answer_id;
  a->session_version = ++self->answer_version;
  a->ice_lite = TRUE;
  g_strlcpy (a->ice_ufrag, ice->ufrag, sizeof a->ice_ufrag);
  g_strlcpy (a->ice_pwd, ice->pwd, sizeof a->ice_pwd);
  g_strlcpy (a->fingerprint_hash, "sha-256", sizeof a->fingerprint_hash);
  memcpy (a->fingerprint, pn_dtls_context_fingerprint (host->transport.dtls), 32);
  a->fingerprint_len = 32;
  g_strlcpy (a->setup, "passive", sizeof a->setup);
  for (guint i = 0; i < host->candidates->len; i++)
    g_ptr_array_add (a->candidates, g_strdup (g_ptr_array_index (host->candidates, i)));
  return a;
}

/* The connection this offer belongs to: the one there is, or a new one when the browser made a new
 * RTCPeerConnection. */
static PnConn *
conn_for (PnPeer *peer, const PnCommand *command)
{
  const PnSdp *offer = command->offer;
  PnConn *self = peer->conns[command->dir];
  if (self != NULL
      && (self->session_id != offer->session_id || self->fingerprint_len != offer->fingerprint_len
          || memcmp (self->fingerprint, offer->fingerprint, offer->fingerprint_len) != 0
          || pn_transport_state (self->transport) == PN_TRANSPORT_CLOSED))
    g_clear_pointer (&self, pn_conn_free);
  if (self == NULL) {
    self = pn_conn_new (peer, command->dir, offer);
    if (command->automatic)
      pn_transport_media_consents (self->transport);
    peer->conns[command->dir] = self;
    return self;
  }
  PnIce *ice = pn_transport_ice (self->transport);
  if (!g_str_equal (ice->remote_ufrag, offer->ice_ufrag)) { /* the client restarts ICE (RFC 8445 section 9) */
    g_hash_table_remove (peer->room->host->by_ufrag, ice->ufrag);
    pn_ice_restart (ice, offer->ice_ufrag);
    g_hash_table_insert (peer->room->host->by_ufrag, ice->ufrag, self);
  }
  return self;
}

/* Transport-wide numbers are of the whole bundle: the first m-section that has them decides (RFC 8843
 * section 9.1). */
static void
note_twcc (PnConn *self, const PnLine *line)
{
  if (!line->usable || line->twcc_ext == 0 || self->twcc_ext != 0)
    return;
  self->twcc_ext = line->twcc_ext;
  if (self->dir == PN_DIR_PUB) {
    self->twcc_in = g_new (PnTwccIn, 1);
    pn_twcc_in_init (self->twcc_in);
  } else {
    self->twcc_out = g_new (PnTwccOut, 1);
    pn_twcc_out_init (self->twcc_out);
  }
}

char *
pn_conn_offer (PnPeer *peer, const PnCommand *command, const char **why)
{
  PnLine line;
  if (!pn_offer_check (command->offer, why))
    return NULL;
  if (command->offer->media->len > MAX_LINES) {
    *why = "the offer has too many m-lines";
    return NULL;
  }
  PnConn *self = conn_for (peer, command);
  g_autoptr (PnSdp) answer = start_answer (self);
  for (guint i = 0; i < command->offer->media->len; i++) {
    const PnSdpMedia *m = g_ptr_array_index (command->offer->media, i);
    const char *name = wanted_for (command, m);
    pn_line_read (&line, command->offer, m);
    note_twcc (self, &line);
    if (self->dir == PN_DIR_PUB)
      apply_publish (self, &line, name, answer);
    else
      apply_subscribe (self, &line, name, answer);
  }
  if (self->dir == PN_DIR_SUB) {
    pn_downlink_ready (self, g_get_monotonic_time ());
    pn_loud_fill (self, g_get_monotonic_time ());
  }
  if (pn_transport_can_send (self->transport))
    pn_conn_announce (self);
  return pn_sdp_write (answer);
}
