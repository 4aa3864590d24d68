/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/link.h"

#include <string.h>

#include "base/error.h"
#include "media/sfu/feed.h"

#define MAX_WANTS 256
#define MAX_PIXELS 16384

static gboolean
read_dir (const PnJson *m, PnCommand *c, GError **error)
{
  const char *dir = "";
  if (!pn_wire_get_str (m, "dir", 1, 8, &dir, error))
    return FALSE;
  if (!g_str_equal (dir, "pub") && !g_str_equal (dir, "sub")) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "dir is %s", dir);
    return FALSE;
  }
  c->dir = g_str_equal (dir, "pub") ? PN_DIR_PUB : PN_DIR_SUB;
  return TRUE;
}

static gboolean
read_wants (const PnJson *m, PnCommand *c, GError **error)
{
  const PnJson *list = NULL;
  gboolean pub = c->dir == PN_DIR_PUB;
  if (!pn_wire_get_array (m, pub ? "tracks" : "want", MAX_WANTS, &list, error))
    return FALSE;
  for (gsize i = 0; i < pn_wire_length (list); i++) {
    PnWant w = { 0 };
    const char *mid = "", *name = "";
    if (!pn_wire_get_str (pn_wire_at (list, i), "mid", 1, sizeof w.mid - 1, &mid, error)
        || !pn_wire_get_str (pn_wire_at (list, i), pub ? "source" : "track", 1, sizeof w.name - 1, &name,
                             error))
      return FALSE;
    g_strlcpy (w.mid, mid, sizeof w.mid);
    g_strlcpy (w.name, name, sizeof w.name);
    g_array_append_val (c->wants, w);
  }
  return TRUE;
}

static gboolean
read_kinds (const PnJson *m, PnCommand *c, GError **error)
{
  const PnJson *list = NULL;
  if (!pn_wire_get_array (m, "want", MAX_WANTS, &list, error))
    return FALSE;
  for (gsize i = 0; i < pn_wire_length (list); i++) {
    PnWant w = { 0 };
    const char *kind = "", *track = "";
    if (!pn_wire_get_str (pn_wire_at (list, i), "kind", 1, 8, &kind, error)
        || !pn_wire_get_str (pn_wire_at (list, i), "track", 1, sizeof w.name - 1, &track, error))
      return FALSE;
    if (!g_str_equal (kind, "audio") && !g_str_equal (kind, "video")) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "kind is %s", kind);
      return FALSE;
    }
    w.video = g_str_equal (kind, "video");
    g_strlcpy (w.name, track, sizeof w.name);
    g_array_append_val (c->wants, w);
  }
  return TRUE;
}

/* Who comes over WHIP publishes a microphone and a camera, as far as it offers them. */
static gboolean
read_automatic (const PnJson *m, PnCommand *c, GError **error)
{
  static const PnWant published[] = { { .name = "mic" }, { .name = "camera", .video = TRUE } };
  if (c->dir == PN_DIR_SUB)
    return read_kinds (m, c, error);
  g_array_append_vals (c->wants, published, G_N_ELEMENTS (published));
  return TRUE;
}

static gboolean
read_offer (const PnJson *m, PnCommand *c, GError **error)
{
  const char *sdp = "", *why;
  if (!read_dir (m, c, error) || !pn_wire_get_str (m, "sdp", 1, PN_SDP_MAX_BYTES, &sdp, error))
    return FALSE;
  c->automatic = pn_wire_bool (m, "auto", FALSE);
  if (c->automatic ? !read_automatic (m, c, error) : !read_wants (m, c, error))
    return FALSE;
  c->offer = pn_sdp_parse (sdp, strlen (sdp), &why);
  if (c->offer == NULL)
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "the SDP cannot be read: %s", why);
  return c->offer != NULL;
}

