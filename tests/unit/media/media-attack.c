/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attacker of tests/integration/media-attack.test.ts, meant to run in a network namespace of its own. Each verb sends what a
 * server must not be moved by and prints, as its last line, how much that was. "guest" verbs hold valid credentials: they print their
 * offer, a line with a dot, and read the answer up to such a line. */
#include <arpa/inet.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/rtp/bytes.h"
#include "media/rtp/stun.h"
#include "tests/unit/media/peer.h"

#define SOCKETS 64
#define PER_MS 20 /* packets: 20,000 a second, so that the machine itself is not what gives way */

static guint64 total;

static void
pace (void)
{
  if (++total % PER_MS == 0)
    g_usleep (1000);
}

static int
open_udp (const char *ip, guint16 port)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);
  if (inet_pton (AF_INET, ip, &to.sin_addr) != 1 || connect (fd, (struct sockaddr *) &to, sizeof to) < 0)
    g_error ("%s: no way to it", ip);
  return fd;
}

static void
shoot (int fd, const guint8 *data, gsize len)
{
  if (send (fd, data, len, MSG_DONTWAIT) < 0) /* refused by our own kernel: it counts as not sent */
    return;
  pace ();
}

/* ---- strangers: no credentials at all */

static void
shoot_stun (int fd)
{
  guint8 out[256], txid[12], name[17];
  PnStunWriter w;
  RAND_bytes (txid, sizeof txid);
  RAND_bytes (name, sizeof name);
  for (guint i = 0; i < sizeof name; i++)
    name[i] = 'A' + name[i] % 26;
  name[8] = ':';
  pn_stun_begin (&w, out, sizeof out, PN_STUN_BINDING_REQUEST, txid);
  pn_stun_add (&w, PN_STUN_ATTR_USERNAME, name, sizeof name);
  pn_stun_add (&w, PN_STUN_ATTR_USE_CANDIDATE, NULL, 0);
  shoot (fd, out, pn_stun_end (&w, "nobodyknowsthispassword!"));
}

/* TURN allocation (RFC 8656): we are no TURN server, and nothing may be kept of it. */
static void
shoot_allocate (int fd)
{
  guint8 out[128], txid[12], udp[4] = { 17 };
  PnStunWriter w;
  RAND_bytes (txid, sizeof txid);
  pn_stun_begin (&w, out, sizeof out, (PnStunType) 0x0003, txid);
  pn_stun_add (&w, 0x0019, udp, sizeof udp);
  shoot (fd, out, pn_stun_end (&w, NULL));
}

static void
shoot_random (int fd, guint8 first, gsize len)
{
  static guint8 data[65000];
  RAND_bytes (data, (int) MIN (len, 64));
  data[0] = first;
  shoot (fd, data, len);
}

static void
strangers (const char *ip, guint16 port, int seconds)
{
  int fds[SOCKETS];
  Peer p;
  guint8 *hello;
  peer_init (&p, ip, port, "SRTP_AEAD_AES_128_GCM");
  SSL_do_handshake (p.ssl);
  gsize hello_len = (gsize) BIO_get_mem_data (p.out, &hello);
  for (guint i = 0; i < SOCKETS; i++)
    fds[i] = open_udp (ip, port);
  for (gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC; g_get_monotonic_time () < end;) {
    int fd = fds[total % SOCKETS];
    shoot_stun (fd);
    shoot_allocate (fd);
    shoot (fd, hello, hello_len);
    shoot_random (fd, 0x80, 12 + total % 1200); /* SRTP */
    shoot_random (fd, 0x80, total % 12);        /* cut off */
    shoot_random (fd, 0x80, 9000);              /* too large */
    shoot_random (fd, (guint8) (total * 7), 1 + total % 1400);
  }
  for (guint i = 0; i < SOCKETS; i++)
    close (fds[i]);
  peer_clear (&p);
}

/* ---- TCP connections: silent ones, garbage, frames that promise much */

