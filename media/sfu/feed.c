/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/feed.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PACKETS_AT_ONCE 64 /* in one wake-up */

/* Nobody ever connects to it, so its secrets are none. */
static const char head[]
    = "v=0\r\no=- %" G_GINT64_FORMAT " 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE %s\r\n"
      "m=%s 9 UDP/TLS/RTP/SAVPF %u\r\nc=IN IP4 "
      "0.0.0.0\r\na=ice-ufrag:feed\r\na=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\n"
      "a=fingerprint:sha-256 ";
static const char level[] = "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on\r\n"; /* media/studio/rtsp-source.c */
static const char tail[]
    = "a=setup:actpass\r\na=mid:%s\r\na=sendonly\r\na=rtcp-mux\r\na=rtpmap:%u %s/%u%s\r\n%s";

PnSdp *
pn_feed_offer (gint64 peer, PnSource source, const char *name, guint pt)
{
  PnCodec codec = pn_codec_from_name (name);
  gboolean video = source != PN_SOURCE_MIC;
  const char *why = NULL;
  if (codec == PN_CODEC_NONE || pn_codec_is_video (codec) != video || pt > 127)
    return NULL;
  const char *mid = pn_source_name (source);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, head, peer, mid, video ? "video" : "audio", pt);
  for (guint i = 0; i < 32; i++)
    g_string_append_printf (text, "%s00", i > 0 ? ":" : "");
  g_autofree char *fmtp = g_strdup_printf ("a=fmtp:%u packetization-mode=1;profile-level-id=42e01f\r\n", pt);
  g_string_append (text, "\r\n");
  g_string_append_printf (text, tail, mid, pt, pn_codec_name (codec), pn_codec_clock (codec),
                          video ? "" : "/2", codec == PN_CODEC_H264 ? fmtp : video ? "" : level);
  return pn_sdp_parse (text->str, text->len, &why);
}

static int
bind_loopback (guint16 *port)
{
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t len = sizeof a;
  int size = 1 << 20, fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind (fd, (struct sockaddr *) &a, sizeof a) != 0
      || getsockname (fd, (struct sockaddr *) &a, &len) != 0) {
    close (fd);
    return -1;
  }
  *port = ntohs (a.sin_port);
  return fd;
}

PnFeed *
pn_feed_open (PnConn *conn, PnSource source)
{
  guint16 port = 0;
  for (guint i = 0; conn->feeds != NULL && i < conn->feeds->len; i++) {
    PnFeed *old = g_ptr_array_index (conn->feeds, i);
    if (old->source == source)
      return old;
  }
  int fd = bind_loopback (&port);
  if (fd < 0)
    return NULL;
  PnFeed *self = g_new0 (PnFeed, 1);
  *self = (PnFeed){ .conn = conn, .source = source, .fd = fd, .port = port };
  if (conn->feeds == NULL)
    conn->feeds = g_ptr_array_new ();
  g_ptr_array_add (conn->feeds, self);
  g_hash_table_insert (conn->peer->room->host->feeds, GINT_TO_POINTER (fd), self);
  return self;
}

void
pn_feed_close (PnFeed *self)
{
  g_ptr_array_remove_fast (self->conn->feeds, self);
  g_hash_table_remove (self->conn->peer->room->host->feeds, GINT_TO_POINTER (self->fd));
  close (self->fd); /* epoll forgets it by itself */
  g_free (self);
}

void
pn_feed_read (PnFeed *self, gint64 now)
{
  guint8 data[PN_RTP_MAX];
  for (guint i = 0; i < PACKETS_AT_ONCE; i++) {
    ssize_t n = recv (self->fd, data, sizeof data, 0);
    if (n <= 0)
      return;
    if (!pn_rtp_is_rtcp (data, (gsize) n))
      pn_conn_clear_rtp (self->conn, data, (gsize) n, now, now);
  }
}