static gboolean
read_mute (const PnJson *m, PnCommand *c, GError **error)
{
  const char *source = "";
  if (!pn_wire_get_str (m, "source", 1, 16, &source, error)
      || !pn_wire_get_bool (m, "muted", &c->muted, error))
    return FALSE;
  if (pn_source_from_name (source, &c->source))
    return TRUE;
  g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "no source %s", source);
  return FALSE;
}

static gboolean
read_track (const PnJson *m, PnCommand *c, GError **error)
{
  const char *track = "";
  if (!pn_wire_get_str (m, "track", 1, 64, &track, error))
    return FALSE;
  c->track = g_strdup (track);
  return TRUE;
}

static gboolean
read_tap (const PnJson *m, PnCommand *c, GError **error)
{
  gint64 port = 0;
  if (!read_track (m, c, error) || !pn_wire_get_int (m, "port", 1, 65535, &port, error))
    return FALSE;
  c->host = g_strdup (pn_wire_str (m, "host", "127.0.0.1"));
  c->port = (guint16) port;
  return TRUE;
}

static gboolean
read_feed (const PnJson *m, PnCommand *c, GError **error)
{
  const char *source = "", *codec = "";
  gint64 pt = 0;
  PnWant want = { 0 };
  if (!pn_wire_get_str (m, "source", 1, 16, &source, error) || !pn_wire_get_str (m, "codec", 1, 16, &codec, error)
      || !pn_wire_get_int (m, "pt", 0, 127, &pt, error))
    return FALSE;
  if (pn_source_from_name (source, &c->source))
    c->offer = pn_feed_offer (c->peer, c->source, codec, (guint) pt);
  if (c->offer == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "%s cannot be %s", source, codec);
    return FALSE;
  }
  c->dir = PN_DIR_PUB;
  g_strlcpy (want.mid, source, sizeof want.mid);
  g_strlcpy (want.name, source, sizeof want.name);
  g_array_append_val (c->wants, want);
  return TRUE;
}

static gboolean
read_tile (const PnJson *m, PnPrefer *out, GError **error)
{
  const char *track = "";
  gint64 width = 0, height = 0, priority = 1;
  if (!pn_wire_get_str (m, "track", 1, sizeof out->track - 1, &track, error)
      || !pn_wire_get_int (m, "width", 0, MAX_PIXELS, &width, error)
      || !pn_wire_get_int (m, "height", 0, MAX_PIXELS, &height, error)
      || !pn_wire_opt_int (m, "priority", 0, 3, &priority, error))
    return FALSE;
  g_strlcpy (out->track, track, sizeof out->track);
  out->width = (guint16) width;
  out->height = (guint16) height;
  out->priority = (guint8) priority;
  return TRUE;
}

static gboolean
read_prefer (const PnJson *m, PnCommand *c, GError **error)
{
  const PnJson *list = NULL;
  if (!pn_wire_get_array (m, "tiles", MAX_WANTS, &list, error))
    return FALSE;
  c->prefers = g_array_new (FALSE, TRUE, sizeof (PnPrefer));
  for (gsize i = 0; i < pn_wire_length (list); i++) {
    PnPrefer tile = { 0 };
    if (!read_tile (pn_wire_at (list, i), &tile, error))
      return FALSE;
    g_array_append_val (c->prefers, tile);
  }
  return TRUE;
}

static gboolean
read_voices (const PnJson *m, PnCommand *c, GError **error)
{
  const PnJson *list = NULL;
  gint64 limit = 0;
  if (!pn_wire_get_int (m, "limit", 0, 64, &limit, error) || !pn_wire_get_array (m, "called", MAX_WANTS, &list, error))
    return FALSE;
  c->limit = (guint) limit;
  c->called = g_array_new (FALSE, TRUE, sizeof (gint64));
  for (gsize i = 0; i < pn_wire_length (list); i++) {
    gint64 peer = pn_wire_int_at (list, i, 0);
    g_array_append_val (c->called, peer);
  }
  return TRUE;
}