static void
crowd (const char *ip, guint16 port, int n)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (port) };
  g_autofree int *fds = g_new (int, n);
  g_assert_cmpint (inet_pton (AF_INET, ip, &to.sin_addr), ==, 1);
  for (int i = 0; i < n; i++) {
    fds[i] = socket (AF_INET, SOCK_STREAM, 0);
    if (connect (fds[i], (struct sockaddr *) &to, sizeof to) < 0)
      continue;
    total++;
    if (i % 3 == 1 && send (fds[i], "\x05\xdc\x80\x6f", 4, MSG_NOSIGNAL) < 0)
      continue;
    if (i % 3 == 2 && send (fds[i], "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL) < 0)
      continue;
    if (i % 20 == 0)
      g_usleep (1000);
  }
  g_usleep (500000);
  for (int i = 0; i < n; i++)
    close (fds[i]);
}

/* ---- guests */

static void
negotiate (Peer *p)
{
  g_autoptr (PnSdp) offer = peer_offer (p, PN_DIR_PUB);
  g_autofree char *text = pn_sdp_write (offer);
  g_autoptr (GString) answer = g_string_new (NULL);
  char line[4096];
  printf ("%s.\n", text);
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL && strcmp (line, ".\n") != 0)
    g_string_append (answer, line);
  peer_answer (p, answer->str);
}

static void
wrong_certificate (Peer *p)
{
  p->fingerprint[3] ^= 1;
  negotiate (p);
  peer_check (p);
  total = 1;
  peer_handshake (p);
}

/* 100 honest packets; then each again ten times, tampered with, cut at every length, grown, and of another's key. */
static void
replay (Peer *p)
{
  guint8 kept[100][200], bad[1500], key[30] = { 1 };
  gsize len[100];
  negotiate (p);
  peer_check (p);
  g_assert_true (peer_handshake (p));
  for (guint16 i = 0; i < 100; i++) {
    len[i] = peer_voice (p, kept[i], (guint16) (1000 + i));
    peer_send (p, kept[i], len[i]);
    g_usleep (5000);
  }
  for (guint round = 0; round < 10; round++)
    for (guint i = 0; i < 100; i++)
      shoot (p->fd, kept[i], len[i]);
  for (guint i = 0; i < 100; i++) {
    gsize n = peer_voice (p, bad, (guint16) (2000 + i));
    bad[12 + i % (n - 12)] ^= 0x40;
    shoot (p->fd, bad, n);
  }
  for (gsize n = 1; n < len[0]; n++) {
    peer_voice (p, bad, (guint16) (3000 + n));
    shoot (p->fd, bad, n);
  }
  for (gsize n = 300; n < sizeof bad; n += 40) {
    peer_voice (p, bad, (guint16) (4000 + n));
    shoot (p->fd, bad, n);
  }
  pn_srtp_free (p->send);
  p->send = pn_srtp_new (PN_SRTP_GCM, key, key + 16);
  for (guint i = 0; i < 1000; i++)
    shoot (p->fd, bad, peer_voice (p, bad, (guint16) (5000 + i)));
}

/* A validated pair, and then ClientHellos of ever new sessions as fast as they can be sent. */
static void
handshakes (Peer *p, int seconds)
{
  negotiate (p);
  peer_check (p);
  for (gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC; g_get_monotonic_time () < end;) {
    guint8 *data;
    SSL_clear (p->ssl);
    SSL_do_handshake (p->ssl);
    gsize n = (gsize) BIO_get_mem_data (p->out, &data);
    for (guint i = 0; i < 20; i++)
      shoot (p->fd, data, n);
    (void) BIO_reset (p->out);
  }
}

int
main (int argc, char **argv)
{
  Peer p;
  if (argc < 5)
    g_error ("usage: media-attack strangers|crowd|wrong-certificate|replay|handshakes IP PORT N");
  guint16 port = (guint16) atoi (argv[3]);
  int n = atoi (argv[4]);
  if (g_str_equal (argv[1], "strangers")) {
    strangers (argv[2], port, n);
  } else if (g_str_equal (argv[1], "crowd")) {
    crowd (argv[2], port, n);
  } else {
    peer_init (&p, argv[2], port, "SRTP_AEAD_AES_128_GCM");
    if (g_str_equal (argv[1], "wrong-certificate"))
      wrong_certificate (&p);
    else if (g_str_equal (argv[1], "replay"))
      replay (&p);
    else
      handshakes (&p, n);
    peer_clear (&p);
  }
  printf ("%" G_GUINT64_FORMAT "\n", total);
  return 0;
}