static gboolean
read_nothing (const PnJson *m, PnCommand *c, GError **error)
{
  return TRUE;
}

static const struct {
  const char *type;
  PnCommandKind kind;
  gboolean needs_room, needs_peer;
  gboolean (*read) (const PnJson *m, PnCommand *c, GError **error);
} orders[] = {
  { "peer.offer", PN_COMMAND_OFFER, TRUE, TRUE, read_offer },
  { "peer.drop", PN_COMMAND_DROP, FALSE, TRUE, read_nothing },
  { "track.mute", PN_COMMAND_MUTE, TRUE, TRUE, read_mute },
  { "tap.add", PN_COMMAND_TAP_ADD, TRUE, FALSE, read_tap },
  { "tap.remove", PN_COMMAND_TAP_REMOVE, FALSE, FALSE, read_track },
  { "feed.add", PN_COMMAND_FEED_ADD, TRUE, TRUE, read_feed },
  { "feed.remove", PN_COMMAND_FEED_REMOVE, TRUE, FALSE, read_track },
  { "keyframe", PN_COMMAND_KEYFRAME, FALSE, FALSE, read_track },
  { "drain", PN_COMMAND_DRAIN, FALSE, FALSE, read_nothing },
  { "peer.prefer", PN_COMMAND_PREFER, TRUE, TRUE, read_prefer },
  { "room.voices", PN_COMMAND_VOICES, TRUE, FALSE, read_voices },
  { "reset", PN_COMMAND_RESET, FALSE, FALSE, read_nothing },
};

PnCommand *
pn_link_read_command (const PnJson *message, GError **error)
{
  const char *type = pn_wire_str (message, "t", "");
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++) {
    if (!g_str_equal (type, orders[i].type))
      continue;
    g_autoptr (PnCommand) c = pn_command_new (orders[i].kind);
    c->req = pn_wire_int (message, "req", 0);
    c->room = pn_wire_int (message, "room", 0);
    c->peer = pn_wire_int (message, "peer", 0);
    if ((orders[i].needs_room && c->room <= 0) || (orders[i].needs_peer && c->peer <= 0)) {
      g_set_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE, "%s needs a room and a peer", type);
      return NULL;
    }
    return orders[i].read (message, c, error) ? g_steal_pointer (&c) : NULL;
  }
  g_set_error (error, PN_ERROR, PN_ERROR_UNKNOWN_TYPE, "no message %s", type);
  return NULL;
}

static PnJson *
message_new (const char *type, gint64 req)
{
  PnJson *m = pn_wire_object ();
  pn_wire_set_str (m, "t", type);
  if (req != 0)
    pn_wire_set_int (m, "req", req);
  return m;
}

static PnJson *
write_answer (const PnNotice *n)
{
  PnJson *m = message_new ("peer.answer", n->req);
  pn_wire_set_str (m, "sdp", n->text);
  return m;
}

static PnJson *
write_failure (const PnNotice *n)
{
  PnJson *m = message_new ("error", n->req);
  pn_wire_set_str (m, "code", n->code);
  pn_wire_set_str (m, "detail", n->text);
  return m;
}

static PnJson *
write_peer_state (const PnNotice *n)
{
  PnJson *m = message_new ("peer.state", 0);
  pn_wire_set_int (m, "room", n->room);
  pn_wire_set_int (m, "peer", n->peer);
  pn_wire_set_str (m, "dir", n->dir == PN_DIR_PUB ? "pub" : "sub");
  pn_wire_set_str (m, "state", n->text);
  return m;
}

static PnJson *
write_track (const PnNotice *n)
{
  PnJson *m = message_new (n->kind == PN_NOTICE_TRACK_UP ? "track.up" : "track.down", 0);
  pn_wire_set_int (m, "room", n->room);
  pn_wire_set_int (m, "peer", n->peer);
  pn_wire_set_str (m, "track", n->track);
  pn_wire_set_str (m, "kind", pn_codec_is_video (n->codec) ? "video" : "audio");
  pn_wire_set_str (m, "codec", pn_codec_name (n->codec));
  pn_wire_set_int (m, "clock", pn_codec_clock (n->codec));
  pn_wire_set_bool (m, "muted", n->muted);
  return m;
}

static PnJson *
write_speaker (const PnNotice *n)
{
  PnJson *m = message_new ("speaker", 0);
  pn_wire_set_int (m, "room", n->room);
  if (n->peer != 0)
    pn_wire_set_int (m, "peer", n->peer);
  else
    pn_wire_set_null (m, "peer");
  return m;
}

static PnJson *
write_tap (const PnNotice *n)
{
  PnJson *m = message_new ("tap.ok", n->req);
  pn_wire_set_str (m, "track", n->track);
  pn_wire_set_int (m, "pt", n->pt);
  pn_wire_set_str (m, "codec", pn_codec_name (n->codec));
  pn_wire_set_int (m, "clock", pn_codec_clock (n->codec));
  pn_wire_set_int (m, "channels", n->codec == PN_CODEC_OPUS ? 2 : 1);
  pn_wire_set_int (m, "ssrc", n->ssrc);
  return m;
}

static PnJson *
write_quality (const PnNotice *n)
{
  PnJson *m = message_new ("peer.quality", 0);
  pn_wire_set_int (m, "room", n->room);
  pn_wire_set_int (m, "peer", n->peer);
  pn_wire_set_str (m, "dir", n->dir == PN_DIR_PUB ? "up" : "down");
  pn_wire_set_str (m, "level", n->text);
  pn_wire_set_int (m, "loss_percent", n->loss_percent);
  pn_wire_set_int (m, "rtt_ms", n->rtt_ms);
  pn_wire_set_int (m, "kbps", n->kbps);
  pn_wire_set_bool (m, "limited", n->limited);
  return m;
}

static PnJson *
write_layer (const PnNotice *n)
{
  PnJson *m = message_new ("peer.layer", 0);
  pn_wire_set_int (m, "room", n->room);
  pn_wire_set_int (m, "peer", n->peer);
  pn_wire_set_str (m, "track", n->track);
  pn_wire_set_int (m, "width", n->width);
  pn_wire_set_int (m, "height", n->height);
  pn_wire_set_bool (m, "paused", n->paused);
  return m;
}

static PnJson *
write_feed (const PnNotice *n)
{
  PnJson *m = message_new ("feed.ok", n->req);
  pn_wire_set_int (m, "room", n->room);
  pn_wire_set_int (m, "peer", n->peer);
  pn_wire_set_int (m, "port", n->port);
  return m;
}

PnJson *
pn_link_write_notice (const PnNotice *n)
{
  switch (n->kind) {
  case PN_NOTICE_ANSWER:
    return write_answer (n);
  case PN_NOTICE_ERROR:
    return write_failure (n);
  case PN_NOTICE_PEER_STATE:
    return write_peer_state (n);
  case PN_NOTICE_TRACK_UP:
  case PN_NOTICE_TRACK_DOWN:
    return write_track (n);
  case PN_NOTICE_SPEAKER:
    return write_speaker (n);
  case PN_NOTICE_QUALITY:
    return write_quality (n);
  case PN_NOTICE_LAYER:
    return write_layer (n);
  case PN_NOTICE_FEED_OK:
    return write_feed (n);
  case PN_NOTICE_TAP_OK:
  default:
    return write_tap (n);
  }
}

PnJson *
pn_link_write_error (gint64 req, const GError *error)
{
  PnJson *m = message_new ("error", req);
  pn_wire_set_str (m, "code", pn_error_name (pn_error_code (error)));
  pn_wire_set_str (m, "detail", error->message);
  return m;
}

PnJson *
pn_link_write_hello (gint64 epoch)
{
  PnJson *m = message_new ("hello", 0);
  pn_wire_set_int (m, "epoch", epoch);
  return m;
}
